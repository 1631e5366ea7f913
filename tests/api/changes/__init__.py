"""Member information changes over the API (docs/domain.md, 3.1)."""
