"""Phone verification (电话核实): who was called at which number, what came of it, and codes that stand for a call."""
