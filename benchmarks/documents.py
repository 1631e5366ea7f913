"""What is asked, of us and of each peer, so that all have to find and say the same.

The hand-written peers serve the measured part of our schema and get the very same documents. PostGraphile names
things by its tables: its documents carry our names as aliases, and `answers.py` does the rest. Peers know no
callers, so what an agent may see is told to them as part of the filter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from benchmarks.seeding.configuration import key, leaf_code, store_code

FIELDS = """id number title status priority channel storeCode memberCode orderCode tags flag urged version
      createdAt updatedAt"""
RELATIONS = """
      requester { kind key }
      customer { id name }
      assignee { id name }
      group { id code }
      serviceItem { id code }
      timers {
        id
        metric
        state {
          __typename
          ... on Running { dueAt }
          ... on Paused { since }
          ... on Met { at }
          ... on Breached { at }
          ... on Cancelled { at }
        }
      }"""
INBOX = f"""query Inbox($filter: TicketsFilter, $first: Int = 50) {{
  tickets(filter: $filter, orderBy: UPDATED_AT_DESC, first: $first) {{
    nodes {{
      {FIELDS}{RELATIONS}
    }}
  }}
}}"""
DETAIL = f"""query TicketDetail($id: ID!, $first: Int = 20) {{
  ticket(id: $id) {{
      {FIELDS} description{RELATIONS}
      comments(first: $first) {{
        nodes {{ id visibility body createdAt author {{ kind key agent {{ id name }} }} }}
      }}
  }}
}}"""
STRAWBERRY_ARGUMENTS = {"$id: ID!": "$id: UUID!", "orderBy: UPDATED_AT_DESC": 'orderBy: "UPDATED_AT_DESC"'}

POSTGRAPHILE_FIELDS = """
      id: rowId number title status priority channel storeCode memberCode orderCode tags flag urged version: revision
      createdAt updatedAt: lastEventAt requesterKind requesterKey
      customer: customerByCustomerId { id: rowId name }
      assignee: agentByAssigneeId { id: rowId name }
      group: agentGroupByGroupId { id: rowId code }
      serviceItem: peersServiceItemByServiceItemId { id: rowId code }
      timers: slaTimersBySubjectId { nodes { id: rowId metric phase dueAt pausedAt metAt breachedAt anchor } }"""
POSTGRAPHILE_INBOX = f"""query Inbox($filter: TicketFilter, $first: Int = 50) {{
  tickets: allTickets(filter: $filter, orderBy: [LAST_EVENT_AT_DESC, ROW_ID_DESC], first: $first) {{
    nodes {{{POSTGRAPHILE_FIELDS}
    }}
  }}
}}"""
POSTGRAPHILE_DETAIL = f"""query TicketDetail($id: UUID!, $first: Int = 20) {{
  ticket: ticketByRowId(rowId: $id) {{{POSTGRAPHILE_FIELDS}
      description
      comments: commentsByTicketId(orderBy: [AT_ASC, ROW_ID_ASC], first: $first) {{
        nodes {{
          id: rowId visibility body createdAt: at authorKind authorKey agent: agentByAuthorId {{ id: rowId name }}
        }}
      }}
  }}
}}"""

SUBMIT = """mutation SubmitTicket($input: SubmitTicketInput!) {
  submitTicket(input: $input) {
    ticket { id number version status priority createdAt group { id code } assignee { id name }
      timers { id metric state { __typename ... on Running { dueAt warnAt } } } }
    userErrors { code field message }
  }
}"""
CREATE = """mutation CreateTicket($input: CreateTicketInput!) {
  createTicket(input: $input) { id number status createdAt }
}"""
UPDATES = """subscription TicketUpdates {
  ticketUpdates {
    cursor changeType ticketId
    ticket {
      id number version title status priority storeCode tags flag updatedAt group { id code } assignee { id name }
    }
  }
}"""
UPDATE_AS_JSON = """
SELECT json_build_object('cursor', 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', 'changeType', 'UPDATED', 'ticketId', t.id,
  'ticket', json_build_object('id', t.id, 'number', t.number, 'version', t.revision, 'title', t.title,
    'status', t.status, 'priority', t.priority, 'storeCode', t.store_code, 'tags', t.tags, 'flag', t.flag,
    'updatedAt', t.last_event_at, 'group', json_build_object('id', g.id, 'code', g.code),
    'assignee', json_build_object('id', a.id, 'name', a.name)))
  FROM tickets t JOIN agent_groups g ON g.id = t.group_id JOIN agents a ON a.id = t.assignee_id WHERE t.id = %s
