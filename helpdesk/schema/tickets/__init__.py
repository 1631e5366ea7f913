"""Tickets over GraphQL."""
