"""Phone verification over GraphQL (docs/domain.md, 3.1 and 3.2)."""

from __future__ import annotations

from typing import cast

import strawberry

from helpdesk.events.work import UnitOfWork
from helpdesk.procedures.facts import Facts
from helpdesk.procedures.rules.codes import Entry
from helpdesk.procedures.rules.questions import QuestionKind
from helpdesk.procedures.rules.verification import CallOutcome, NumberKind
from helpdesk.procedures.verifications import coding, recording
from helpdesk.procedures.verifications.recording import Call
from helpdesk.schema.context import Context, Info
from helpdesk.schema.fields import needed
from helpdesk.schema.mutation import Outcome, Payload, change
from helpdesk.schema.procedures.asking import about_ticket
from helpdesk.schema.procedures.verification_types import IDENTITY_QUESTIONS, IdentityQuestion
from helpdesk.schema.sources import TICKETS
from helpdesk.schema.tickets.inputs import KEY, TICKET, VERSION
from helpdesk.schema.tickets.mutations import TicketPayload
from helpdesk.schema.tickets.types import Ticket


@strawberry.input(description="A call that the caller is going to make.")
class TakeVerificationCallInput:
    """Whose phone verification. There is no idempotency key: each showing is a record of its own."""

    ticket_id: strawberry.ID = strawberry.field(description=TICKET)
    expected_version: int | None = strawberry.field(default=None, description=VERSION)


@strawberry.type(description="What takeVerificationCall answers with.")
class TakeVerificationCallPayload(Payload):
    """The number to call, for the calling agent alone."""

    @strawberry.field(description="The ticket; null when the call was not taken.")
    def ticket(self) -> Ticket | None:
        """Read it under present rights."""
        return cast("Ticket | None", self.row(TICKETS, "ticket"))

    @strawberry.field(description="Which number is to be called now.")
    def number_kind(self) -> NumberKind | None:
        """By where the verification stands."""
        found = self.outcome.get("number_kind")
        return None if found is None else NumberKind(str(found))

    @strawberry.field(description="The number in clear, E.164. Do not keep it.")
    async def number(self, info: Info) -> str | None:
        """Open what the record names."""
        value_id = self.id_of("number")
        if value_id is None:
            return None
        async with info.context.read() as connection:
            return (await info.context.vault.open(connection, [value_id]))[value_id]

    @strawberry.field(
        description="Identity questions to ask at the new number: what the platform knows and the form does not say. "
        "The answers are compared when the call is recorded; nobody is shown the right ones."
    )
    def questions(self) -> list[IdentityQuestion]:
        """Those that were drawn."""
        drawn = str(self.outcome.get("questions") or "")
        return [
            IdentityQuestion(kind=QuestionKind(kind), text=IDENTITY_QUESTIONS[QuestionKind(kind)])
            for kind in drawn.split(",")
            if kind
        ]


@strawberry.input(description="An answer to an identity question.")
class IdentityAnswerInput:
    """As it was said."""

    question: QuestionKind = strawberry.field(description="One of the questions that were drawn.")
    answer: str = strawberry.field(description="What was answered, in any form; at most 200 characters.")


@strawberry.input(description="A call of a phone verification, as it went.")
class RecordPhoneVerificationInput:
    """One attempt."""

    ticket_id: strawberry.ID = strawberry.field(description=TICKET)
    number_kind: NumberKind = strawberry.field(description="Which number was called.")
    outcome: CallOutcome = strawberry.field(description="How it went.")
    recording_reference: str | None = strawberry.field(
        default=None, description="Where the recording of the call is kept, at most 200 characters."
    )
    answers: list[IdentityAnswerInput] = strawberry.field(
        default_factory=list,
        description="Answers to identity questions, each once. CONFIRMED needs as many as the policy says; with too "
        "few right ones the call counts as NOT_CONFIRMED.",
    )
    expected_version: int | None = strawberry.field(default=None, description=VERSION)
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)

    def read(self) -> Call:
        """The call as the verb takes it."""
        return Call(
            self.number_kind,
            self.outcome,
            self.recording_reference,
            tuple((one.question, one.answer[:200]) for one in self.answers),
        )


@strawberry.type(description="What recordPhoneVerification answers with.")
class RecordPhoneVerificationPayload(TicketPayload):
    """The ticket."""


