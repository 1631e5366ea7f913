"""Tickets: intake, conversation, assignment, promises, lifecycle, relations."""
