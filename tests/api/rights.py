"""Who may do what: for every mutation an input that would succeed, and the roles that may send it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, select, update

from helpdesk.accounts import agents, integration_tokens, roster
from helpdesk.attachments.purpose import Purpose
from helpdesk.attachments.viewing import How
from helpdesk.calls import generation
from helpdesk.configuration import drafts
from helpdesk.customers import profiles
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import SYSTEM, Actor, Permission
from helpdesk.procedures import running
from helpdesk.procedures.deletions import asking as deletions
from helpdesk.procedures.deletions.asking import DeletionForm
from helpdesk.procedures.facts import Facts
from helpdesk.procedures.invoices import asking
from helpdesk.procedures.invoices.asking import InvoiceForm
from helpdesk.procedures.resets import asking as resets
from helpdesk.procedures.resets.asking import ResetForm
from helpdesk.procedures.rules.buyers import Organisation
from helpdesk.procedures.rules.invoice_window import InvoiceKind
from helpdesk.procedures.rules.invoices import AskedLine, InvoiceRequest
from helpdesk.procedures.verifications import coding
from helpdesk.procedures.verifications.models import PhoneVerification, VerificationCode
from helpdesk.tickets import documents, lifecycle
from helpdesk.tickets.lifecycle import solve
from helpdesk.tickets.models import Ticket
from tests.actors import store_manager
from tests.books import MEMBERS
from tests.features.attachments.planting import stored, stored_on
from tests.features.calls.build import plan, script
from tests.features.notify.losing import given_up
from tests.features.procedures.sticking import stick
from tests.features.tickets.build import Desk
from tests.pure.procedures.rule_samples import member, order, quote, shipped
from tests.world import NAMESPACE, key

MEMBER, OTHER_MEMBER, STORE, OTHER_STORE = "member:M1", "member:M2", "store:S001", "store:S002"
AGENT, STRANGER, SUPERVISOR, MANAGER, ADMIN = "wang", "qian", "lin", "head", "admin"
INTEGRATION, UNGRANTED = "integration", "nothing granted"
ROLES = (
    MEMBER, OTHER_MEMBER, STORE, OTHER_STORE, AGENT, STRANGER, SUPERVISOR, MANAGER, ADMIN, INTEGRATION, UNGRANTED,
)  # fmt: skip

EVERYBODY = frozenset(ROLES)
LEADERS = frozenset({SUPERVISOR, MANAGER, ADMIN})
DEPARTMENT = LEADERS | {AGENT}
"""Those who work or lead the group that has the ticket."""
AGENTS = DEPARTMENT | {STRANGER}
CONCERNED = DEPARTMENT | {MEMBER, STORE}
"""Those, and whom the ticket is about."""
ADMINS = frozenset({ADMIN})
SETTLERS = frozenset({MANAGER, ADMIN})
"""Those who decide about an act that is stuck."""
PAYER = "福建某某有限公司"
NAME = {"zh": "名称", "en": "Name"}
FIELDS = (
    ("NAME", "王小明", "王大明"), ("WECHAT_ID", "wxm1001", "wx_new"), ("SHIPPING_ADDRESS", "北京市东城区一号", "上海"),
    ("BANK_CARD", "6222021234567890123", "6222020000000000003"), ("MOBILE", "13812345678", "13900001111"),
)  # fmt: skip

Input = Callable[["Stage", str], Awaitable[dict[str, Any]]]


class Stage:
    """Makes what an input needs, anew for each."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.days = 100
        self.orders = 100
        self.changes = [
            (code, {"field": field, "before": before, "after": after})
            for code in sorted(MEMBERS)
            for field, before, after in FIELDS
        ]

    async def ticket(self, state: str = "open") -> Ticket:
        """A ticket of a store about its member, in the hotline group, its first response breached if wished."""
        ticket = await self.desk.submit(store_manager("S001"), member_code="M1")
        if state == "solved":
            await self.desk.do(SYSTEM, solve, ticket_id=ticket.id, resolution="已处理")
        if state == "breached":
            self.desk.clock.advance(timedelta(minutes=6))
        return ticket

    async def interval(self, kind: str) -> str:
        """A shift or a leave of an agent of the group, on a day of its own."""
        begins, ends = self.day()
        agent_id = self.desk.world.agents["wang"]
        if kind == "shf":
            shift = await self.desk.do(
                SYSTEM, roster.plan_shift, agent_id=agent_id, starts_at=begins, ends_at=ends
            )
            return f"shf_{shift.id.hex}"
        leave = await self.desk.do(
            SYSTEM, roster.record_leave, agent_id=agent_id, starts_at=begins, ends_at=ends
        )
        return f"lev_{leave.id.hex}"

    def day(self) -> tuple[Any, Any]:
        """The next free day, far from now."""
        self.days += 1
        begins = self.desk.clock.now() + timedelta(days=self.days)
        return begins, begins + timedelta(hours=8)

    async def customer(self) -> str:
        """The profile of the member whom tickets are about."""
        return f"cus_{(await self.ticket()).customer_id.hex}"

    async def call(self) -> str:
        """A call of the hotline's that can be made now."""
        await self.plans()
        customer = await self.desk.do(SYSTEM, profiles.found_or_made_by_phone, "13800138000")
        call = await self.desk.do(
            SYSTEM, generation.plan_call, plan_code="trip", customer_id=customer.id, happened_at=self.desk.clock.now(),
            order_code=self.code()[:60],
        )  # fmt: skip
        return f"pcl_{call.id.hex}"

    async def plans(self) -> None:
        """A script, and a plan that is told of trips."""
        trigger = {"kind": "OCCASION", "window": {"from_day": 0, "to_day": 5}}
        made = plan("trip", trigger, self.desk.world.groups["hotline"])
        for kind, name, document in (("call_script", "script", script()), ("call_plan", "plan", made)):
            await self.desk.do(SYSTEM, drafts.save, kind, key(name), document, draft_id=None)

    async def draft(self) -> str:
        """An open draft."""
        return f"dft_{(await self.desk.do(SYSTEM, drafts.create, title='试验')).id.hex}"

    def order(self) -> str:
        """An order of M1 in S001 about which nobody asked anything yet."""
        self.orders += 1
        return f"D{self.orders}"

    def change(self) -> tuple[str, dict[str, str]]:
        """A member of S001, and a change of a field of theirs about which nobody asked anything yet."""
        return self.changes.pop()

    def uploader(self, role: str) -> Actor:
        """Who uploads files as a role."""
        agents = self.desk.world.agents
        key = f"agent:{agents[role].hex}" if role in agents else role
        return replace(SYSTEM, key="integration:erp" if role == INTEGRATION else key)

    async def with_procedure(self) -> None:
        """Let there be an item with a procedure."""
        world = self.desk.world
        outcome = {"code": "RIGHT", "title": NAME, "end": "DONE"}
        check = {"code": "CHECK", "title": NAME, "outcomes": [outcome]}
        item = {
            "code": "regulated", "name": NAME, "submittable": True, "group_id": str(world.groups["hotline"]),
            "procedure_id": str(key("regulated")),
        }  # fmt: skip

        def change(documents: dict[str, dict[Any, dict[str, Any]]]) -> None:
            documents["procedure"] = {
                key("regulated"): {"code": "regulated", "name": NAME, "first": "CHECK", "steps": [check]}
            }
            documents["service_item"][key("regulated")] = item

        await self.desk.publish(change)
        self.desk.world = replace(world, items={**world.items, "regulated": key("regulated")})

    def code(self) -> str:
        """A code that nobody has."""
        return f"x{uuid4().hex}"

    def of(self, prefix: str, name: str) -> str:
        """A global id of the world."""
        world = self.desk.world
        found = {"agt": world.agents, "grp": world.groups, "svc": world.items}[prefix]
        return f"{prefix}_{found[name].hex}"


