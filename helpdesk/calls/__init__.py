"""Call plans (回访): whom to call when, what to say, what came of it (docs/domain.md §8.1)."""
