"""Lists of tickets answer as a plain look at every ticket would, whichever indexes they go by."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select

from helpdesk.customers.models import Customer
from helpdesk.kit import paging
from helpdesk.kit.actor import Actor
from helpdesk.kit.channel import Channel
from helpdesk.kit.ids import new_id
from helpdesk.kit.paging import InvalidCursor, Page
from helpdesk.kit.priority import Priority
from helpdesk.kit.text import fold
from helpdesk.tickets import listing, merging, search
from helpdesk.tickets.filters import TicketFilter
from helpdesk.tickets.listing import Order, counting
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.status import TicketStatus
from helpdesk.tickets.visibility import sees
from tests.actors import agent, member, store_manager
from tests.conftest import MONDAY
from tests.features.tickets.build import Desk
from tests.features.tickets.sights import FILTERS, GROUPS, MEMBERS, STORES, Sight, actor, actors
from tests.world import key

MANY = 240
MOMENTS = [MONDAY + timedelta(minutes=minute) for minute in range(12)]
WORDS = ("退款", "发货", "parcel", "lost")
CUSTOMERS = [key("first customer"), key("second customer")]
COLUMNS = (Ticket.id, Ticket.title, Ticket.created_at, Ticket.last_event_at)


@dataclass(frozen=True)
class Asked:
    """A list as it is asked for."""

    actor: dict[str, Any]
    sight: Sight
    more: dict[str, Any]
    order: Order
    size: int
    backwards: bool
    written: int
    probed: int

    def read(self, desk: Desk) -> tuple[Actor, TicketFilter]:
        return actor(desk, self.actor), replace(self.sight.read(desk), **self.more)


def rarely(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), st.none(), st.none(), values)


ASKED = st.builds(
    Asked,
    actor=actors(),
    sight=FILTERS,
    more=st.fixed_dictionaries(
        {
            "customer_id": rarely(st.sampled_from(CUSTOMERS)),
            "order_code": rarely(st.sampled_from(["D1", "D2", ""])),
            "external_id": rarely(st.sampled_from(["X1", "X2"])),
            "created_from": rarely(st.sampled_from(MOMENTS)),
            "created_before": rarely(st.sampled_from(MOMENTS)),
            "text": rarely(st.sampled_from([*WORDS, "发货 lost"])),
        }
    ),
    order=st.sampled_from(Order),
    size=st.sampled_from([1, 7, 40, 100]),
    backwards=st.booleans(),
    written=st.sampled_from([1, 8, 32]),
    probed=st.sampled_from([0, 3, 2000]),
)


@pytest.fixture
async def tickets(desk: Desk) -> list[Ticket]:
    """Many tickets of few values, several at the same instant."""
    dice = random.Random(7)
    people = [None, *(desk.world.agents[name] for name in ("wang", "zhao", "qian"))]
    made = []
    for number in range(MANY):
        came, lasted = dice.choice(MOMENTS), timedelta(minutes=dice.randrange(6))
        ticket = Ticket(
            id=new_id(), origin=f"origin:{number}", external_id=dice.choice([None, "X1", "X2"]), title=f"{number}",
            description="", status=dice.choice(list(TicketStatus)), priority=dice.choice(list(Priority)),
            channel=dice.choice(list(Channel)), service_item_id=key(dice.choice(("product-use", "refund", "invoice"))),
            configuration_version=1, form={}, group_id=desk.world.groups[dice.choice(GROUPS)],
            assignee_id=dice.choice(people), requester_kind="MEMBER", requester_key="member:M1",
            customer_id=dice.choice([None, *CUSTOMERS]), store_code=dice.choice([None, *STORES]),
            member_code=dice.choice([None, *MEMBERS]), order_code=dice.choice([None, "D1", "D2", ""]),
            tags=sorted(dice.sample(["vip", "甲"], dice.randrange(3))), urged=0, search_text="", created_at=came,
            revision=1, last_event_at=came + lasted,
        )  # fmt: skip
        search.index(ticket, " ".join(dice.sample(WORDS, dice.randrange(1, 4))))
        made.append(ticket)

    async def fill(work: Any) -> None:
        await work.session.execute(
            insert(Customer),
            [
                {"id": each, "member_code": f"C{place}", "note": "", "created_at": MONDAY, "revision": 1,
                 "last_event_at": MONDAY}
                for place, each in enumerate(CUSTOMERS)
            ],
        )  # fmt: skip
        work.session.add_all(made)

    await desk.do(desk.admin, fill)
    return list(await desk.scalars(select(Ticket)))


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(asked=ASKED)
async def test_all_pages_hold_what_a_plain_look_finds_in_order(
    desk: Desk, tickets: list[Ticket], asked: Asked
) -> None:
    who, wanted = asked.read(desk)
    expected = [ticket.id for ticket in in_order(tickets, asked.order) if meets(ticket, who, wanted)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(listing, "MOST_WRITTEN", asked.written)
        patch.setattr(merging, "PROBED", asked.probed)
        pages = await walked(desk, who, wanted, asked)
    shown = [row.id for page in (reversed(pages) if asked.backwards else pages) for row in page]
    assert shown == expected
    assert [len(page) for page in pages[:-1]] == [asked.size] * (len(pages) - 1)
    assert await total(desk, who, wanted) == len(expected)


async def test_everybody_sees_their_own_in_every_order(desk: Desk, tickets: list[Ticket]) -> None:
    everybody = (
        desk.admin, desk.lin, desk.wang, desk.qian, store_manager("S001"), member("M1"), store_manager("S404"),
        agent(desk.world, "head", "hotline", "returns", "finance"),
    )  # fmt: skip
    for who in everybody:
        for order in Order:
            found = await page_of(desk, who, TicketFilter(), order, Page(100))
            expected = [ticket.id for ticket in in_order(tickets, order) if sees(who, ticket.facets())]
            assert [row.id for row in found.rows] == expected[:100]
            assert found.has_next is (len(expected) > 100)


async def test_rows_hold_the_columns_that_were_asked(desk: Desk, tickets: list[Ticket]) -> None:
    by_id = {ticket.id: ticket for ticket in tickets}
    for who in (desk.admin, desk.wang, store_manager("S001")):
        for row in (await page_of(desk, who, TicketFilter(), Order.CREATED_AT_DESC, Page(20))).rows:
            ticket = by_id[row.id]
            assert tuple(row) == (ticket.id, ticket.title, ticket.created_at, ticket.last_event_at)


@pytest.mark.parametrize(
    "cursor", [("x", "y"), (MONDAY.isoformat(),), (1, 2), (MONDAY.isoformat(), "no id"), (None, None)]
)
def test_what_is_no_cursor_of_a_list_of_tickets_is_refused(cursor: tuple[Any, ...]) -> None:
    with pytest.raises(InvalidCursor):
        listing.listing(store_manager("S001"), TicketFilter(), Order.CREATED_AT_ASC, Page(1, after=cursor))


def test_lists_of_one_shape_have_one_text() -> None:
    """Values are bound, so that a text is rendered once: whoever asks, for whatever values, on whichever page."""

    def shape(store: str, code: str, after: datetime) -> Any:
        page = Page(20, after=(after.isoformat(), str(new_id())))
        return listing.listing(
            store_manager(store), TicketFilter(order_code=code), Order.CREATED_AT_DESC, page
        ).shape

    assert shape("S001", "D1", MOMENTS[0]) == shape("S002", "D2", MOMENTS[1])
    assert hash(shape("S001", "D1", MOMENTS[0])) == hash(shape("S002", "D2", MOMENTS[1]))


async def walked(desk: Desk, who: Actor, wanted: TicketFilter, asked: Asked) -> list[list[Any]]:
    """All pages, from the list's one end to the other."""
    pages: list[list[Any]] = []
    page = Page(asked.size, backwards=asked.backwards)
    while True:
        found = await page_of(desk, who, wanted, asked.order, page)
        pages.append(list(found.rows))
        if not (found.has_previous if asked.backwards else found.has_next):
            return pages
        edge = found.rows[0 if asked.backwards else -1]
        cursor = paging.encode([getattr(edge, asked.order.column), edge.id])
        page = replace(page, after=paging.decode(cursor, "after"))
        assert len(pages) <= MANY