def about(state: str = "open", **given: Any) -> Input:
    """An input about one ticket."""

    async def make(stage: Stage, role: str) -> dict[str, Any]:
        return {"ticketId": f"tkt_{(await stage.ticket(state)).id.hex}", **given}

    return make


async def pair(stage: Stage, role: str) -> dict[str, Any]:
    """An input about two tickets."""
    source, target = await stage.ticket(), await stage.ticket()
    return {"sourceId": f"tkt_{source.id.hex}", "targetId": f"tkt_{target.id.hex}"}


def given(**values: Any) -> Input:
    """An input; callables are asked for their value."""

    async def make(stage: Stage, role: str) -> dict[str, Any]:
        made = {}
        for name, value in values.items():
            found = value(stage) if callable(value) else value
            made[name] = await found if isinstance(found, Awaitable) else found
        return made

    return make


async def ticket_id(stage: Stage) -> str:
    """A ticket's global id."""
    return f"tkt_{(await stage.ticket()).id.hex}"


async def masked_field(stage: Stage, role: str) -> dict[str, Any]:
    """A value that was sealed when a store submitted it about its member."""
    form = {"orderCode": "D1", "phone": "13812345678"}
    ticket = await stage.desk.submit(store_manager("S001"), "shipment", member_code="M1", form=form)
    return {"ticketId": f"tkt_{ticket.id.hex}", "path": "phone", "reason": "回电核实"}


