"""Acting on the platform: claimed, called with no transaction open, settled."""
