"""Configuration in versions: draft, diff, publish, revert. Kinds of entries are registered from above."""
