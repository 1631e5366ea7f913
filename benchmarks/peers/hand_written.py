"""The limit: no GraphQL at all. Statements written for the answer, psycopg, plain dicts, orjson, bare ASGI.

The inbox is two flat statements, since one JSON statement makes PostgreSQL the limit there; the detail is one
JSON statement, whose text goes out as it comes.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from benchmarks.peers import serving

_ROOT = """
SELECT t.id, t.number, t.title, t.status, t.priority, t.channel, t.store_code, t.member_code, t.order_code, t.tags,
       t.flag, t.urged, t.revision, t.created_at, t.last_event_at, t.requester_kind, t.requester_key, c.id, c.name,
       a.id, a.name, g.id, g.code, i.id, i.code
  FROM tickets t JOIN agent_groups g ON g.id = t.group_id JOIN peers.service_items i ON i.id = t.service_item_id
  LEFT JOIN agents a ON a.id = t.assignee_id LEFT JOIN customers c ON c.id = t.customer_id
"""
INBOX = _ROOT + "ORDER BY t.last_event_at DESC, t.id DESC LIMIT 50"
AGENT_INBOX = (
    _ROOT
    + "WHERE t.status = ANY (%(status)s) AND (t.group_id = ANY (%(groupId)s) OR t.assignee_id = %(orAssigneeId)s)"
    " ORDER BY t.last_event_at DESC, t.id DESC LIMIT 50"
)
TIMERS = """
SELECT subject_id, id, metric, phase, due_at, paused_at, met_at, breached_at, anchor FROM sla_timers
 WHERE subject_kind = 'ticket' AND subject_id = ANY (%s) ORDER BY id
"""
_STATE = """CASE WHEN s.breached_at IS NOT NULL THEN json_build_object('__typename', 'Breached', 'at', s.breached_at)
 WHEN s.phase = 'RUNNING' THEN json_build_object('__typename', 'Running', 'dueAt', s.due_at)
 WHEN s.phase = 'PAUSED' THEN json_build_object('__typename', 'Paused', 'since', s.paused_at)
 WHEN s.phase = 'MET' THEN json_build_object('__typename', 'Met', 'at', s.met_at)
 ELSE json_build_object('__typename', 'Cancelled', 'at', s.anchor) END"""
DETAIL = f"""
SELECT json_build_object('data', json_build_object('ticket', json_build_object(
  'id', t.id, 'number', t.number, 'title', t.title, 'description', t.description, 'status', t.status,
  'priority', t.priority, 'channel', t.channel, 'storeCode', t.store_code, 'memberCode', t.member_code,
  'orderCode', t.order_code, 'tags', t.tags, 'flag', t.flag, 'urged', t.urged, 'version', t.revision,
  'createdAt', t.created_at, 'updatedAt', t.last_event_at,
  'requester', json_build_object('kind', t.requester_kind, 'key', t.requester_key),
  'customer', CASE WHEN c.id IS NOT NULL THEN json_build_object('id', c.id, 'name', c.name) END,
  'assignee', CASE WHEN a.id IS NOT NULL THEN json_build_object('id', a.id, 'name', a.name) END,
  'group', json_build_object('id', g.id, 'code', g.code), 'serviceItem', json_build_object('id', i.id, 'code', i.code),
  'timers', (SELECT json_agg(json_build_object('id', s.id, 'metric', s.metric, 'state', {_STATE}) ORDER BY s.id)
               FROM sla_timers s WHERE s.subject_kind = 'ticket' AND s.subject_id = t.id),
  'comments', json_build_object('nodes', (SELECT json_agg(k.said) FROM (
     SELECT json_build_object('id', m.id, 'visibility', m.visibility, 'body', m.body, 'createdAt', m.at, 'author',
              json_build_object('kind', m.author_kind, 'key', m.author_key, 'agent',
                CASE WHEN w.id IS NOT NULL THEN json_build_object('id', w.id, 'name', w.name) END)) AS said
       FROM comments m LEFT JOIN agents w ON w.id = m.author_id
      WHERE m.ticket_id = t.id ORDER BY m.at, m.id LIMIT 20) k)))))::text
  FROM tickets t JOIN agent_groups g ON g.id = t.group_id JOIN peers.service_items i ON i.id = t.service_item_id
  LEFT JOIN agents a ON a.id = t.assignee_id LEFT JOIN customers c ON c.id = t.customer_id WHERE t.id = %s
