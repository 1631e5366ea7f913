"""Configuration over GraphQL: drafts, entries, versions, simulation."""
