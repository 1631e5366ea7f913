"""Where an act on the platform stands."""

from __future__ import annotations

from enum import StrEnum


class ActState(StrEnum):
    """PENDING: nothing was sent. CLAIMED: a worker is sending it. UNKNOWN: it was sent and not answered.
    STUCK: a person decides. The others are how it was answered, or given up."""

    PENDING = "PENDING"
    CLAIMED = "CLAIMED"
    UNKNOWN = "UNKNOWN"
    STUCK = "STUCK"
    DONE = "DONE"
    REFUSED = "REFUSED"
    PRECONDITION_GONE = "PRECONDITION_GONE"
    GIVEN_UP = "GIVEN_UP"
    WITHDRAWN = "WITHDRAWN"


IN_DOUBT = frozenset({ActState.CLAIMED, ActState.UNKNOWN, ActState.STUCK})
"""The platform may have acted, or may yet."""
OPEN = IN_DOUBT | {ActState.PENDING}
"""Not answered."""
