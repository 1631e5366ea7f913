"""Customers over GraphQL."""
