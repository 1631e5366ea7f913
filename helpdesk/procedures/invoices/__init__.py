"""Purchase invoices (购货发票): asked for by line, issued or refused by finance (docs/domain.md, 3.4)."""
