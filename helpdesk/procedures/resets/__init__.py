"""Resetting a member's password (docs/domain.md, 3.2)."""
