"""How documents travel: HTTP and the graphql-transport-ws protocol."""
