"""Service levels: promises as data, and clocks that are folds over the log (docs/domain.md, section 4)."""