async def gone(stage: Stage) -> str:
    """A customer who waits for nothing."""
    customer = await stage.desk.do(SYSTEM, profiles.found_or_made_by_phone, "13700137000")
    return f"cus_{customer.id.hex}"


async def submission(stage: Stage, role: str) -> dict[str, Any]:
    """Submitters submit for themselves, others for somebody."""
    own = role.startswith(("member", "store"))
    requester = {} if own else {"requester": {"storeCode": "S001"}}
    return {"serviceItemId": stage.of("svc", "product-use"), "title": "一张工单", **requester}


async def interval(stage: Stage, role: str) -> dict[str, Any]:
    """An agent's day."""
    begins, ends = stage.day()
    return {"agentId": stage.of("agt", "wang"), "startsAt": begins.isoformat(), "endsAt": ends.isoformat()}


async def planned(stage: Stage, role: str) -> dict[str, Any]:
    """An occasion of a customer who wants calls."""
    await stage.call()
    customer = await stage.desk.do(SYSTEM, profiles.found_or_made_by_phone, "13800138000")
    return {
        "planCode": "trip", "customerId": f"cus_{customer.id.hex}", "orderCode": stage.code()[:60],
        "happenedAt": stage.desk.clock.now().isoformat(),
    }  # fmt: skip


def world(prefix: str, name: str) -> Callable[[Stage], str]:
    """A global id of the world, once there is one."""
    return lambda stage: stage.of(prefix, name)


async def customer(stage: Stage) -> str:
    """The profile of the member whom tickets are about."""
    return f"cus_{(await stage.ticket()).customer_id.hex}"


async def invoice_request(stage: Stage, role: str) -> dict[str, Any]:
    """A request for an order that nobody asked for yet; a person says who they are."""
    buyer = {
        "title": PAYER, "creditCode": "91350100M000100Y43", "address": "福州市一号", "phone": "0591-83838383",
        "bank": "工商银行", "account": "62220200112233",
    }  # fmt: skip
    return {
        "orderCode": stage.order(), "kind": "VAT_SPECIAL", "buyer": {"organisation": buyer}, "lines": [{"number": 1}],
    }  # fmt: skip


async def invoice_asked(stage: Stage, role: str) -> dict[str, Any]:
    """A request that customer service forwarded to finance."""
    facts = Facts(order=order(code=stage.order(), member_code="M1"))
    buyer = Organisation(
        PAYER, None, "91350100M000100Y43", "福州市一号", "0591-83838383", "工商银行", "62220200112233"
    )
    form = InvoiceForm(facts.order.code, InvoiceRequest(InvoiceKind.VAT_SPECIAL, buyer, (AskedLine(1),)))
    ticket = await stage.desk.do(store_manager("S001"), asking.submit, form, facts=facts)
    await stage.desk.do(
        stage.desk.wang, running.take, ticket_id=ticket.id, step="ACCEPT", outcome="ACCEPTED", facts=facts
    )
    return {"ticketId": f"tkt_{ticket.id.hex}"}


