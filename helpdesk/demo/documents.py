"""The GraphQL documents that the scenario sends."""

ITEM = "query Item($code: String!) { serviceItems(code: $code) { id name { zh en } } }"

SUBMIT = """mutation Submit($input: SubmitTicketInput!) {
  submitTicket(input: $input) {
    ticket {
      id number priority group { name { zh en } } assignee { id name }
      timers { metric target policyName { zh } state { ... on Running { dueAt warnAt } } }
    }
    userErrors { code field message }
  }
}"""

FOLLOW = """subscription Follow($after: String) {
  ticketUpdates(after: $after) {
    cursor changeType ticketId
    event { id kind at data }
    ticket { number title status assignee { name } }
  }
}"""

TICKET = """query Ticket($id: ID!) {
  ticket(id: $id) {
    number status priority
    timers {
      metric escalationLevel acknowledgedLevel
      state {
        __typename
        ... on Running { dueAt }
        ... on Paused { since awaiting remaining }
        ... on Met { at }
        ... on Breached { at metAt }
      }
    }
  }
}"""

TIMELINE = """query Timeline($id: ID!) {
  ticket(id: $id) {
    timeline(first: 100) { nodes { id kind at data actorKind actorKey agent { name } } }
  }
}"""

NAME = "query Name($id: ID!) { node(id: $id) { ... on Agent { name } ... on AgentGroup { label: name { zh en } } } }"


def change(mutation: str) -> str:
    """The document of a mutation about a ticket."""
    kind = mutation[0].upper() + mutation[1:]
    return (
        f"mutation Change($input: {kind}Input!) {{ {mutation}(input: $input) "
        "{ ticket { id number status } userErrors { code field message } } }"
    )
