"""Whatever is sent to a real process of the API, it answers by the protocols, soon, and lives on."""