async def invoice_number(stage: Stage, role: str) -> dict[str, Any]:
    """The same, with the number that it gets."""
    return {**await invoice_asked(stage, role), "number": stage.code()}


async def invoice_reason(stage: Stage, role: str) -> dict[str, Any]:
    """The same, with the reason why it gets none."""
    return {**await invoice_asked(stage, role), "reason": "税号与名称不符"}


async def step(stage: Stage, role: str) -> dict[str, Any]:
    """A step of an agent of the group, on a ticket of its own."""
    await stage.with_procedure()
    ticket = await stage.desk.submit(store_manager("S001"), item="regulated", member_code="M1")
    return {"ticketId": f"tkt_{ticket.id.hex}", "step": "CHECK", "outcome": "RIGHT"}


async def deletion_request(stage: Stage, role: str) -> dict[str, Any]:
    """A request for an order that nobody asked about yet."""
    return {"orderCode": stage.order(), "reason": "下错单"}


async def fee_wanted(stage: Stage, role: str) -> dict[str, Any]:
    """A shipped order whose fee is quoted, and a payment of it."""
    code = stage.order()
    quoted = quote(expires="2026-11-30 10:00")
    facts = Facts(order=shipped(code=code, member_code="M1"), quote=quoted)
    form = DeletionForm(code, None, "下错单")
    ticket = await stage.desk.do(store_manager("S001"), deletions.submit, form, facts=facts)
    await stage.desk.do(
        stage.desk.wang, running.take, ticket_id=ticket.id, step="CHECK", outcome="SHIPPED", facts=facts
    )
    return {"ticketId": f"tkt_{ticket.id.hex}", "reference": stage.code(), "amount": "12.00"}


async def change_request(stage: Stage, role: str) -> dict[str, Any]:
    """A form about a field of a member that nobody asked about yet, with the submitter's own file."""
    copy = await stored(stage.desk, Purpose.ID_CARD_COPY, by=stage.uploader(role))
    member, change = stage.change()
    return {"memberCode": member, "changes": [change], "idCopyId": f"att_{copy.hex}"}


async def no_reset(stage: Stage) -> None:
    """Let the requests about M1's password be withdrawn."""
    open_ones = select(Ticket).where(Ticket.title == "密码重置 M1", Ticket.status.in_(["NEW", "OPEN"]))
    for ticket in await stage.desk.scalars(open_ones):
        await stage.desk.do(store_manager("S001"), lifecycle.cancel, ticket_id=ticket.id, reason="不需要了")


async def reset_request(stage: Stage, role: str) -> dict[str, Any]:
    """A request for M1, about whom no other is worked on, with the submitter's own file."""
    await no_reset(stage)
    copy = await stored(stage.desk, Purpose.ID_CARD_COPY, by=stage.uploader(role))
    return {"memberCode": "M1", "idCopyId": f"att_{copy.hex}"}


async def call_due(stage: Stage, role: str) -> dict[str, Any]:
    """A password reset whose ID copy is confirmed: the registered number is to be called."""
    await no_reset(stage)
    copy = await stored(stage.desk, Purpose.ID_CARD_COPY, by=store_manager("S001"))
    facts = Facts(member=member(code="M1"))
    ticket = await stage.desk.do(store_manager("S001"), resets.submit, ResetForm("M1", copy), facts=facts)
    wang = stage.desk.wang
    await stage.desk.do(wang, documents.open_attachment, attachment_id=copy, how=How.DOWNLOAD)
    read = {"name": facts.member.name, "idNumber": facts.member.id_number}
    await stage.desk.do(
        wang, running.take, ticket_id=ticket.id, step="CONFIRM", outcome="CONFIRMED", fields=read, facts=facts
    )
    return {"ticketId": f"tkt_{ticket.id.hex}"}


