"""Procedures over GraphQL."""
