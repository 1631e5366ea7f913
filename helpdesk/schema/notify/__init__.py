"""Being told outside the helpdesk: preferences, robots of groups, and what could not be delivered."""
