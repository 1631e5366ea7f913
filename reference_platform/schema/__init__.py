"""The platform's GraphQL: what can be read, the acts, and the switches."""
