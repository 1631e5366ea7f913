"""Every list goes by an index: it reads about as many rows as it shows, planned for any values or for these.

Run on enough rows that the planner would choose otherwise if it could; what it did is read, not what it estimated.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.engine import make_url

from helpdesk.accounts.models import Agent, GroupMember, Leave, Shift
from helpdesk.configuration.models import ConfigurationDraft, ConfigurationVersion
from helpdesk.events.models import EventRow
from helpdesk.kit.actor import Actor, ActorKind, Permission
from helpdesk.kit.channel import Channel
from helpdesk.kit.ids import new_id
from helpdesk.kit.paging import Page
from helpdesk.kit.priority import Priority
from helpdesk.notify.models import Notification
from helpdesk.routing.models import RoutingDecision
from helpdesk.sla.models import SlaTimer
from helpdesk.tickets.filters import TicketFilter
from helpdesk.tickets.listing import Order, counting, listing
from helpdesk.tickets.models import Comment, Ticket, TicketFlag, TicketLink
from helpdesk.tickets.status import TicketStatus
from tests.conftest import MONDAY, drop
from tests.features.tickets.many import GROWING, key, seed
from tests.plans import MODES, Plan, explain

SHOWN = 50
READ = 30 * SHOWN
"""Rows that one page may cost at most, of 12,000: page, merge, and what a filter beside the index passes over."""
SORTED = 2_001
COLUMNS = (Ticket.id, Ticket.title, Ticket.status)
READER = frozenset({Permission.TICKET_READ})
LIVE = (TicketStatus.NEW, TicketStatus.OPEN)

Lists = dict[str, list[dict[str, Any]]]
FILTERS: Lists = {
    "statuses": [{"statuses": LIVE}, {"statuses": (TicketStatus.CLOSED,)}, {"statuses": (TicketStatus.DECLINED,)}],
    "priorities": [{"priorities": (Priority.HIGH, Priority.LOW)}, {"priorities": (Priority.URGENT,)}],
    "channels": [{"channels": (Channel.PHONE,)}, {"channels": (Channel.EMAIL, Channel.WECHAT)}],
    "group_ids": [
        {"group_ids": ("group", 2)}, {"group_ids": ("group", 2), "statuses": LIVE}, {"group_ids": ("group", 99)},
    ],
    "assignee_ids": [{"assignee_ids": ("agent", 7)}, {"assignee_ids": ("agent", 7), "statuses": LIVE}],
    "unassigned": [{"unassigned": True}, {"unassigned": False}],
    "service_item_ids": [{"service_item_ids": ("item", 5)}, {"service_item_ids": ("item", 99)}],
    "store_codes": [{"store_codes": ("S2", "S150")}, {"store_codes": ("S404",)}],
    "member_codes": [{"member_codes": ("M7", "M8")}],
    "tags": [{"tags": ("gold",)}, {"tags": ("vip",)}, {"tags": ("nobody has it",)}],
    "customer_id": [{"customer_id": ("customer", 3)}],
    "order_code": [{"order_code": "D500"}],
    "external_id": [{"external_id": "X500"}],
    "created_from": [{"created_from": MONDAY - timedelta(days=3)}],
    "created_before": [
        {"created_before": MONDAY - timedelta(days=200)},
        {"created_before": MONDAY - timedelta(days=200), "created_from": MONDAY - timedelta(days=203)},
    ],
    "text": [{"text": "p1234"}, {"text": "parcel"}, {"text": "nowhere"}],
}  # fmt: skip
COMMON: list[dict[str, Any]] = [{"text": "parcel"}, {"tags": ("vip",)}]
"""What so many tickets have that a sample of them is read first."""
ABSENT: list[dict[str, Any]] = [{"channels": (Channel.EMAIL, Channel.WECHAT)}]
"""What an agent's groups have seldom or never had: their tickets are passed over."""


@pytest.fixture(scope="module")
def grown(server: str, template: tuple[str, Any]) -> Iterator[psycopg.Connection[Any]]:
    """A connection to a database of many rows."""
    name = f"grown_{new_id().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template[0]}" STRATEGY file_copy')
    url = make_url(server).set(database=name).render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as connection:
        seed(connection)
        yield connection
    drop(server, name)


