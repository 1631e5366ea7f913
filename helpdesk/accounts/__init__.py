"""Who works here and who calls: agents, groups, organisation, rosters, roles and tokens."""
