"""Search over Chinese and English: lexemes made in Python narrow by index, a substring check decides."""

from __future__ import annotations

import re
from typing import Final

from sqlalchemy import ARRAY, ColumnElement, Text, all_, and_, bindparam
from sqlalchemy.dialects.postgresql import TSQUERY

from helpdesk.kit.errors import InvalidValue
from helpdesk.kit.statements import Condition
from helpdesk.kit.text import clean, fold, query_terms, search_terms
from helpdesk.tickets.models import Ticket

FOUND: Final[ColumnElement[bool]] = and_(
    Ticket.search.op("@@")(bindparam("terms", type_=TSQUERY)),
    Ticket.search_text.like(all_(bindparam("words", type_=ARRAY(Text())))),
)
"""Every lexeme by index, then every word as it stands."""
_WILDCARD = re.compile(r"[%_\\]")

KEPT = 80_000
"""Characters of folded text that a ticket is found by: their lexemes stay below the megabyte of a tsvector."""


def index(ticket: Ticket, *texts: str | None) -> None:
    """Make texts of a ticket findable, in addition to those that are."""
    added = "\n".join(fold(text) for text in texts if text)
    ticket.search_text = f"{ticket.search_text}\n{added}"[:KEPT] if ticket.search_text else added[:KEPT]
    ticket.search = vector(ticket.search_text)


def vector(text: str) -> str:
    """The `tsvector` of a text's lexemes, as PostgreSQL reads it. They are words, so nothing in them is escaped."""
    return " ".join(f"'{term}'" for term in search_terms(text))


def found_by(text: str) -> Condition:
    """What a ticket must satisfy to be found by `text`: each word occurs in it. Raises InvalidValue."""
    folded = fold(clean(text, field="filter.text", at_most=200))
    terms = query_terms(folded)
    if not terms:
        raise InvalidValue("filter.text", "There is no word to search for.", "没有可搜索的词。")
    return Condition(
        FOUND,
        {
            "terms": " & ".join(f"'{term}'" for term in terms),
            "words": [f"%{_WILDCARD.sub(_escaped, word)}%" for word in folded.split()],
        },
    )


def _escaped(found: re.Match[str]) -> str:
    return f"\\{found.group()}"
