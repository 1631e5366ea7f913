"""People over the API: who calls, who works where, who is on duty."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from tests.api.conftest import Api
from tests.world import World

NOBODY = f"agt_{UUID(int=7).hex}"
AGENT = "agent { id name roles skills capacity active language presence externalKey version }"
GROUP = "group { id code version active members { name } manager { name } department { code } }"
UNIT = "unit { id kind code version parent { code } manager { name } deputy { name } }"
SHIFT = "shift { id startsAt endsAt agent { name } }"
LEAVE = "leave { id startsAt endsAt reason agent { name } }"
DAY = {"startsAt": "2027-03-01T09:00:00+08:00", "endsAt": "2027-03-01T18:00:00+08:00"}
ROSTER = """query($agent: ID, $group: ID, $from: DateTime!, $to: DateTime!) {
  roster(agentId: $agent, groupId: $group, from: $from, to: $to) {
    shifts { id agent { name } } leaves { id reason agent { name } } } }"""
MARCH = {"from": "2027-03-01T00:00:00+08:00", "to": "2027-04-01T00:00:00+08:00"}


def public(world: World, name: str) -> str:
    """An agent's or group's global id."""
    if name in world.agents:
        return f"agt_{world.agents[name].hex}"
    return f"grp_{world.groups[name].hex}"


def codes(payload: dict[str, Any]) -> list[tuple[str, str | None]]:
    """The user errors of a payload, by code and field."""
    return [(error["code"], error["field"]) for error in payload["userErrors"]]


def new_agent(**values: Any) -> dict[str, Any]:
    """Everything that a new agent needs."""
    return {
        "externalKey": "sun", "name": "孙", "roles": ["AGENT"], "skills": ["b", "a"], "capacity": 3, "active": True,
        "language": "EN", **values,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("role", "kind", "groups", "codes_of"),
    [
        pytest.param("store:S001", "STORE_MANAGER", ([], []), ("S001", None), id="store manager"),
        pytest.param("member:M1", "MEMBER", ([], []), (None, "M1"), id="member"),
        pytest.param("integration", "INTEGRATION", ([], []), (None, None), id="integration"),
        pytest.param("wang", "AGENT", (["hotline"], ["hotline"]), (None, None), id="agent"),
        pytest.param(
            "lin", "AGENT", (["hotline", "returns"], []), (None, None), id="leads but works in none"
        ),
    ],
)
async def test_the_viewer_is_told_who_they_are_and_what_they_see(
    api: Api, role: str, kind: str, groups: tuple[list[str], list[str]], codes_of: tuple[Any, Any]
) -> None:
    fields = (
        "kind key agent { name } groups { code } worksIn { code } storeCode memberCode language now seesAll"
    )
    viewer = (await api.data(role, f"{{ viewer {{ {fields} permissions }} }}"))["viewer"]
    assert viewer["kind"] == kind
    assert (viewer["storeCode"], viewer["memberCode"]) == codes_of
    assert sorted(group["code"] for group in viewer["groups"]) == groups[0]
    assert [group["code"] for group in viewer["worksIn"]] == groups[1]
    assert (viewer["agent"] is not None) is (kind == "AGENT")
    assert "ticket.submit" in viewer["permissions"]
    assert viewer["now"] == "2026-11-16T10:00:00+08:00"
    assert viewer["language"] == "EN"


@pytest.mark.parametrize("role", ["store:S001", "member:M1", "integration"])
@pytest.mark.parametrize(
    "field",
    [
        "agentGroups { code }",
        "agents { nodes { name } }",
        "organisationUnits { code }",
        "integrations { name }",
        f'roster(agentId: "{NOBODY}", from: "2027-03-01T00:00:00Z", to: "2027-03-02T00:00:00Z") {{ shifts {{ id }} }}',
    ],
)
async def test_who_may_not_read_the_organisation_is_told_so(api: Api, role: str, field: str) -> None:
    body = await api(role, f"{{ {field} }}")
    assert body["errors"][0]["extensions"]["code"] == "NOT_ALLOWED"


async def test_an_agent_reads_groups_units_and_colleagues_but_not_whom_tokens_name(
    api: Api, world: World
) -> None:
    found = await api.data(
        "wang",
        """query($group: ID) {
          agentGroups { code manager { name } members { name } } organisationUnits { code parent { code } }
          agents(groupId: $group) { totalCount nodes { name roles externalKey } } }""",
        group=public(world, "hotline"),
    )
    assert [group["code"] for group in found["agentGroups"]] == ["finance", "hotline", "returns"]
    assert {"code": "SERVICE", "parent": {"code": "HQ"}} in found["organisationUnits"]
    assert found["agents"] == {
        "totalCount": 2,
        "nodes": [
            {"name": "Wang", "roles": ["AGENT"], "externalKey": None},
            {"name": "Zhao", "roles": ["AGENT"], "externalKey": None},
        ],
    }


async def test_agents_are_read_page_by_page_each_once(api: Api, world: World) -> None:
    seen: list[str] = []
    after = None
    while True:
        page = (
            await api.data(
                "lin",
                "query($after: String) { agents(first: 4, after: $after) { "
                "nodes { name } pageInfo { endCursor hasNextPage } } }",
                after=after,
            )
        )["agents"]
        seen += [agent["name"] for agent in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert len(seen) == len(set(seen)) == len(world.agents)
    body = await api("lin", '{ agents(after: "WzFd") { nodes { name } } }')
    assert body["errors"][0]["extensions"]["code"] == "INVALID_CURSOR"


async def test_an_agent_sets_their_own_presence_and_a_supervisor_that_of_their_groups(
    api: Api, world: World
) -> None:
    mine = await api.mutate("wang", "setAvailability", AGENT, presence="AWAY")
    assert mine["agent"]["presence"] == "AWAY"
    theirs = await api.mutate(
        "lin", "setAvailability", AGENT, presence="ONLINE", agentId=public(world, "wang")
    )
    assert theirs["agent"]["presence"] == "ONLINE"
    assert (await api.counts())["outbox"] >= 1, "queues drain"


@pytest.mark.parametrize(
    ("role", "whose", "code"),
    [
        pytest.param("wang", "zhao", "NOT_ALLOWED", id="a colleague's"),
        pytest.param("lin", "qian", "NOT_FOUND", id="of another department"),
        pytest.param("store:S001", "wang", "NOT_ALLOWED", id="by a store"),
    ],
)
async def test_nobody_else_sets_a_presence(api: Api, world: World, role: str, whose: str, code: str) -> None:
    before = await api.counts()
    refused = await api.mutate(
        role, "setAvailability", AGENT, presence="OFFLINE", agentId=public(world, whose)
    )
    assert refused["agent"] is None
    assert codes(refused)[0][0] == code
    assert await api.counts() == before


async def test_an_administrator_makes_an_agent_and_sets_all_of_their_settings(api: Api) -> None:
    made = (await api.mutate("admin", "saveAgent", AGENT, **new_agent()))["agent"]
    assert made["skills"] == ["a", "b"]
    assert (made["language"], made["presence"], made["externalKey"]) == ("EN", "OFFLINE", "sun")
    changed = await api.mutate(
        "admin", "saveAgent", AGENT,
        agentId=made["id"], expectedVersion=made["version"], **new_agent(capacity=9, skills=[]),
    )  # fmt: skip
    assert (changed["agent"]["capacity"], changed["agent"]["skills"]) == (9, [])
    assert changed["agent"]["version"] == made["version"] + 1


async def test_saving_an_agent_read_in_an_older_version_is_a_conflict(api: Api, world: World) -> None:
    before = await api.counts()
    stale = await api.mutate(
        "admin", "saveAgent", AGENT, agentId=public(world, "wang"), expectedVersion=0, **new_agent()
    )
    assert codes(stale) == [("CONFLICT", "expectedVersion")]
    assert await api.counts() == before


@pytest.mark.parametrize(
    ("role", "values", "error"),
    [
        pytest.param("lin", {}, ("NOT_ALLOWED", None), id="a supervisor"),
        pytest.param("store:S001", {}, ("NOT_ALLOWED", None), id="a store"),
        pytest.param("admin", {"roles": ["KING"]}, ("UNKNOWN_ROLES", "roles"), id="an unknown role"),
        pytest.param(
            "admin", {"externalKey": "wang"}, ("EXTERNAL_KEY_TAKEN", "externalKey"), id="a key in use"
        ),
        pytest.param("admin", {"capacity": -1}, ("INVALID_VALUE", "capacity"), id="a capacity below nothing"),
        pytest.param("admin", {"agentId": "wang"}, ("INVALID_ID", "agentId"), id="no id"),
        pytest.param("admin", {"agentId": NOBODY}, ("NOT_FOUND", "agentId"), id="nobody's id"),
    ],
)
async def test_a_refused_agent_leaves_nothing_behind(
    api: Api, role: str, values: dict[str, Any], error: tuple[str, str | None]
) -> None:
    before = await api.counts()
    refused = await api.mutate(role, "saveAgent", AGENT, **new_agent(**values))
    assert refused["agent"] is None
    assert codes(refused) == [error]
    assert await api.counts() == before


async def test_the_same_key_makes_one_agent_and_another_input_under_it_is_refused(api: Api) -> None:
    first = await api.mutate("admin", "saveAgent", AGENT, idempotencyKey="k", **new_agent())
    again = await api.mutate("admin", "saveAgent", AGENT, idempotencyKey="k", **new_agent())
    assert again == first
    other = await api.mutate("admin", "saveAgent", AGENT, idempotencyKey="k", **new_agent(name="李"))
    assert codes(other) == [("IDEMPOTENCY_KEY_REUSED", "idempotencyKey")]


async def test_a_group_is_made_peopled_and_led(api: Api, world: World) -> None:
    unit = f"unt_{world.units['SERVICE'].hex}"
    made = await api.mutate(
        "admin", "saveAgentGroup", GROUP,
        code="night", nameZh="夜班", nameEn="Night", departmentId=unit, managerId=public(world, "lin"), active=True,
    )  # fmt: skip
    group = made["group"]
    assert (group["department"], group["manager"]) == ({"code": "SERVICE"}, {"name": "Lin"})
    people = [public(world, "wang"), public(world, "qian")]
    filled = await api.mutate(
        "admin", "setGroupMembers", GROUP,
        groupId=group["id"], agentIds=people, expectedVersion=group["version"],
    )  # fmt: skip
    assert sorted(member["name"] for member in filled["group"]["members"]) == ["Qian", "Wang"]
    stale = await api.mutate(
        "admin", "setGroupMembers", GROUP, groupId=group["id"], agentIds=[], expectedVersion=group["version"]
    )
    assert codes(stale) == [("CONFLICT", "expectedVersion")]


async def test_who_joins_a_group_sees_its_tickets_at_once(api: Api, world: World) -> None:
    ticket = await api.submit("store:S001", world.items["product-use"])
    look = "query($id: ID!) { ticket(id: $id) { id } }"
    assert (await api.data("qian", look, id=ticket["id"]))["ticket"] is None
    members = [public(world, name) for name in ("wang", "zhao", "qian")]
    await api.mutate("admin", "setGroupMembers", GROUP, groupId=public(world, "hotline"), agentIds=members)
    assert (await api.data("qian", look, id=ticket["id"]))["ticket"] == {"id": ticket["id"]}


@pytest.mark.parametrize(
    ("name", "values", "error"),
    [
        pytest.param("saveAgentGroup", {"code": "finance"}, ("CODE_TAKEN", "code"), id="code in use"),
        pytest.param(
            "saveAgentGroup", {"managerId": NOBODY}, ("NOT_FOUND", "managerId"), id="manager unknown"
        ),
        pytest.param(
            "saveAgentGroup", {"departmentId": "x"}, ("INVALID_ID", "departmentId"), id="no department"
        ),
        pytest.param("saveAgentGroup", {"nameZh": "  "}, ("INVALID_VALUE", "nameZh"), id="no name"),
    ],
)
async def test_a_refused_group_leaves_nothing_behind(
    api: Api, name: str, values: dict[str, Any], error: tuple[str, str]
) -> None:
    before = await api.counts()
    given = {"code": "night", "nameZh": "夜班", "nameEn": "Night", "active": True, **values}
    assert codes(await api.mutate("admin", name, GROUP, **given)) == [error]
    assert codes(await api.mutate("head", name, GROUP, **given))[0][0] in {"NOT_ALLOWED", "INVALID_ID"}
    assert await api.counts() == before


async def test_members_that_are_no_agents_are_named_by_their_place(api: Api, world: World) -> None:
    refused = await api.mutate(
        "admin", "setGroupMembers", GROUP,
        groupId=public(world, "hotline"), agentIds=[public(world, "wang"), "grp_1"],
    )  # fmt: skip
    assert codes(refused) == [("INVALID_ID", "agentIds.1")]


async def test_a_department_is_made_below_the_company_and_never_above_itself(api: Api, world: World) -> None:
    company = f"unt_{world.units['HQ'].hex}"
    made = await api.mutate(
        "admin", "saveOrganisationUnit", UNIT,
        kind="DEPARTMENT", code="QA", nameZh="品质部", nameEn="Quality", parentId=company,
        deputyId=public(world, "head"),
    )  # fmt: skip
    unit = made["unit"]
    assert (unit["parent"], unit["manager"], unit["deputy"]) == ({"code": "HQ"}, None, {"name": "Head"})
    given = {"kind": "DEPARTMENT", "code": "QA", "nameZh": "品质部", "nameEn": "Quality"}
    circle = await api.mutate(
        "admin", "saveOrganisationUnit", UNIT, unitId=unit["id"], parentId=unit["id"], **given
    )
    assert codes(circle) == [("ORGANISATION_CYCLE", "parentId")]
    assert codes(await api.mutate("boss", "saveOrganisationUnit", UNIT, **given)) == [("NOT_ALLOWED", None)]


async def test_a_supervisor_plans_shifts_that_do_not_overlap_and_takes_them_back(
    api: Api, world: World
) -> None:
    wang = public(world, "wang")
    planned = await api.mutate("lin", "planShift", SHIFT, agentId=wang, **DAY)
    shift = planned["shift"]
    assert shift["agent"] == {"name": "Wang"}
    assert codes(await api.mutate("lin", "planShift", SHIFT, agentId=wang, **DAY)) == [
        ("SHIFTS_OVERLAP", "startsAt")
    ]
    found = await api.data("wang", ROSTER, group=public(world, "hotline"), **MARCH)
    assert found["roster"]["shifts"] == [{"id": shift["id"], "agent": {"name": "Wang"}}]
    fields = "removedShiftId agent { name }"
    gone = await api.mutate("lin", "removeShift", fields, shiftId=shift["id"])
    assert (gone["removedShiftId"], gone["agent"]) == (shift["id"], {"name": "Wang"})
    assert codes(await api.mutate("lin", "removeShift", fields, shiftId=shift["id"])) == [
        ("NOT_FOUND", "shiftId")
    ]
    assert (await api.data("wang", ROSTER, agent=wang, **MARCH))["roster"]["shifts"] == []


@pytest.mark.parametrize(
    ("role", "whose", "refused"),
    [
        pytest.param("wang", "wang", ("planShift", "NOT_ALLOWED"), id="one's own shift"),
        pytest.param("lin", "qian", ("planShift", "NOT_FOUND"), id="a shift in another department"),
        pytest.param("wang", "wang", ("recordLeave", "NOT_ALLOWED"), id="one's own leave"),
        pytest.param("lin", "qian", ("recordLeave", "NOT_FOUND"), id="a leave in another department"),
        pytest.param("member:M1", "wang", ("recordLeave", "NOT_ALLOWED"), id="by a member"),
    ],
)
async def test_the_roster_is_written_by_supervisors_of_the_agent_alone(
    api: Api, world: World, role: str, whose: str, refused: tuple[str, str]
) -> None:
    before = await api.counts()
    name, code = refused
    fields = SHIFT if name == "planShift" else LEAVE
    payload = await api.mutate(role, name, fields, agentId=public(world, whose), **DAY)
    assert codes(payload)[0][0] == code
    assert await api.counts() == before


async def test_why_somebody_is_away_is_told_to_them_and_their_supervisors_alone(
    api: Api, world: World
) -> None:
    wang = public(world, "wang")
    recorded = await api.mutate("lin", "recordLeave", LEAVE, agentId=wang, reason="病假", **DAY)
    assert recorded["leave"]["reason"] == "病假"
    for role, reason in (("wang", "病假"), ("lin", "病假"), ("admin", "病假"), ("zhao", None), ("cfo", None)):
        found = await api.data(role, ROSTER, agent=wang, **MARCH)
        assert [leave["reason"] for leave in found["roster"]["leaves"]] == [reason], role
    fields = "removedLeaveId agent { name }"
    refused = await api.mutate("cfo", "removeLeave", fields, leaveId=recorded["leave"]["id"])
    assert codes(refused) == [("NOT_FOUND", "leaveId")]
    gone = await api.mutate("lin", "removeLeave", fields, leaveId=recorded["leave"]["id"])
    assert gone["removedLeaveId"] == recorded["leave"]["id"]


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param({"agent": NOBODY, "group": f"grp_{UUID(int=1).hex}", **MARCH}, id="both"),
        pytest.param(MARCH, id="neither"),
        pytest.param({"agent": NOBODY, "from": MARCH["to"], "to": MARCH["from"]}, id="backwards"),
        pytest.param({"agent": NOBODY, **MARCH, "to": "2029-01-01T00:00:00Z"}, id="too long"),
    ],
)
async def test_a_roster_is_asked_for_one_agent_or_group_and_a_window_of_a_year(
    api: Api, asked: dict[str, Any]
) -> None:
    body = await api("lin", ROSTER, **asked)
    assert body["errors"][0]["extensions"]["code"] == "INVALID_VALUE"


async def test_an_integration_that_is_shut_out_is_nobody_until_it_is_let_in(api: Api) -> None:
    fields = "integration { id externalKey active version }"
    given = {"externalKey": "erp", "name": "ERP"}
    shut = await api.mutate("admin", "saveIntegration", fields, active=False, **given)
    assert shut["integration"]["active"] is False
    assert (await api("integration", "{ viewer { key } }"))["errors"][0]["extensions"][
        "code"
    ] == "UNKNOWN_CALLER"
    await api.mutate("admin", "saveIntegration", fields, active=True, **given)
    assert (await api.data("integration", "{ viewer { key } }"))["viewer"] == {"key": "integration:erp"}
    assert codes(await api.mutate("lin", "saveIntegration", fields, active=False, **given)) == [
        ("NOT_ALLOWED", None)
    ]
