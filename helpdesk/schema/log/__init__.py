"""The event log and notifications over GraphQL."""
