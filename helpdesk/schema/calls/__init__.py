"""Call plans and planned calls over GraphQL."""
