"""Attachments over GraphQL; the bytes travel beside it (`transport/files.py`)."""