async def page_of(desk: Desk, who: Actor, wanted: TicketFilter, order: Order, page: Page) -> Any:
    """One page, cut as lists cut it."""
    found = listing.listing(who, wanted, order, page)
    return paging.cut(await desk.rows(found.build(COLUMNS).params(dict(found.values))), page)


async def total(desk: Desk, who: Actor, wanted: TicketFilter) -> int:
    """How many there are in all."""
    found = counting(who, wanted)
    return int((await desk.rows(found.build(()).params(dict(found.values))))[0].total)


def in_order(tickets: list[Ticket], order: Order) -> list[Ticket]:
    """All tickets, sorted."""

    def place(ticket: Ticket) -> tuple[datetime, UUID]:
        return getattr(ticket, order.column), ticket.id

    return sorted(tickets, key=place, reverse=order.descending)


def meets(ticket: Ticket, who: Actor, wanted: TicketFilter) -> bool:
    """Whether a ticket is in the list."""
    facets = ticket.facets()
    exact = all(
        getattr(wanted, name) in {None, getattr(ticket, name)}
        for name in ("customer_id", "order_code", "external_id")
    )
    since, before = wanted.created_from, wanted.created_before
    timely = (since is None or ticket.created_at >= since) and (before is None or ticket.created_at < before)
    words = fold(wanted.text or "").split()
    said = all(word in ticket.search_text for word in words)
    return sees(who, facets) and wanted.matches(facets) and exact and timely and said
