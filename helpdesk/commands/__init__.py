"""What can be typed: each command loads the settings, calls a verb or starts a process, shows the outcome."""