async def call_made(stage: Stage, role: str) -> dict[str, Any]:
    """The same, where the caller, if it is an agent, makes the call."""
    due = await call_due(stage, role)

    async def taken(work: UnitOfWork) -> None:
        caller = stage.desk.world.agents.get(role)
        await work.session.execute(update(PhoneVerification).values(caller_id=caller))

    await stage.desk.transactor.run(SYSTEM, taken)
    return {**due, "numberKind": "REGISTERED", "outcome": "CONSENTED"}


async def token_wanted(stage: Stage, _role: str) -> dict[str, Any]:
    """A token for an integration that is registered."""
    saved = await stage.desk.do(SYSTEM, agents.save_integration, external_key="erp", name="ERP", active=True)
    return {
        "integrationId": f"itg_{saved.id.hex}", "name": "生产", "permissions": ["ticket.read"],
        "expiresAt": (datetime.now(UTC) + timedelta(hours=1)).isoformat(),
    }  # fmt: skip


async def token_made(stage: Stage, role: str) -> dict[str, Any]:
    """One that was made."""
    integration = UUID((await token_wanted(stage, role))["integrationId"].removeprefix("itg_"))
    token, _ = await stage.desk.do(
        SYSTEM, integration_tokens.create_token, integration_id=integration, name="x",
        grant=integration_tokens.Grant([Permission.TICKET_READ]),
        expires_at=datetime.now(UTC) + timedelta(hours=1),
    )  # fmt: skip
    return {"integrationTokenId": f"itk_{token.id.hex}"}


async def code_wanted(stage: Stage, role: str) -> dict[str, Any]:
    """A reset by a policy that lets a code stand for the call; nobody was sent one for an hour."""
    due = await call_due(stage, role)

    async def allowed(work: UnitOfWork) -> None:
        await work.session.execute(update(PhoneVerification).values(code_allowed=True))
        await work.session.execute(delete(VerificationCode))

    await stage.desk.transactor.run(SYSTEM, allowed)
    return due


async def code_sent(stage: Stage, role: str) -> dict[str, Any]:
    """The code that M1 was sent."""
    due = await code_wanted(stage, role)
    ticket_id = UUID(due["ticketId"].removeprefix("tkt_"))
    await stage.desk.do(stage.desk.wang, coding.ask, ticket_id=ticket_id)
    [code] = await stage.desk.scalars(select(VerificationCode.id))
    made = await stage.desk.do(SYSTEM, coding.make, code_id=code)
    return {"code": made.text.split()[1].partition("，")[0]}


async def stuck(stage: Stage, role: str) -> dict[str, Any]:
    """A deletion of which nobody can say whether the platform did it."""
    facts = Facts(order=order(code=stage.order(), member_code="M1"))
    form = DeletionForm(facts.order.code, None, "下错单")
    ticket = await stage.desk.do(store_manager("S001"), deletions.submit, form, facts=facts)
    await stage.desk.do(
        stage.desk.wang, running.take, ticket_id=ticket.id, step="CHECK", outcome="NOT_SHIPPED", facts=facts
    )
    return {"actId": f"act_{(await stick(stage.desk, ticket)).hex}", "reason": "平台已答复"}


async def undelivered(stage: Stage, role: str) -> dict[str, Any]:
    """A letter about a ticket of the hotline's that was given up."""
    ticket = await stage.ticket()
    return {"deliveryIds": [f"dlv_{(await given_up(stage.desk, ticket)).hex}"]}


async def photo(stage: Stage) -> str:
    """A file on a ticket."""
    return f"att_{(await stored_on(stage.desk, await stage.ticket())).hex}"


@dataclass(frozen=True)
class Right:
    """An input that would succeed, and who may send it."""

    input: Input
    roles: frozenset[str]