async def take_verification_call(work: UnitOfWork, input: TakeVerificationCallInput) -> Outcome:
    row = await recording.take_call(
        work,
        ticket_id=needed("tkt", input.ticket_id, "ticketId"),
        expected_version=input.expected_version,
    )
    kind, number = recording.number_of(row)
    asked = ",".join(one.value for one in recording.questions_of(row))
    return {"ticket": row.ticket_id, "number_kind": kind.value, "number": number, "questions": asked}


async def record_phone_verification(
    work: UnitOfWork, input: RecordPhoneVerificationInput, facts: Facts
) -> Outcome:
    ticket = await recording.record(
        work,
        input.read(),
        ticket_id=needed("tkt", input.ticket_id, "ticketId"),
        expected_version=input.expected_version,
        facts=facts,
    )
    return {"ticket": ticket.id}


async def ask_of_ticket(context: Context, input: RecordPhoneVerificationInput) -> Facts:
    """The ticket's member as the platform holds them now."""
    return await about_ticket(context, needed("tkt", input.ticket_id, "ticketId"))


@strawberry.input(description="A one-time code that is to be sent.")
class SendVerificationCodeInput:
    """Whose phone verification."""

    ticket_id: strawberry.ID = strawberry.field(description=TICKET)
    expected_version: int | None = strawberry.field(default=None, description=VERSION)
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.type(description="What sendVerificationCode answers with.")
class SendVerificationCodePayload(TicketPayload):
    """The ticket."""


@strawberry.input(description="A one-time code, as the member read it.")
class EnterVerificationCodeInput:
    """There is no idempotency key: each entry is a try of its own."""

    code: str = strawberry.field(description="Six digits.")


@strawberry.type(description="What enterVerificationCode answers with.")
class EnterVerificationCodePayload(Payload):
    """What it came to."""

    @strawberry.field(description="What the entry came to; null when there was nothing to enter.")
    def entry(self) -> Entry | None:
        """By the rules of codes."""
        found = self.outcome.get("entry")
        return None if found is None else Entry(str(found))

    @strawberry.field(description="How many more tries this code has.")
    def tries_left(self) -> int:
        """After a wrong one."""
        return int(self.outcome.get("tries_left") or 0)


async def send_verification_code(work: UnitOfWork, input: SendVerificationCodeInput) -> Outcome:
    ticket = await coding.ask(
        work, ticket_id=needed("tkt", input.ticket_id, "ticketId"), expected_version=input.expected_version
    )
    return {"ticket": ticket.id}


async def enter_verification_code(work: UnitOfWork, input: EnterVerificationCodeInput) -> Outcome:
    found = await coding.enter(work, input.code)
    return {"entry": found.entry.value, "tries_left": found.tries_left}


@strawberry.type
class VerificationMutations:
    """Mutations about phone verifications."""

    take_verification_call = change(
        take_verification_call,
        payload=TakeVerificationCallPayload,
        description="Make the call of a phone verification oneself, and be shown the number: the registered one as the "
        "platform held it when the verification began, or once that was unreachable the new one with identity "
        "questions. On record; another agent may take it over. By an agent of the step's group who did not submit the "
        "request. Needs `procedure.take_step`. Events: verification.call_taken.",
    )
    record_phone_verification = change(
        record_phone_verification,
        payload=RecordPhoneVerificationPayload,
        description="Record how a call went, by the agent who took it. What cannot be is refused: the new number "
        "before the registered one was unreachable, a consent after a refusal. Where it decides, the procedure goes on "
        "at once. Needs `procedure.take_step`. Events: verification.attempted, procedure.step_taken, "
        "procedure.step_began, procedure.ended.",
        prepare=ask_of_ticket,
    )
    send_verification_code = change(
        send_verification_code,
        payload=SendVerificationCodePayload,
        description="Send a one-time code to the registered number, where the field's policy lets it stand for the "
        "call (CODE_NOT_ALLOWED; never for a bank card or a name): six digits, five minutes, five tries, three an hour "
        "and ten a day for a member. By an agent of the step's group who did not submit the request. Needs "
        "`procedure.take_step`. Events: verification.code_asked.",
    )
    enter_verification_code = change(
        enter_verification_code,
        payload=EnterVerificationCodePayload,
        description="Enter the code that was sent to the caller, a member: on a page that the platform opens for them, "
        "with their own token. Nobody else enters it. A right one is their consent. Needs `procedure.take_step`. "
        "Events: verification.code_entered, verification.attempted, procedure.step_taken, procedure.step_began.",
    )
