"""A ticketing plugin for an existing commerce platform, over GraphQL."""
