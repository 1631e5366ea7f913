"""Mutations about tickets: each opens nothing, decides nothing, calls one verb."""

from __future__ import annotations

from typing import Any, cast

import strawberry

from helpdesk.events.work import UnitOfWork
from helpdesk.schema.context import Context
from helpdesk.schema.fields import needed, optional, several
from helpdesk.schema.mutation import Outcome, Payload, change
from helpdesk.schema.sources import COMMENTS, TICKETS
from helpdesk.schema.tickets import inputs
from helpdesk.schema.tickets.parts import Comment
from helpdesk.schema.tickets.types import Ticket
from helpdesk.tickets import (
    assignment,
    conversation,
    escalation,
    intake,
    lifecycle,
    priorities,
    relations,
    standing,
)


@strawberry.type(description="The ticket as it is after the change.")
class TicketPayload(Payload):
    """What most mutations about a ticket answer with."""

    @strawberry.field(
        description="The ticket; null when it was not changed, or is out of the caller's sight now."
    )
    def ticket(self) -> Ticket | None:
        """Read it under present rights."""
        return cast("Ticket | None", self.row(TICKETS, "ticket"))


@strawberry.type(description="The ticket and what was written on it.")
class CommentPayload(TicketPayload):
    """What mutations that write answer with."""

    @strawberry.field(description="What was written.")
    def comment(self) -> Comment | None:
        """Read it under present rights."""
        return cast("Comment | None", self.row(COMMENTS, "comment"))


def _payload(name: str, base: type[Payload] = TicketPayload) -> Any:
    """A payload type of its own for each mutation, so that each can grow without touching the others."""
    described = f"What {name[0].lower()}{name[1:]} answers with."
    return strawberry.type(type(f"{name}Payload", (base,), {"__doc__": described}), description=described)


async def submit_ticket(work: UnitOfWork, input: inputs.SubmitTicketInput) -> Outcome:
    return {"ticket": (await intake.submit(work, input.read())).id}


async def ask_platform(context: Context, input: inputs.SubmitTicketInput) -> None:
    """Whether the member and the order that are named are there, and the submitter's."""
    submission = input.read()
    if context.services.platform is not None:
        await standing.check(
            context.services.platform, context.actor,
            member_code=submission.member_code, order_code=submission.order_code,
        )  # fmt: skip


async def reply_to_ticket(work: UnitOfWork, input: inputs.ReplyToTicketInput) -> Outcome:
    found, written = await conversation.reply(
        work,
        ticket_id=_ticket(input),
        body=input.body,
        phrase=input.phrase.read() if input.phrase else None,
        attachment_ids=several("att", input.attachment_ids, "attachmentIds"),
    )
    return {"ticket": found.id, "comment": written.id}


async def add_internal_note(work: UnitOfWork, input: inputs.AddInternalNoteInput) -> Outcome:
    found, written = await conversation.add_internal_note(work, ticket_id=_ticket(input), body=input.body)
    return {"ticket": found.id, "comment": written.id}


async def assign_ticket(work: UnitOfWork, input: inputs.AssignTicketInput) -> Outcome:
    assignee = optional("agt", input.assignee_id, "assigneeId")
    return {"ticket": (await assignment.assign(work, assignee_id=assignee, **_versioned(input))).id}


async def move_ticket(work: UnitOfWork, input: inputs.MoveTicketInput) -> Outcome:
    group = needed("grp", input.group_id, "groupId")
    found = await assignment.move(work, group_id=group, reason=input.reason, **_versioned(input))
    return {"ticket": found.id}


async def change_priority(work: UnitOfWork, input: inputs.ChangePriorityInput) -> Outcome:
    found = await priorities.change_priority(work, priority=input.priority, **_versioned(input))
    return {"ticket": found.id}


async def request_information(work: UnitOfWork, input: inputs.RequestInformationInput) -> Outcome:
    found, written = await conversation.request_information(
        work, question=input.question, of=input.of, **_versioned(input)
    )
    return {"ticket": found.id, "comment": written.id}


