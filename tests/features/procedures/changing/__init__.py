"""Member changes by a machine that disturbs them."""
