"""What to do with an act now: send it, ask about it, leave it, or hand it to a person. Pure.

Once it may have been sent it is repeated only where the platform is idempotent, under the same key, and before
`only_ask_from`; from then on it is only asked about (docs/domain.md, 3.3).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from helpdesk.platform.port import Capability

MOST_ASKED: Final = 12
"""So many tries that told nothing, and a person decides."""
_FIRST: Final = timedelta(seconds=1)
_LONGEST: Final = timedelta(minutes=10)


class Way(StrEnum):
    """What comes next for an act. TOO_LATE: it was never sent, and must not be any more."""

    SEND = "SEND"
    ASK = "ASK"
    TOO_LATE = "TOO_LATE"
    PERSON = "PERSON"


def way(
    capability: Capability, *, doubt: bool, tries: int, only_ask_from: datetime | None, now: datetime
) -> Way:
    """The way of an act that may have been sent (`doubt`) or was not, after so many tries in doubt."""
    late = only_ask_from is not None and now >= only_ask_from
    if not doubt:
        return Way.TOO_LATE if late else Way.SEND
    if tries >= MOST_ASKED:
        return Way.PERSON
    if capability.idempotent and not late:
        return Way.SEND
    return Way.ASK if capability.queryable else Way.PERSON


def pause(tries: int) -> timedelta:
    """How long to wait before the next try: twice as long each time, ten minutes at most."""
    return min(_FIRST * (1 << min(tries, 16)), _LONGEST)