async def snooze_ticket(work: UnitOfWork, input: inputs.SnoozeTicketInput) -> Outcome:
    return {"ticket": (await lifecycle.snooze(work, until=input.until, **_versioned(input))).id}


async def solve_ticket(work: UnitOfWork, input: inputs.SolveTicketInput) -> Outcome:
    found = await lifecycle.solve(work, resolution=input.resolution, **_versioned(input))
    return {"ticket": found.id}


async def reopen_ticket(work: UnitOfWork, input: inputs.ReopenTicketInput) -> Outcome:
    return {"ticket": (await lifecycle.reopen(work, ticket_id=_ticket(input), reason=input.reason)).id}


async def close_ticket(work: UnitOfWork, input: inputs.CloseTicketInput) -> Outcome:
    return {"ticket": (await lifecycle.close(work, **_versioned(input))).id}


async def cancel_ticket(work: UnitOfWork, input: inputs.CancelTicketInput) -> Outcome:
    return {"ticket": (await lifecycle.cancel(work, reason=input.reason, **_versioned(input))).id}


async def urge_ticket(work: UnitOfWork, input: inputs.UrgeTicketInput) -> Outcome:
    return {"ticket": (await priorities.urge(work, ticket_id=_ticket(input))).id}


async def merge_tickets(work: UnitOfWork, input: inputs.MergeTicketsInput) -> Outcome:
    return {"ticket": (await relations.merge(work, **_pair(input))).id}


async def link_tickets(work: UnitOfWork, input: inputs.LinkTicketsInput) -> Outcome:
    return {"ticket": (await relations.link(work, kind=input.kind, **_pair(input))).id}


async def add_tags(work: UnitOfWork, input: inputs.AddTagsInput) -> Outcome:
    return {"ticket": (await relations.change_tags(work, ticket_id=_ticket(input), add=input.tags)).id}


async def remove_tags(work: UnitOfWork, input: inputs.RemoveTagsInput) -> Outcome:
    return {"ticket": (await relations.change_tags(work, ticket_id=_ticket(input), remove=input.tags)).id}


async def set_flag(work: UnitOfWork, input: inputs.SetFlagInput) -> Outcome:
    found = await relations.set_flag(
        work, ticket_id=_ticket(input), colour=input.colour, content=input.content, on_date=input.on_date
    )
    return {"ticket": found.id}


async def acknowledge_escalation(work: UnitOfWork, input: inputs.AcknowledgeEscalationInput) -> Outcome:
    timer = optional("tmr", input.timer_id, "timerId")
    return {"ticket": (await escalation.acknowledge(work, ticket_id=_ticket(input), timer_id=timer)).id}


def _ticket(input: inputs.TicketInput) -> Any:
    return needed("tkt", input.ticket_id, "ticketId")


def _versioned(input: inputs.VersionedTicketInput) -> dict[str, Any]:
    return {"ticket_id": _ticket(input), "expected_version": input.expected_version}


def _pair(input: inputs.MergeTicketsInput | inputs.LinkTicketsInput) -> dict[str, Any]:
    return {
        "source_id": needed("tkt", input.source_id, "sourceId"),
        "target_id": needed("tkt", input.target_id, "targetId"),
    }


