"""The queue's edge: the relay's broker, the jobs, and the loops that find what is due."""
