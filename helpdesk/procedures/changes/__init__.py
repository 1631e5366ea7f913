"""Member information changes (docs/domain.md, 3.1)."""
