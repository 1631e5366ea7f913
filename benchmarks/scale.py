"""How cost grows: the inbox on 10,000 and on 1,000,000 tickets by turns, and an answer by what is nested in it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from uuid import UUID

from benchmarks import documents, operations, servers
from benchmarks.operations import Measurement
from benchmarks.seeding.organisation import admin_key, agent_key
from benchmarks.slices import Contender, alternate, ratio

SMALL, LARGE = 10_000, 1_000_000
NESTED = [1, 5, 20, 50]


def grow(run: Measurement, urls: Mapping[int, str]) -> None:
    """Measure our server on databases of several sizes; the ratio is the largest's p50 to the smallest's."""
    with ExitStack() as stack:
        started = {
            size: stack.enter_context(servers.running(["ours"], url))["ours"] for size, url in urls.items()
        }
        agents = documents.AgentScope(UUID(int=0), [])  # ours knows by the token what the agent sees
        for operation, subject, body in (
            ("inbox", admin_key(0), documents.inbox("ours")),
            ("agent-inbox", agent_key(operations.AGENT), documents.inbox("ours", agents)),
        ):
            contenders = {
                f"{size}-tickets": Contender(server, operations.same([body]), _bearer(subject))
                for size, server in started.items()
            }
            _compare(run, f"{operation}-by-size", contenders)
        _nested(replace(run, servers={"ours": started[max(urls)]}, url=urls[max(urls)]))


def _nested(run: Measurement) -> None:
    """Comments of one ticket, and tickets of one page, from 1 to 50."""
    found = operations.busy_tickets(run, at_least=max(NESTED))
    pages = {f"{count}-tickets": [documents.inbox("ours", first=count)] for count in NESTED}
    details = {
        f"{count}-comments": [documents.detail("ours", one, comments=count) for one in found]
        for count in NESTED
    }
    for operation, asked in (("inbox-by-page", pages), ("detail-by-comments", details)):
        contenders = {
            name: Contender(run.servers["ours"], operations.same(bodies), _bearer(admin_key(0)))
            for name, bodies in asked.items()
        }
        _compare(run, operation, contenders)


def _compare(run: Measurement, operation: str, contenders: Mapping[str, Contender]) -> None:
    """Measure by turns; each is told as a ratio of its p50 to that of the first."""
    found = alternate(contenders, run.generator, run.database, rounds=run.rounds, seconds=run.seconds)
    first = next(iter(found.values()))
    ratios = {name: ratio(one.medians, first.medians) for name, one in found.items() if one is not first}
    by_cpu = {name: ratio(found[name].server_cpu, first.server_cpu) for name in ratios}
    run.report.keep(operation, {name: one.summary() for name, one in found.items()}, ratios, by_cpu)


def _bearer(subject: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {servers.agent_token(subject)}"}
