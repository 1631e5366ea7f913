"""Personal values: sealed in one table, masked everywhere else, erased in time (docs/domain.md §1)."""
