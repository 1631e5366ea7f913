"""What the platform does when told: each act whole or not at all, once per idempotency key."""