def everybody(grown: psycopg.Connection[Any]) -> dict[str, Actor]:
    def agent(*groups: int) -> Actor:
        seen = frozenset(key(grown, "group", number) for number in groups)
        return Actor(ActorKind.AGENT, "agent", READER, agent_id=key(grown, "agent", 7), group_ids=seen)

    return {
        "admin": Actor(ActorKind.AGENT, "admin", READER, sees_all=True),
        "agent": agent(2, 3),
        "supervisor": agent(*range(1, 21)),
        "store manager": Actor(ActorKind.STORE_MANAGER, "store", READER, store_code="S2"),
        "member": Actor(ActorKind.MEMBER, "member", READER, member_code="M7"),
        "integration": Actor(ActorKind.INTEGRATION, "shop", READER, store_codes=frozenset({"S2", "S3"})),
    }


def read(grown: psycopg.Connection[Any], given: dict[str, Any]) -> TicketFilter:
    """A filter whose ids stand as a kind and a number."""

    def value(name: str, stated: Any) -> Any:
        if not name.endswith(("_id", "_ids")) or isinstance(stated, str):
            return stated
        found = key(grown, *stated)
        return (found,) if name.endswith("_ids") else found

    return TicketFilter(**{name: value(name, stated) for name, stated in given.items()})


def test_every_part_of_the_filter_has_a_case() -> None:
    assert set(FILTERS) == {part.name for part in fields(TicketFilter)}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("part", FILTERS)
def test_lists_of_tickets_go_by_an_index_for_filter_and_order(
    grown: psycopg.Connection[Any], part: str, mode: str
) -> None:
    actors = everybody(grown)
    for given in FILTERS[part]:
        for name in ("admin", "agent"):
            for order in Order:
                page = Page(SHOWN) if order.descending else halfway(order)
                found = listing(actors[name], read(grown, given), order, page)
                plan = explain(grown, mode, found.build(COLUMNS), found.values)
                told = f"{name}, {given}, {order}, {page}"
                if given not in COMMON:
                    by_index(plan, told)
                if not passed_over(name, given, order):
                    assert plan.rows_read <= READ, told


def passed_over(name: str, given: dict[str, Any], order: Order) -> bool:
    """Whether it is known that a page passes over more rows (docs/scale.md, What stays costly)."""
    long_ago = "created_before" in given and order.column == "last_event_at"
    return given in COMMON or long_ago or (name == "agent" and given in ABSENT)


@pytest.mark.parametrize("mode", MODES)
def test_whole_lists_of_everybody_go_by_an_index(grown: psycopg.Connection[Any], mode: str) -> None:
    for name, actor in everybody(grown).items():
        for order in Order:
            for page in (Page(SHOWN, backwards=not order.descending), halfway(order)):
                found = listing(actor, TicketFilter(), order, page)
                plan = explain(grown, mode, found.build(COLUMNS), found.values)
                by_index(plan, f"{name}, {order}, {page}")
                ranges = 9 * len(actor.group_ids) if name == "supervisor" else 1
                assert plan.rows_read <= max(READ, 2 * SHOWN * ranges), (name, order)


@pytest.mark.parametrize("mode", MODES)
def test_counts_go_by_an_index(grown: psycopg.Connection[Any], mode: str) -> None:
    """A count reads what it counts; an unfiltered one of everything is everything."""
    actors = everybody(grown)
    for given in (case for cases in FILTERS.values() for case in cases if case not in COMMON):
        for name in ("agent", "store manager", "member"):
            found = counting(actors[name], read(grown, given))
            by_index(explain(grown, mode, found.build(()), found.values), f"{name}, {given}")


TICKET = bindparam("ticket", type_=Ticket.__table__.c.id.type)
NEWEST_DECISION = (
    select(RoutingDecision.id)
    .where(RoutingDecision.subject_kind == "ticket", RoutingDecision.subject_id == TICKET)
    .order_by(RoutingDecision.id.desc())
    .limit(1)
)
FROM, TO, SOMEBODY, AT = (bindparam(name) for name in ("from", "to", "somebody", "at"))
GROUP = bindparam("group", type_=Ticket.__table__.c.id.type)
MEMBERS = select(GroupMember.agent_id).where(GroupMember.group_id == GROUP)