"""


async def _configure(connection: AsyncConnection[Any]) -> None:
    await connection.set_autocommit(True)
    connection.prepare_threshold = 1


pool = AsyncConnectionPool(
    serving.url(),
    min_size=serving.pool_size(),
    max_size=serving.pool_size(),
    open=False,
    configure=_configure,
)


async def _inbox(variables: dict[str, Any]) -> bytes:
    wanted = variables.get("filter")
    async with pool.connection() as connection:
        cursor = connection.cursor(binary=True)
        rows = await (await cursor.execute(AGENT_INBOX if wanted else INBOX, wanted)).fetchall()
        timers: dict[Any, list[dict[str, Any]]] = {row[0]: [] for row in rows}
        for row in await (await cursor.execute(TIMERS, [list(timers)])).fetchall():
            timers[row[0]].append({"id": row[1], "metric": row[2], "state": _state(row)})
    nodes = [_ticket(row, timers[row[0]]) for row in rows]
    return orjson.dumps({"data": {"tickets": {"nodes": nodes}}})


async def _detail(variables: dict[str, Any]) -> bytes:
    async with pool.connection() as connection:
        row = await (await connection.execute(DETAIL, [variables["id"]])).fetchone()
    return row[0].encode() if row else b'{"data":{"ticket":null}}'


def _ticket(row: tuple[Any, ...], timers: list[dict[str, Any]]) -> dict[str, Any]:
    (id_, number, title, status, priority, channel, store, member, order, tags, flag, urged, version, created, updated,
     kind, key, customer, customer_name, assignee, assignee_name, group, group_code, item, item_code) = row  # fmt: skip
    return {
        "id": id_, "number": number, "title": title, "status": status, "priority": priority, "channel": channel,
        "storeCode": store, "memberCode": member, "orderCode": order, "tags": tags, "flag": flag, "urged": urged,
        "version": version, "createdAt": created, "updatedAt": updated, "requester": {"kind": kind, "key": key},
        "customer": None if customer is None else {"id": customer, "name": customer_name},
        "assignee": None if assignee is None else {"id": assignee, "name": assignee_name},
        "group": {"id": group, "code": group_code}, "serviceItem": {"id": item, "code": item_code}, "timers": timers,
    }  # fmt: skip


def _state(row: tuple[Any, ...]) -> dict[str, Any]:
    _, _, _, phase, due, paused, met, breached, anchor = row
    if breached is not None:
        return {"__typename": "Breached", "at": breached}
    if phase == "RUNNING":
        return {"__typename": "Running", "dueAt": due}
    if phase == "PAUSED":
        return {"__typename": "Paused", "since": paused}
    return {"__typename": "Met", "at": met} if phase == "MET" else {"__typename": "Cancelled", "at": anchor}


ANSWERS: dict[str, Callable[[dict[str, Any]], Awaitable[bytes]]] = {"Inbox": _inbox, "TicketDetail": _detail}


async def app(scope: Any, receive: Any, send: Any) -> None:
    """Answer by the operation's name; the document itself is not looked at."""
    if scope["type"] == "lifespan":
        await serving.lifespan(receive, send, pool.open, pool.close)
        return
    body = b""
    more = True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    asked = orjson.loads(body)
    answer = await ANSWERS[asked["operationName"]](asked.get("variables") or {})
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(answer)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": answer})


if __name__ == "__main__":
    serving.serve(app)
