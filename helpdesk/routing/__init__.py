"""Who is to work a request: rules, the responsible group, the agent; one pure function decides."""
