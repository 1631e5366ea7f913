"""Agents, groups and the organisation over GraphQL."""