"""
ADD_TAGS = """mutation AddTags($input: AddTagsInput!) {
  addTags(input: $input) { ticket { id } userErrors { code message } }
}"""
SUBMITTED = "发货后少了一箱 "
"""How the titles of tickets begin that the benchmark submits."""
WORKED = ["NEW", "OPEN", "WAITING_ON_REQUESTER"]
Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class AgentScope:
    """What an agent sees: the tickets of the groups and their own."""

    agent_id: UUID
    group_ids: list[UUID]


def inbox(peer: str, scope: AgentScope | None = None, *, first: int = 50) -> Body:
    """The inbox as the peer wants it asked: all tickets, or those an agent may see and works on."""
    variables: dict[str, Any] = {"first": first}
    if scope is not None:
        groups = [str(one) for one in scope.group_ids]
        variables["filter"] = {"status": WORKED} if peer == "ours" else {
            "status": WORKED, "groupId": groups, "orAssigneeId": str(scope.agent_id)
        }  # fmt: skip
        if peer == "postgraphile":
            variables["filter"] = {
                "status": {"in": WORKED},
                "or": [{"groupId": {"in": groups}}, {"assigneeId": {"equalTo": str(scope.agent_id)}}],
            }
    return _body(peer, "Inbox", INBOX, POSTGRAPHILE_INBOX, variables)


def detail(peer: str, ticket_id: UUID, *, comments: int = 20) -> Body:
    """One ticket as the peer wants it asked."""
    asked = f"tkt_{ticket_id.hex}" if peer == "ours" else str(ticket_id)
    return _body(peer, "TicketDetail", DETAIL, POSTGRAPHILE_DETAIL, {"id": asked, "first": comments})


def submit(number: int) -> Body:
    """A whole submission of a store; `number` makes it another one each time, with a key of its own."""
    leaf = number % 40
    wanted: dict[str, Any] = {
        "serviceItemId": f"svc_{key(leaf_code(leaf)).hex}",
        "title": f"{SUBMITTED}{number}",
        "description": "订单已签收，少了一箱，请核实并补发。Please look into it.",
        "channel": "WEB_FORM",
        "idempotencyKey": f"benchmark-{number}",
    }
    if leaf // 5 % 2:
        wanted["form"] = {"orderCode": f"D{number}", "pieces": number % 60}
    return {"operationName": "SubmitTicket", "query": SUBMIT, "variables": {"input": wanted}}


def create(number: int, group_id: UUID) -> Body:
    """A bare row of the same texts."""
    wanted = {
        "title": f"{SUBMITTED}{number}",
        "description": "订单已签收，少了一箱，请核实并补发。Please look into it.",
        "serviceItemId": str(key(leaf_code(number % 40))),
        "groupId": str(group_id),
        "storeCode": store_code(number),
        "requesterKey": f"store:{store_code(number)}",
    }
    return {"operationName": "CreateTicket", "query": CREATE, "variables": {"input": wanted}}


def _body(peer: str, name: str, ours: str, postgraphile: str, variables: dict[str, Any]) -> Body:
    query = postgraphile if peer == "postgraphile" else ours
    if peer == "strawberry":
        for schema_first, plain in STRAWBERRY_ARGUMENTS.items():
            query = query.replace(schema_first, plain)
    return {"operationName": name, "query": query, "variables": variables}
