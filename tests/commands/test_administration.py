"""Tokens, the clock, routing and clocks explained, from the command line."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from helpdesk.accounts.tokens import CallerRole, Signing, verify
from helpdesk.app import Runtime
from helpdesk.catalog.tree import Catalog
from helpdesk.events import shared_clock
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import SYSTEM
from helpdesk.kit.channel import Channel
from helpdesk.tickets import intake
from helpdesk.tickets.submissions import Submission
from tests.commands.conftest import Run
from tests.commands.test_packs import within
from tests.conftest import SECRET

SIGNING = Signing(SECRET, "helpdesk", "platform")


def test_one_token_is_issued_for_each_role(run: Run, planted: str) -> None:
    issued = json.loads(run("token", "--json", DATABASE_URL=planted).stdout)
    assert [one["role"] for one in issued] == [
        "member", "store_manager", "agent", "supervisor", "manager", "admin", "integration",
    ]  # fmt: skip
    assert {verify(SIGNING, one["token"]).role for one in issued} == set(CallerRole)


def test_a_token_is_issued_for_one_agent_without_a_database(run: Run) -> None:
    done = run("token", "--role", "agent", "--subject", "lin-xiaoyan", "--json")
    [issued] = json.loads(done.stdout)
    assert verify(SIGNING, issued["token"]).subject == "lin-xiaoyan"


def test_no_token_is_issued_without_the_secret(run: Run) -> None:
    refused = run("token", "--role", "member", TOKEN_SECRET=None)
    assert refused.exit_code == 1
    assert "HELPDESK_TOKEN_SECRET" in refused.output


def test_the_clock_is_shown_and_moved(run: Run, migrated: str) -> None:
    assert "real time" in run("clock", "show", DATABASE_URL=migrated).output
    moved = run("clock", "set", "2026-11-20T10:00:00+08:00", "60", DATABASE_URL=migrated)
    assert moved.exit_code == 0, moved.output
    shown = json.loads(run("clock", "show", "--json", DATABASE_URL=migrated).stdout)
    assert shown["now"].startswith("2026-11-20T10:")
    assert shown["speed"] == 60
    kept = run("clock", "set", "now", DATABASE_URL=migrated)
    assert "2026-11-20" in kept.output


def test_the_clock_stays_in_production(run: Run, migrated: str) -> None:
    refused = run("clock", "set", "PT1H", MODE="production", DATABASE_URL=migrated)
    assert refused.exit_code == 1
    assert "HELPDESK_MODE" in refused.output


@pytest.mark.parametrize(
    ("arguments", "group", "priority"),
    [
        pytest.param(["product-use"], "咨询组", "NORMAL", id="by the item"),
        pytest.param(["product-use", "--form", '{"unwell": true}'], "产品顾问组", "URGENT", id="by a rule"),
        pytest.param(
            ["qualification", "--grade", "V"], "咨询组", "HIGH", id="a key account, at the desk's group"
        ),
        pytest.param(["reception"], "接待组", "NORMAL", id="at another desk"),
        pytest.param(["purchase-invoice"], "表单受理组", "NORMAL", id="from the branch above"),
    ],
)
def test_routing_is_simulated_with_who_is_there_now(
    run: Run, planted: str, arguments: list[str], group: str, priority: str
) -> None:
    done = run("routing", "simulate", *arguments, "--json", DATABASE_URL=planted)
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert (found["group"]["name"], found["priority"]) == (group, priority)
    assert found["agent"]


def test_an_unknown_item_is_refused(run: Run, planted: str) -> None:
    refused = run("routing", "simulate", "lemonade", DATABASE_URL=planted)
    assert refused.exit_code == 1
    assert "lemonade" in refused.output


def test_a_tickets_clocks_are_explained(run: Run, planted: str) -> None:
    number = within(planted, submitted)
    for_people = run("sla", "explain", str(number), DATABASE_URL=planted)
    assert for_people.exit_code == 0, for_people.output
    assert "first response" in for_people.output
    assert "2026-11-16 10:05" in for_people.output
    clocks = {one["metric"]: one for one in json.loads(
        run("sla", "explain", str(number), "--json", DATABASE_URL=planted).stdout
    )}  # fmt: skip
    resolution = clocks["RESOLUTION"]
    assert [stretch["why"] for stretch in resolution["stretches"]] == ["COUNTED", "CLOSED", "COUNTED"]
    assert resolution["stretches"][-1]["countedSeconds"] == timedelta(hours=8).total_seconds()


def test_a_ticket_that_is_not_there_cannot_be_explained(run: Run, planted: str) -> None:
    refused = run("sla", "explain", "999999", DATABASE_URL=planted)
    assert refused.exit_code == 1
    assert "999999" in refused.output


async def submitted(runtime: Runtime) -> Any:
    """A complaint that store S001 makes at ten; its number."""

    async def act(work: UnitOfWork) -> int:
        item = Catalog.of(await runtime.configurations.current(work.session)).item_by_code("complaint")
        ticket = await intake.submit(
            work,
            Submission(item.id, "破损", channel=Channel.WEB_FORM, form={"about": "GOODS"}, store_code="S001"),
        )
        return ticket.number

    async with runtime.engine.connect() as connection:
        runtime.clock.setting = await shared_clock.load(connection)
    return await runtime.transactor.run(SYSTEM, act)
