"""The GraphQL edge: types, mutations, subscriptions and how they travel. No logic lives here."""
