"""Guards: each says what forbids an outcome now."""
