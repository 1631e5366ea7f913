"""Named parameters of the types of ticket columns, for statements whose text is rendered once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ARRAY, BindParameter, String, Text, bindparam
from sqlalchemy.types import TypeEngine

from helpdesk.accounts.models import Agent, AgentGroup
from helpdesk.customers.models import Customer
from helpdesk.tickets.models import Ticket

REFERRED = (Agent, AgentGroup, Customer)
"""Columns that refer to these take their types from them, once they are known."""


def column(name: str) -> Any:
    """A column of `tickets` by its name."""
    return Ticket.__table__.columns[name]


def one(name: str, like: str) -> BindParameter[Any]:
    """A parameter that takes one value of the column `like`."""
    return bindparam(name, type_=_element(like))


def several(name: str, like: str) -> BindParameter[Any]:
    """A parameter that takes an array of values of the column `like`."""
    return bindparam(name, type_=ARRAY(_element(like)))


def _element(name: str) -> TypeEngine[Any]:
    """The column's type without its collation, which no cast of an array can state."""
    found: TypeEngine[Any] = column(name).type
    return Text() if isinstance(found, String) else found