ALWAYS = {"normal": {"duration": "PT1H"}}
MUTATIONS: dict[str, Right] = {
    "submitTicket": Right(submission, EVERYBODY - {UNGRANTED}),
    "replyToTicket": Right(about(body="您好"), CONCERNED),
    "addInternalNote": Right(about(body="疑似欺诈"), DEPARTMENT),
    "assignTicket": Right(about(assigneeId=None), DEPARTMENT),
    "moveTicket": Right(given(
        ticketId=ticket_id, groupId=world("grp", "returns"), reason="错组"), LEADERS),
    "changePriority": Right(about(priority="HIGH"), LEADERS),
    "requestInformation": Right(about(question="订单号？"), DEPARTMENT),
    "snoozeTicket": Right(about(until="2026-12-24T10:00:00+08:00"), DEPARTMENT),
    "solveTicket": Right(about(resolution="已处理"), DEPARTMENT),
    "reopenTicket": Right(about("solved"), CONCERNED),
    "closeTicket": Right(about("solved"), CONCERNED),
    "cancelTicket": Right(about(reason="不需要了"), CONCERNED),
    "createAttachmentUpload": Right(
        given(purpose="PHOTO", fileName="photo.png", size=100), EVERYBODY - {UNGRANTED}),
    "openAttachment": Right(given(attachmentId=photo), CONCERNED | {INTEGRATION}),
    "takeStep": Right(step, DEPARTMENT - {ADMIN}),
    "urgeTicket": Right(about(), CONCERNED),
    "mergeTickets": Right(pair, LEADERS),
    "linkTickets": Right(pair, DEPARTMENT),
    "addTags": Right(about(tags=["甲"]), DEPARTMENT),
    "removeTags": Right(about(tags=["甲"]), DEPARTMENT),
    "setFlag": Right(about(colour="RED", content="换色"), DEPARTMENT),
    "unmaskField": Right(masked_field, (DEPARTMENT - {ADMIN}) | {MEMBER}),
    "unmaskCustomerPhone": Right(given(callId=Stage.call, reason="回访"), DEPARTMENT - {ADMIN}),
    "acknowledgeEscalation": Right(about("breached"), DEPARTMENT),
    "setAvailability": Right(given(presence="AWAY", agentId=world("agt", "wang")), DEPARTMENT),
    "saveAgent": Right(given(
        externalKey=Stage.code, name="新人", roles=["AGENT"], skills=[], capacity=5, active=True, language="EN",
    ), ADMINS),
    "saveAgentGroup": Right(given(code=Stage.code, nameZh="组", nameEn="Group", active=True), ADMINS),
    "setGroupMembers": Right(given(
        groupId=world("grp", "returns"), agentIds=lambda stage: [stage.of("agt", "zhao")],
    ), ADMINS),
    "saveOrganisationUnit": Right(given(code=Stage.code, kind="COMPANY", nameZh="部", nameEn="Unit"), ADMINS),
    "planShift": Right(interval, LEADERS),
    "removeShift": Right(given(shiftId=lambda stage: stage.interval("shf")), LEADERS),
    "recordLeave": Right(interval, LEADERS),
    "removeLeave": Right(given(leaveId=lambda stage: stage.interval("lev")), LEADERS),
    "saveIntegration": Right(given(externalKey=Stage.code, name="ERP", active=True), ADMINS),
    "createIntegrationToken": Right(token_wanted, ADMINS),
    "revokeIntegrationToken": Right(token_made, ADMINS),
    "revokeToken": Right(given(
        jti=Stage.code, reason="丢失", expiresAt=lambda _: (datetime.now(UTC) + timedelta(hours=1)).isoformat(),
    ), ADMINS),
    "revokeTokensOf": Right(given(actorKey=lambda stage: f"store:{stage.code()}", reason="离职"), ADMINS),
    "createConfigurationDraft": Right(given(title="试验"), ADMINS),
    "discardConfigurationDraft": Right(given(draftId=Stage.draft), ADMINS),
    "publishConfiguration": Right(given(draftId=Stage.draft), ADMINS),
    "revertConfiguration": Right(given(toVersion=2), ADMINS),
    "saveServiceItem": Right(given(code=Stage.code, name=NAME), ADMINS),
    "saveDesk": Right(given(name=NAME, defaultGroupId=world("grp", "hotline")), ADMINS),
    "saveMenu": Right(given(channel="PHONE", entries=[]), ADMINS),
    "saveRoutingRule": Right(
        given(name=NAME, position=9, when={"store": ["S7"]}, then={"priority": "HIGH"}), ADMINS),
    "saveSlaPolicy": Right(given(
        name=NAME, calendarId=f"cal_{key('office').hex}",
        promises=[{"metric": "RESOLUTION", "clock": "WALL", "targets": ALWAYS}]), ADMINS),
    "saveCalendar": Right(given(name=NAME, weekly={"monday": ["09:00-18:00"]}), ADMINS),
    "saveProcedure": Right(given(
        code=Stage.code, name=NAME, first="A",
        steps=[{"code": "A", "title": NAME, "outcomes": [{"code": "B", "title": NAME, "end": "DONE"}]}]), ADMINS),
    "installPack": Right(given(name="direct-sales", overwrite=True), ADMINS),
    "removeConfigurationEntry": Right(
        given(kind="ROUTING_RULE", id=f"rul_{key('big-refund').hex}"), ADMINS),
    "learnHolidays": Right(given(year=2027, daysOff=["2027-01-01"], workingDays=[]), ADMINS),
    "simulateRouting": Right(given(serviceItemId=world("svc", "refund"), channel="PHONE"), AGENTS),
    "submitInvoiceRequest": Right(invoice_request, AGENTS | {MEMBER, STORE, INTEGRATION}),
    "submitMemberChange": Right(change_request, AGENTS | {STORE, INTEGRATION}),
    "submitPasswordReset": Right(reset_request, AGENTS | {STORE, INTEGRATION}),
    "takeVerificationCall": Right(call_due, DEPARTMENT - {ADMIN}),
    "sendVerificationCode": Right(code_wanted, DEPARTMENT - {ADMIN}),
    "enterVerificationCode": Right(code_sent, frozenset({MEMBER})),
    "recordPhoneVerification": Right(call_made, DEPARTMENT - {ADMIN}),
    "submitOrderDeletion": Right(deletion_request, AGENTS | {STORE, INTEGRATION}),
    "recordFeePayment": Right(fee_wanted, frozenset({STRANGER})),
    "askActAgain": Right(stuck, SETTLERS),
    "repeatAct": Right(stuck, SETTLERS),
    "giveUpAct": Right(stuck, SETTLERS),
    "issueInvoice": Right(invoice_number, frozenset({STRANGER})),
    "refuseInvoice": Right(invoice_reason, frozenset({STRANGER})),
    "saveCallScript": Right(given(code=Stage.code, name=NAME, nodes=[{"code": "n", "text": NAME, "answers": [
        {"code": "a", "label": NAME, "outcome": "REACHED"}]}]), ADMINS),
    "savePhrase": Right(given(code=Stage.code, name=NAME, text=NAME), ADMINS),
    "saveCallPlan": Right(given(
        code=Stage.code, name=NAME, trigger="GRADE", monthly=[{"grade": "C", "channels": ["SMS"]}], message=NAME,
        groupId=world("grp", "hotline"), calendarId=f"cal_{key('office').hex}"), ADMINS),
    "recordCall": Right(given(callId=Stage.call, path=[{"node": "ring", "answer": "nobody"}]), DEPARTMENT),
    "postponeCall": Right(given(callId=Stage.call, until="2026-11-17T10:00:00+08:00"), DEPARTMENT),
    "planCall": Right(planned, AGENTS),
    "setDoNotCall": Right(given(customerId=Stage.customer, reason="不需要"), AGENTS),
    "updateCustomer": Right(given(customerId=customer, note="老客户"), AGENTS),
    "eraseCustomer": Right(given(customerId=gone, reason="本人要求"), ADMINS),
    "identifyCaller": Right(given(phone="13900139000"), AGENTS | {INTEGRATION}),
    "saveNotificationPreferences": Right(given(urgentPasses=False), AGENTS),
    "saveGroupRobot": Right(given(groupId=world("grp", "returns"), reasons=[]), ADMINS),
    "retryDeliveries": Right(undelivered, LEADERS),
    "markNotificationsRead": Right(given(ids=[f"ntf_{NAMESPACE.hex}"]), EVERYBODY),
}  # fmt: skip


