"""The main job, shown and checked through the API as its callers use it.

A store manager's complaint is left unanswered: warned, broken, escalated three levels, each once, while an
integration that was cut off misses nothing. Then it is worked, waits on the store, and is solved.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from typing import Any

from helpdesk.demo import documents
from helpdesk.demo.client import Caller, DidNotHappen, Follower, Update
from helpdesk.demo.scenarios.stage import KEYS, Stage
from helpdesk.demo.scene import Scene, act, timer
from helpdesk.demo.story import clock, length, words

SPEED = 120.0
SCREEN = "林晓燕"
CROSSINGS = [("WARNED", 0), ("BREACHED", 0), ("LEVEL", 1), ("LEVEL", 2), ("LEVEL", 3)]


async def play(stage: Stage) -> None:
    """Play the scenario. Raises DidNotHappen at the first check that does not hold."""
    tokens = stage.tokens
    async with AsyncExitStack() as stack:
        store, program, agent = [
            await stack.enter_async_context(Caller(stage.api, token))
            for token in (tokens.store("S001"), tokens.integration(), tokens.agent(KEYS[SCREEN]))
        ]
        screen, feed = (Follower(caller, documents.FOLLOW, {}) for caller in (agent, program))
        scene = Scene(stage.story, stage.api, tokens, stage.engine, store, program, screen, feed)
        for follower in (screen, feed):
            await follower.open()
            stack.push_async_callback(follower.close)
        ticket = await _submitted(scene)
        try:
            await _neglected(scene, ticket["id"])
        finally:
            await scene.set_speed(1.0)
        await _cleared_up(scene, ticket["id"])
        await _worked(scene, ticket["id"], ticket["assignee"]["name"])
        await _looked_back(scene, ticket)


async def _submitted(scene: Scene) -> dict[str, Any]:
    story = scene.story
    story.step("A store manager complains; the agents see it at once")
    item = (await scene.store.ask(documents.ITEM, code="complaint"))["serviceItems"][0]
    await asyncio.sleep(0.5)  # the subscriptions begin where the log ends when they reach the server
    sent = time.perf_counter()
    payload = await scene.store.do(
        "submitTicket", documents.SUBMIT, serviceItemId=item["id"], title="客户投诉：收到的礼盒破损",
        description="外箱完好，内盒破损两件，客户要求今天答复。", channel="WEB_FORM", form={"about": "GOODS"},
    )  # fmt: skip
    ticket: dict[str, Any] = payload["ticket"]
    arrived, _ = await scene.screen.wait_for(
        f"the new ticket at {SCREEN}'s screen", lambda update: update["ticketId"] == ticket["id"], seconds=5
    )
    name, group = item["name"], ticket["group"]["name"]
    story.say(f"Store S001 submits ticket [bold]{ticket['number']}[/] under {name['zh']} ({name['en']}).")
    story.check("an agent on duty gets it", holds=ticket["assignee"] is not None, found=ticket)
    story.say(f"Routed to {group['zh']} ({group['en']}), given to {ticket['assignee']['name']}.")
    for one in ticket["timers"]:
        due, target = clock(one["state"]["dueAt"], day=True), length(one["target"])
        story.say(f"Promised: {words(one['metric'])} within {target} of open hours, by {due}.")
    took = arrived - sent
    story.check(f"{SCREEN}'s subscription shows it {took * 1000:.0f} ms after it was sent", holds=took < 1.0)
    return ticket


async def _neglected(scene: Scene, ticket_id: str) -> None:
    story, feed = scene.story, scene.feed
    story.step(f"Nobody answers; time runs {SPEED:g} × as fast. An integration follows along")
    await scene.set_speed(SPEED)
    await _told(scene, ticket_id, "WARNED", 0)
    await _told(scene, ticket_id, "BREACHED", 0)
    seen = len(feed.seen)
    feed.cut()
    story.say("[yellow]The integration's connection is cut;[/] nobody tells the helpdesk.")
    await _reached(scene, ticket_id, level=1)
    await feed.open()
    await feed.wait_for("level 1", _notice(ticket_id, "LEVEL", 1), seconds=20)
    missed = len(feed.seen) - seen
    story.say(f"[yellow]It is back with its cursor[/] and gets the {missed} updates that it missed.")
    for level in (1, 2, 3):
        await _told(scene, ticket_id, "LEVEL", level)


async def _cleared_up(scene: Scene, ticket_id: str) -> None:
    """Each crossing happened once; the integration has all of them."""
    events = await scene.timeline(ticket_id)
    told = [(e["data"]["crossing"], e["data"]["level"]) for e in events if _is_notice(e)]
    scene.story.check(
        "warning, breach, levels 1, 2 and 3 came in this order, each exactly once",
        holds=told == CROSSINGS, found=told,
    )  # fmt: skip
    wanted = [event["id"] for event in events]
    await scene.feed.wait_for(
        "the latest event at the integration",
        lambda update: _event(update).get("id") == wanted[-1],
        seconds=5,
    )
    got = [_event(update)["id"] for _, update in scene.feed.seen if update["ticketId"] == ticket_id]
    scene.story.check(
        f"the integration got all {len(wanted)} events of the ticket, once and in order, though it was cut off",
        holds=got == wanted, found=f"{len(got)} of {len(wanted)}",
    )  # fmt: skip


async def _worked(scene: Scene, ticket_id: str, name: str) -> None:
    story = scene.story
    story.step("At ordinary speed again: the assignee takes over")
    async with Caller(scene.api, scene.tokens.agent(KEYS[name])) as assignee:
        await act(assignee, ticket_id, "acknowledgeEscalation")
        story.say(f"{name} acknowledges the breach: nobody further would be told.")
        await act(assignee, ticket_id, "replyToTicket", body="非常抱歉，我们马上为您核实处理。")
        late = timer(await scene.look(ticket_id), "FIRST_RESPONSE")["state"]
        story.check(
            f"{name} replies; the first response is met, late", holds=bool(late.get("metAt")), found=late
        )
        before = timer(await scene.look(ticket_id), "RESOLUTION")["state"]
        await act(assignee, ticket_id, "requestInformation", question="请提供破损商品的照片和快递单号。")
        state = timer(await scene.look(ticket_id), "RESOLUTION")["state"]
        left = length(state.get("remaining"))
        story.check(
            f"{name} asks the store for photos; the resolution clock stops with {left} left",
            holds=state["__typename"] == "Paused", found=state,
        )  # fmt: skip
        await asyncio.sleep(2)
        await act(scene.store, ticket_id, "replyToTicket", body="照片已发送，单号 SF1234567。")
        state = timer(await scene.look(ticket_id), "RESOLUTION")["state"]
        story.check(
            "the store answers; the clock goes on with what was left: "
            f"due {clock(before['dueAt'])} → {clock(state['dueAt'])}",
            holds=state["__typename"] == "Running" and _later(before["dueAt"], state["dueAt"]), found=state,
        )  # fmt: skip
        await act(assignee, ticket_id, "solveTicket", resolution="已安排补发两件，今天发出，运费由我们承担。")
    solved = await scene.look(ticket_id)
    state = timer(solved, "RESOLUTION")["state"]
    kept = solved["status"] == "SOLVED" and state["__typename"] == "Met"
    story.check(f"{name} solves it in time", holds=kept, found=solved)


async def _looked_back(scene: Scene, ticket: dict[str, Any]) -> None:
    story = scene.story
    story.step("Everything is on record")
    events = await scene.timeline(ticket["id"])
    for event in events:
        data = event["data"]
        for value in (data.get("before"), data.get("after"), *data.get("recipients", ())):
            await scene.name(value)
    story.timeline(events, scene.names)
    story.say(f"Why each clock was due when it was: [bold]helpdesk sla explain {ticket['number']}[/]")


async def _told(scene: Scene, ticket_id: str, crossing: str, level: int) -> None:
    """Wait until the integration hears that people were told, and say who."""
    what = {"WARNED": "the warning", "BREACHED": "the breach"}.get(crossing, f"level {level}")
    _, update = await scene.feed.wait_for(what, _notice(ticket_id, crossing, level), seconds=20)
    event = _event(update)
    names = [await scene.name(one) for one in event["data"]["recipients"]]
    shown = {"WARNED": "[yellow]warned[/] at 75 %", "BREACHED": "[red]promise broken[/]"}.get(
        crossing, f"[red]escalation level {level}[/]"
    )
    scene.story.say(f"{clock(event['at'])}  {shown}: told {', '.join(names)}")


async def _reached(scene: Scene, ticket_id: str, *, level: int) -> None:
    """Wait, looking at the ticket only, until a level was reached."""
    for _ in range(200):
        if timer(await scene.look(ticket_id), "FIRST_RESPONSE")["escalationLevel"] >= level:
            return
        await asyncio.sleep(0.1)
    raise DidNotHappen(f"level {level} was not reached within 20 s")


def _notice(ticket_id: str, crossing: str, level: int) -> Callable[[Update], bool]:
    def matches(update: Update) -> bool:
        event = _event(update)
        if update["ticketId"] != ticket_id or not _is_notice(event):
            return False
        return bool((event["data"]["crossing"], event["data"]["level"]) == (crossing, level))

    return matches


def _is_notice(event: Update) -> bool:
    """Whether people were told about the first response."""
    notified = event.get("kind") == "ticket.escalation_notified"
    return notified and event["data"]["metric"] == "FIRST_RESPONSE"


def _event(update: Update) -> Update:
    return update["event"] or {}


def _later(before: str, after: str) -> bool:
    """Whether the due instant moved by the pause (more, where that crosses closing time)."""
    return datetime.fromisoformat(after) - datetime.fromisoformat(before) > timedelta(seconds=1)
