"""Customer profiles: who calls and writes, recognised by phone number or member code."""