@strawberry.type
class TicketMutations:
    """Mutations about tickets."""

    submit_ticket = change(
        submit_ticket,
        prepare=ask_platform,
        folded=True,
        payload=_payload("SubmitTicket"),
        description="Submit a ticket under a service item; it is routed, given to an agent if one can, and its "
        "clocks start. Needs `ticket.submit`. Events: ticket.submitted, ticket.routed, ticket.assigned, clock.started.",
    )
    reply_to_ticket = change(
        reply_to_ticket,
        payload=_payload("ReplyToTicket", CommentPayload),
        description="Write a public reply. An agent's meets the response clocks; the requester's wakes or reopens the "
        "ticket, and on a closed one opens a linked follow-up, which is answered. Needs `ticket.reply`. Events: "
        "ticket.comment_added, ticket.status_changed, clock.met, clock.started, clock.resumed.",
    )
    add_internal_note = change(
        add_internal_note,
        payload=_payload("AddInternalNote", CommentPayload),
        description="Write a note for the departments. Needs `ticket.note`. Events: ticket.comment_added.",
    )
    assign_ticket = change(
        assign_ticket,
        payload=_payload("AssignTicket"),
        description="Give a ticket to a member of its group, or back to the queue. Needs `ticket.assign`. "
        "Events: ticket.assigned.",
    )
    move_ticket = change(
        move_ticket,
        payload=_payload("MoveTicket"),
        description="Give a ticket to another group. Needs `ticket.move`. Events: ticket.moved, ticket.assigned.",
    )
    change_priority = change(
        change_priority,
        payload=_payload("ChangePriority"),
        description="Change the priority; running clocks keep what has elapsed and get the new target. Needs "
        "`ticket.prioritise`. Events: ticket.priority_changed, clock.retargeted.",
    )
    request_information = change(
        request_information,
        payload=_payload("RequestInformation", CommentPayload),
        description="Ask the requester, which stops the resolution clock up to the policy's limit, or note what a "
        "third party was asked. Needs `ticket.work`. "
        "Events: ticket.comment_added, ticket.status_changed, clock.paused.",
    )
    snooze_ticket = change(
        snooze_ticket,
        payload=_payload("SnoozeTicket"),
        description="Put a ticket aside until an instant; its clocks keep running. Needs `ticket.work`. "
        "Events: ticket.status_changed.",
    )
    solve_ticket = change(
        solve_ticket,
        payload=_payload("SolveTicket"),
        description="Solve a ticket. Needs `ticket.work`. Events: ticket.comment_added, ticket.status_changed, "
        "clock.met.",
    )
    reopen_ticket = change(
        reopen_ticket,
        payload=_payload("ReopenTicket"),
        description="Take a solved ticket up again within its window. Needs `ticket.reopen`. "
        "Events: ticket.status_changed, clock.continued.",
    )
    close_ticket = change(
        close_ticket,
        payload=_payload("CloseTicket"),
        description="Close a solved ticket before its window ends. Needs `ticket.reopen`. "
        "Events: ticket.status_changed.",
    )
    cancel_ticket = change(
        cancel_ticket,
        payload=_payload("CancelTicket"),
        description="Withdraw a ticket that is not solved. Needs `ticket.cancel`. Events: ticket.comment_added, "
        "ticket.status_changed, clock.cancelled.",
    )
    urge_ticket = change(
        urge_ticket,
        payload=_payload("UrgeTicket"),
        description="Ask for haste (催办), at most once in 10 minutes; the assignee and the group's manager are told. "
        "Needs `ticket.urge`. Events: ticket.urged.",
    )
    merge_tickets = change(
        merge_tickets,
        payload=_payload("MergeTickets"),
        description="Merge a ticket into another of the same requester; the source ends and its clocks are cancelled. "
        "Answers the target. Needs `ticket.merge`. Events: ticket.merged, ticket.absorbed, clock.cancelled.",
    )
    link_tickets = change(
        link_tickets,
        payload=_payload("LinkTickets"),
        description="Link two tickets; doing it again changes nothing. Needs `ticket.work`. Events: ticket.linked.",
    )
    add_tags = change(
        add_tags,
        payload=_payload("AddTags"),
        description="Add tags. Needs `ticket.work`. Events: ticket.tags_changed.",
    )
    remove_tags = change(
        remove_tags,
        payload=_payload("RemoveTags"),
        description="Remove tags. Needs `ticket.work`. Events: ticket.tags_changed.",
    )
    set_flag = change(
        set_flag,
        payload=_payload("SetFlag"),
        description="Set or take away the flag (旗帜备注); earlier ones stay on record. Needs `ticket.work`. "
        "Events: ticket.flag_set.",
    )
    acknowledge_escalation = change(
        acknowledge_escalation,
        payload=_payload("AcknowledgeEscalation"),
        description="Take on what was breached: no further level follows. Needs `escalation.acknowledge`. "
        "Events: clock.acknowledged.",
    )
