"""Effects: each does what an outcome, or the entering of a step, brings about."""