NODES = "{ nodes { id } }"
QUERIES: dict[str, tuple[str, frozenset[str]]] = {
    "viewer": ("viewer { __typename }", EVERYBODY),
    "serviceItems": ("serviceItems { id }", EVERYBODY),
    "navigationMenu": ("navigationMenu(channel: PHONE) { __typename }", EVERYBODY),
    "feedCursor": ("feedCursor", EVERYBODY),
    "notifications": (f"notifications {NODES}", EVERYBODY),
    "unreadNotificationCount": ("unreadNotificationCount", EVERYBODY),
    "ticket": ("ticket(number: NUMBER) { id }", CONCERNED | {INTEGRATION}),
    "node": ('node(id: "TICKET") { id }', CONCERNED | {INTEGRATION}),
    "passwordResetEligibility": (
        'passwordResetEligibility(memberCode: "M1") { allowed }', AGENTS | {STORE, INTEGRATION},
    ),
    "memberChangeEligibility": (
        'memberChangeEligibility(memberCode: "M1") { allowed }', AGENTS | {STORE, INTEGRATION},
    ),
    "orderDeletionEligibility": (
        'orderDeletionEligibility(orderCode: "D1") { allowed }', AGENTS | {STORE, INTEGRATION},
    ),
    "invoiceEligibility": ('invoiceEligibility(orderCode: "D1") { allowed }', AGENTS | {MEMBER, STORE, INTEGRATION}),
    "customer": ('customer(memberCode: "M1") { id }', AGENTS | {MEMBER}),
    "events": ("events { nodes { id } }", frozenset({MANAGER, ADMIN, INTEGRATION})),
    "agentGroups": ("agentGroups { id }", AGENTS),
    "agents": (f"agents {NODES}", AGENTS),
    "organisationUnits": ("organisationUnits { id }", AGENTS),
    "integrations": ("integrations { id }", AGENTS),
    "integrationTokens": (f"integrationTokens {NODES}", ADMINS),
    "tokenRevocations": (f"tokenRevocations {NODES}", ADMINS),
    "roster": (
        'roster(from: "2026-11-16T00:00:00Z", to: "2026-11-17T00:00:00Z", groupId: "GROUP") { shifts { id } }', AGENTS,
    ),
    "configuration": ("configuration { number }", AGENTS),
    "configurationVersions": ("configurationVersions { nodes { number } }", AGENTS),
    "configurationDraft": ('configurationDraft(id: "DRAFT") { id }', AGENTS),
    "configurationDrafts": ("configurationDrafts { id }", AGENTS),
    "routingRules": ("routingRules { id }", AGENTS),
    "slaPolicies": ("slaPolicies { id }", AGENTS),
    "calendars": ("calendars { id }", AGENTS),
    "desks": ("desks { id }", AGENTS),
    "procedureDefinitions": ("procedureDefinitions { id }", AGENTS),
    "stepsDue": (f"stepsDue {NODES}", AGENTS),
    "stuckActs": (f"stuckActs {NODES}", SETTLERS),
    "undeliveredNotifications": (f"undeliveredNotifications {NODES}", LEADERS),
    "groupRobots": ("groupRobots { kind }", AGENTS),
    "menus": ("menus { id }", AGENTS),
    "callsDue": ("callsDue { nodes { id } }", AGENTS),
    "ticketPhrases": ('ticketPhrases(ticketId: "TICKET") { text }', CONCERNED & AGENTS),
    "phrases": ("phrases { id }", AGENTS),
    "callPlans": ("callPlans { id }", AGENTS),
    "callScripts": ("callScripts { id }", AGENTS),
    "callPlanCoverage": (
        (f'callPlanCoverage(planId: "cpl_{NAMESPACE.hex}", from: "2026-10-01T00:00:00Z", to: "2027-01-01T00:00:00Z") '
        "{ planned }"), AGENTS,
    ),
    "holidayYears": ("holidayYears { year }", AGENTS),
}  # fmt: skip
"""A question with an answer, and who gets one; `tickets` has its own test."""