def of_recipient(*conditions: Any) -> Select[Any]:
    return (
        select(Notification.id)
        .where(Notification.recipient_key == SOMEBODY, *conditions)
        .order_by(Notification.at.desc(), Notification.id.desc())
        .limit(SHOWN)
    )


def in_window(kind: type[Shift] | type[Leave]) -> Select[Any]:
    return (
        select(kind.id)
        .where(kind.agent_id.in_(MEMBERS), kind.starts_at < TO, kind.ends_at > FROM)
        .order_by(kind.starts_at, kind.id)
    )


OTHERS: dict[str, tuple[Select[Any], dict[str, Any]]] = {
    "comments": (
        select(Comment.id).where(Comment.ticket_id == TICKET).order_by(Comment.at, Comment.id).limit(SHOWN), {},
    ),
    "flags": (select(TicketFlag.id).where(TicketFlag.ticket_id == TICKET).order_by(TicketFlag.at.desc()), {}),
    "links": (select(TicketLink.id).where(TicketLink.source_id == TICKET).order_by(TicketLink.at), {}),
    "links from": (select(TicketLink.id).where(TicketLink.target_id == TICKET).order_by(TicketLink.at), {}),
    "timers": (select(SlaTimer.id).where(SlaTimer.subject_kind == "ticket", SlaTimer.subject_id == TICKET), {}),
    "decision": (NEWEST_DECISION, {}),
    "timeline": (
        select(EventRow.id).where(EventRow.subject_kind == "ticket", EventRow.subject_id == TICKET)
        .order_by(EventRow.revision).limit(SHOWN), {},
    ),
    "feed": (
        select(EventRow.id).where(EventRow.position > FROM, EventRow.position <= TO)
        .order_by(EventRow.position).limit(500), {"from": 1_005_000, "to": 1_020_000},
    ),
    "feed of a rare kind": (
        select(EventRow.id).where(EventRow.position > FROM, EventRow.position <= TO, EventRow.kind == AT)
        .order_by(EventRow.position).limit(500), {"from": 1_005_000, "to": 1_005_500, "at": "agent.saved"},
    ),
    "notifications": (of_recipient(), {"somebody": "agent:7"}),
    "unread": (of_recipient(Notification.read_at.is_(None)), {"somebody": "agent:1"}),
    "unread count": (
        select(func.count()).select_from(Notification)
        .where(Notification.recipient_key == SOMEBODY, Notification.read_at.is_(None)), {"somebody": "agent:7"},
    ),
    "agents": (select(Agent.id).where(Agent.id > TICKET).order_by(Agent.id).limit(SHOWN), {}),
    "shifts": (in_window(Shift), {"from": MONDAY, "to": MONDAY + timedelta(days=7)}),
    "leaves": (in_window(Leave), {"from": MONDAY, "to": MONDAY + timedelta(days=7)}),
    "versions": (
        select(ConfigurationVersion.number).where(ConfigurationVersion.number < TO)
        .order_by(ConfigurationVersion.number.desc()).limit(SHOWN), {"to": 50},
    ),
    "drafts": (
        select(ConfigurationDraft.id).where(ConfigurationDraft.status == "OPEN")
        .order_by(ConfigurationDraft.id.desc()).limit(100), {},
    ),
}  # fmt: skip


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", OTHERS)
def test_other_lists_go_by_an_index(grown: psycopg.Connection[Any], name: str, mode: str) -> None:
    statement, values = OTHERS[name]
    stated = {
        given: value for given, value in statement.compile().params.items() if value is not None
    }  # literals of the statement
    for given, kind in (("ticket", "ticket"), ("group", "group")):
        if given in statement.compile().params:
            values = values | {given: key(grown, kind, 3)}
    plan = explain(grown, mode, statement, stated | values)
    by_index(plan, name)
    assert plan.rows_read <= READ, name


def halfway(order: Order) -> Page:
    """A page from the middle of the year on."""
    middle: datetime = MONDAY - timedelta(days=180)
    return Page(SHOWN, after=(middle.isoformat(), str(new_id())), backwards=not order.descending)


def by_index(plan: Plan, told: str) -> None:
    """No growing table was read as a whole, and nothing large was sorted."""
    assert not plan.whole_tables & GROWING, told
    assert plan.most_sorted <= SORTED, told
