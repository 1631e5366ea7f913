"""What the platform answers as a GraphQL error instead of an outcome."""

from __future__ import annotations


class Problem(Exception):
    """An error with a code that callers can rely on.

    `UNAUTHENTICATED`, `BAD_REQUEST`, `KEY_REUSED` and `UNAVAILABLE`: nothing was done, for sure.
    `INTERNAL`: unknown.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
