"""Phone verifications as the departments see them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import strawberry

from helpdesk.procedures.rules.codes import Entry
from helpdesk.procedures.rules.questions import QuestionKind
from helpdesk.procedures.rules.verification import CallOutcome, NumberKind, Standing, VerifiedField, Way
from helpdesk.schema.node import NODES, Node
from helpdesk.schema.people.types import Agent, Name
from helpdesk.schema.projection.declarations import column, identifier, to_many, to_one
from helpdesk.schema.sources import AGENTS, PHONE_ATTEMPTS, PHONE_VERIFICATIONS

strawberry.enum(VerifiedField, description="What a phone verification is about.")
strawberry.enum(NumberKind, name="PhoneNumberKind", description="Which number is called.")
strawberry.enum(
    CallOutcome,
    name="VerificationOutcome",
    description="How a call went. Who answers the registered number consents or refuses; "
    "the new one is confirmed or not.",
)
strawberry.enum(Way, name="VerificationWay", description="On the phone, or by a one-time code.")
strawberry.enum(Standing, name="VerificationStanding", description="Where a phone verification stands.")
strawberry.enum(
    Entry,
    name="CodeEntry",
    description="What entering a code came to. None of them says anything about the number being reached.",
)
strawberry.enum(QuestionKind, name="IdentityQuestionKind", description="What can be asked.")

IDENTITY_QUESTIONS: Mapping[QuestionKind, Name] = {
    QuestionKind.REGISTERED_MONTH: Name(zh="哪年哪月注册的会员？", en="In which month did you register?"),
    QuestionKind.STORE: Name(zh="您属于哪家店铺？", en="Which store do you belong to?"),
    QuestionKind.SPONSOR: Name(zh="推荐人的会员编号是？", en="What is your sponsor's member code?"),
    QuestionKind.BANK_CARD_TAIL: Name(
        zh="登记银行卡的后四位是？", en="What are the last four digits of your bank card?"
    ),
    QuestionKind.LAST_ORDER_MONTH: Name(
        zh="最近一次下单是哪年哪月？", en="In which month was your last order?"
    ),
    QuestionKind.LAST_ORDER_PRODUCT: Name(
        zh="最近一次订购了什么产品？", en="Name a product of your last order."
    ),
    QuestionKind.LAST_ORDER_AMOUNT: Name(
        zh="最近一次订单的总金额是？", en="What was the total of your last order?"
    ),
}


@strawberry.type(description="A question that only the member should be able to answer.")
class IdentityQuestion:
    """Without its answer."""

    kind: QuestionKind = strawberry.field(description="Give it back with the answer.")
    text: Name = strawberry.field(description="What to ask.")


@strawberry.type(description="One call of a phone verification, or one code that was entered rightly.")
class PhoneAttempt(Node):
    """An attempt."""

    id: strawberry.ID = identifier("pat")
    number_kind: NumberKind = column("number_kind", "Which number.", convert=NumberKind)
    way: Way = column("way", "A call, or a code.", convert=Way)
    outcome: CallOutcome = column("outcome", "How it went.", convert=CallOutcome)
    agent: Agent | None = to_one(AGENTS, "agent_id", "Who called; null for a code.")
    recording_reference: str | None = column(
        "recording_reference", "Where the recording of the call is kept."
    )
    right: int = column("right_count", "How many identity questions were answered rightly.")
    wrong: int = column("wrong_count", "How many were not.")
    at: datetime = column("at", "When it was recorded.")


@strawberry.type(description="A phone verification (电话核实) of a procedure.")
class PhoneVerification(Node):
    """A verification."""

    id: strawberry.ID = identifier("phv")
    field: VerifiedField = column("field", "What it is about.", convert=VerifiedField)
    standing: Standing = column("standing", "Where it stands.", convert=Standing)
    registered_attempts: int = column(
        "registered_attempts", "After how many unanswered calls the registered number counts as unreachable."
    )
    right_answers: int = column("right_answers", "How many right answers confirm who answers the new number.")
    code_allowed: bool = column(
        "code_allowed", "Whether a one-time code to the registered number may stand for the call."
    )
    caller: Agent | None = to_one(AGENTS, "caller_id", "The agent who makes the call.")
    began_at: datetime = column("began_at", "When it began.")
    ended_at: datetime | None = column("ended_at", "When it ended.")
    attempts: list[PhoneAttempt] = to_many(
        PHONE_ATTEMPTS,
        by="verification_id",
        order=["place"],
        description="Its calls, in their order.",
        owned=True,
    )


NODES.register("phv", PHONE_VERIFICATIONS)
NODES.register("pat", PHONE_ATTEMPTS)
