"""The event log, the outbox and the unit of work: every change is one transaction."""
