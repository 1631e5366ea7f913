"""Processes on tickets: what must be known, filled in and told before the platform is told to act."""
