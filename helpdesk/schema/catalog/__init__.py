"""The service catalog over GraphQL."""
