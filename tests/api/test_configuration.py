"""The configuration over the API: read, drafted, published, reverted, tried."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from tests.api.conftest import Api
from tests.world import World, key

SAVED = "id draft { id version changes { kind key before after } } configuration { number title }"
RULE = f"{SAVED} routingRule {{ id when position active stop addTags priority group {{ code }} }}"
DRAFT = "draft { id title status baseVersion version changes { kind key before after } author { name } }"
SIMULATION = """simulation { configurationVersion priority tags why group { code } agent { name } desk { name { en } }
  rules { name { en } } groupFrom { inheritedFrom } notTheOthers { agent { name } obstacles missingSkills } }"""
NAME = {"zh": "名称", "en": "Name"}
UNKNOWN = key("unknown").hex
NOTHING = f"dft_{UNKNOWN}"


def codes(payload: dict[str, Any]) -> list[tuple[str, str | None]]:
    """The user errors of a payload, by code and field."""
    return [(error["code"], error["field"]) for error in payload["userErrors"]]


def svc(world: World, code: str) -> str:
    """A service item's global id."""
    return f"svc_{world.items[code].hex}"


def rule(**values: Any) -> dict[str, Any]:
    """A rule that does something."""
    return {"name": NAME, "when": {"store": ["S001"]}, "then": {"priority": "HIGH"}, **values}


async def begin(api: Api, title: str = "试验") -> dict[str, Any]:
    """A new draft."""
    draft: dict[str, Any] = (await api.mutate("admin", "createConfigurationDraft", DRAFT, title=title))[
        "draft"
    ]
    return draft


async def number(api: Api) -> int:
    """The version in force."""
    found: int = (await api.data("admin", "{ configuration { number } }"))["configuration"]["number"]
    return found


READ = """{ configuration { number title publishedAt author { name } authorKey
    entryCounts { serviceItems desks menus routingRules slaPolicies calendars } }
  configurationVersions { totalCount nodes { number } }
  desks { name { en } isDefault honoursTies defaultGroup { code } }
  routingRules { name { zh } when } calendars { name { en } timeZone weekly { monday sunday } channels }
  slaPolicies { name { en } calendar { name { en } } promises { metric targets { urgent { duration } } } }
  menus { id } holidayYears { year } configurationDrafts { id } }"""


async def test_agents_read_the_configuration_in_force(api: Api, world: World) -> None:
    found = await api.data("wang", READ)
    assert found["configuration"]["entryCounts"] == {
        "serviceItems": len(world.items), "desks": 1, "menus": 0, "routingRules": 1, "slaPolicies": 2, "calendars": 2,
    }  # fmt: skip
    assert found["desks"][0]["defaultGroup"] == {"code": "hotline"}
    assert found["routingRules"] == [{"name": {"zh": "加急店铺"}, "when": {"store": ["S009"]}}]
    assert found["configurationVersions"]["nodes"][0] == {"number": found["configuration"]["number"]}


@pytest.mark.parametrize(
    "field",
    [
        "configuration { number }", "configurationVersions { totalCount }", "desks { id }", "routingRules { id }",
        "slaPolicies { id }", "calendars { id }", "menus { id }", "holidayYears { year }",
        "configurationDrafts { id }", f'configurationDraft(id: "{NOTHING}") {{ id }}',
    ],
)  # fmt: skip
@pytest.mark.parametrize("role", ["store:S001", "member:M1", "integration"])
async def test_the_configuration_is_not_read_from_outside(api: Api, role: str, field: str) -> None:
    body = await api(role, f"{{ {field} }}")
    assert body["errors"][0]["extensions"]["code"] == "NOT_ALLOWED"


async def test_an_entry_by_its_id_is_there_only_for_those_who_read_the_configuration(api: Api) -> None:
    look = f'{{ node(id: "pol_{key("fast").hex}") {{ id }} }}'
    assert (await api.data("wang", look))["node"] is not None
    assert (await api.data("store:S001", look))["node"] is None


async def test_a_draft_changes_nothing_until_it_is_published(api: Api, world: World) -> None:
    before, draft = await number(api), await begin(api)
    saved = await api.mutate("admin", "saveRoutingRule", RULE, draftId=draft["id"], **rule())
    assert (saved["configuration"], saved["routingRule"]) == (None, None)
    assert await number(api) == before
    [change] = saved["draft"]["changes"]
    assert (change["kind"], change["key"], change["before"]) == ("ROUTING_RULE", saved["id"], None)
    assert change["after"]["then"] == {"priority": "HIGH"}
    published = await api.mutate(
        "admin", "publishConfiguration", f"configuration {{ number title }} {DRAFT}",
        draftId=draft["id"], expectedVersion=saved["draft"]["version"],
    )  # fmt: skip
    assert published["configuration"] == {"number": before + 1, "title": "试验"}
    assert published["draft"]["status"] == "PUBLISHED"
    ticket = await api.submit("store:S001", world.items["other"])
    assert ticket["priority"] == "HIGH"


async def test_reverting_brings_the_earlier_entries_back_as_a_new_version(api: Api, world: World) -> None:
    before = await number(api)
    await api.mutate("admin", "saveRoutingRule", RULE, **rule())
    reverted = await api.mutate(
        "admin", "revertConfiguration", "configuration { number revertsTo entryCounts { routingRules } }",
        toVersion=before,
    )  # fmt: skip
    assert reverted["configuration"] == {
        "number": before + 2, "revertsTo": before, "entryCounts": {"routingRules": 1},
    }  # fmt: skip
    assert (await api.submit("store:S001", world.items["other"]))["priority"] == "NORMAL"
    lost = await api.mutate("admin", "revertConfiguration", "configuration { number }", toVersion=99)
    assert codes(lost) == [("NOT_FOUND", "toVersion")]


async def test_a_draft_given_up_can_neither_be_changed_nor_published(api: Api) -> None:
    draft = await begin(api)
    gone = await api.mutate("admin", "discardConfigurationDraft", DRAFT, draftId=draft["id"])
    assert gone["draft"]["status"] == "DISCARDED"
    for name, fields, given in (
        ("publishConfiguration", DRAFT, {}),
        ("discardConfigurationDraft", DRAFT, {}),
        ("saveRoutingRule", RULE, rule()),
    ):
        refused = await api.mutate("admin", name, fields, draftId=draft["id"], **given)
        assert codes(refused) == [("NOT_FOUND", "draftId")]
    assert (await api.data("wang", "{ configurationDrafts { id } }"))["configurationDrafts"] == []


async def test_a_draft_read_in_an_older_version_is_a_conflict(api: Api) -> None:
    draft = await begin(api)
    await api.mutate("admin", "saveRoutingRule", RULE, draftId=draft["id"], **rule())
    stale = {"draftId": draft["id"], "expectedVersion": draft["version"]}
    for name, fields, given in (
        ("saveRoutingRule", RULE, rule()),
        ("publishConfiguration", DRAFT, {}),
        ("discardConfigurationDraft", DRAFT, {}),
    ):
        refused = await api.mutate("admin", name, fields, **stale, **given)
        assert codes(refused) == [("CONFLICT", "expectedVersion")], name


async def test_two_drafts_of_one_entry_do_not_overwrite_each_other(api: Api) -> None:
    drafts = [await begin(api), await begin(api)]
    urgent = f"rul_{key('big-refund').hex}"
    for place, draft in enumerate(drafts):
        given = rule(id=urgent, position=place + 5)
        await api.mutate("admin", "saveRoutingRule", RULE, draftId=draft["id"], **given)
    answers = [
        await api.mutate("admin", "publishConfiguration", DRAFT, draftId=draft["id"]) for draft in drafts
    ]
    assert [codes(answer) for answer in answers] == [[], [("CONFIGURATION_MOVED_ON", None)]]


@pytest.mark.parametrize("role", ["lin", "boss", "store:S001", "integration"])
async def test_only_those_with_the_right_write_the_configuration(api: Api, world: World, role: str) -> None:
    before = await api.counts()
    draft, item = NOTHING, svc(world, "other")
    for name, fields, given in (
        ("createConfigurationDraft", DRAFT, {"title": "x"}),
        ("discardConfigurationDraft", DRAFT, {"draftId": draft}),
        ("publishConfiguration", DRAFT, {"draftId": draft}),
        ("revertConfiguration", "configuration { number }", {"toVersion": 1}),
        ("saveServiceItem", SAVED, {"code": "x", "name": NAME}),
        ("saveDesk", SAVED, {"name": NAME}),
        ("saveMenu", SAVED, {"channel": "PHONE", "entries": [{"itemId": item}]}),
        ("saveRoutingRule", SAVED, rule()),
        ("saveSlaPolicy", SAVED, {"name": NAME, "calendarId": f"cal_{key('office').hex}", "promises": []}),
        ("saveCalendar", SAVED, {"name": NAME, "weekly": {"monday": ["09:00-18:00"]}}),
        ("removeConfigurationEntry", SAVED, {"kind": "SERVICE_ITEM", "id": item}),
        ("learnHolidays", "holidays { year }", {"year": 2031, "daysOff": [], "workingDays": []}),
    ):
        assert codes(await api.mutate(role, name, fields, **given)) == [("NOT_ALLOWED", None)], name
    assert await api.counts() == before


async def test_a_service_item_is_made_edited_and_removed(api: Api, world: World) -> None:
    fields = """serviceItem { id code name { en } parent { code } submittable
      ownConfig { groupId deskId slaPolicyId form defaultPriority skills } group { code } }"""
    given = {
        "parentId": svc(world, "consultation"), "code": "new-item", "name": NAME, "submittable": True,
        "slaPolicyId": f"pol_{key('office').hex}", "form": {"type": "object"}, "defaultPriority": "LOW",
        "skills": ["x"],
    }  # fmt: skip
    made = await api.mutate("admin", "saveServiceItem", f"{SAVED} {fields}", **given)
    item = made["serviceItem"]
    assert (item["id"], item["parent"], item["group"]) == (
        made["id"], {"code": "consultation"}, {"code": "hotline"},
    )  # fmt: skip
    assert item["ownConfig"] == {
        "groupId": None, "deskId": None, "slaPolicyId": given["slaPolicyId"], "form": {"type": "object"},
        "defaultPriority": "LOW", "skills": ["x"],
    }  # fmt: skip
    edited = await api.mutate("admin", "saveServiceItem", fields, id=made["id"], **{**given, "code": "newer"})
    assert (edited["serviceItem"]["id"], edited["serviceItem"]["code"]) == (made["id"], "newer")
    gone = await api.mutate("admin", "removeConfigurationEntry", SAVED, kind="SERVICE_ITEM", id=made["id"])
    assert gone["id"] == made["id"]
    found = await api.data("store:S001", '{ serviceItems(code: "newer") { id } }')
    assert found["serviceItems"] == []


async def test_what_an_item_says_for_itself_is_not_told_outside(api: Api) -> None:
    found = await api.data("store:S001", '{ serviceItems(code: "refund") { ownConfig { groupId } } }')
    assert found["serviceItems"] == [{"ownConfig": None}]


async def test_a_desk_and_a_menu_are_saved_and_shown(api: Api, world: World) -> None:
    lines = [
        {"itemId": svc(world, "consultation"), "children": [{"itemId": svc(world, "shipment"), "name": NAME}]}
    ]
    menu = await api.mutate(
        "admin", "saveMenu", f"{SAVED} menu {{ entries {{ {LINE} children {{ name {{ en }} }} }} }}",
        channel="WECHAT", entries=lines,
    )  # fmt: skip
    assert menu["menu"]["entries"] == [
        {"name": None, "item": {"code": "consultation"}, "children": [{"name": {"en": "Name"}}]}
    ]
    shown = await api.data("member:M1", "{ navigationMenu(channel: WECHAT) { children { name { en } } } }")
    assert shown["navigationMenu"] == [{"children": [{"name": {"en": "Name"}}]}]
    desk = await api.mutate(
        "admin", "saveDesk", "desk { channels storeCodes menus { id } defaultGroup { code } isDefault }",
        name=NAME, menuIds=[menu["id"]], storeCodes=["S7"], channels=["EMAIL"],
        defaultGroupId=f"grp_{world.groups['returns'].hex}",
    )  # fmt: skip
    assert desk["desk"] == {
        "channels": ["EMAIL"], "storeCodes": ["S7"], "menus": [{"id": menu["id"]}],
        "defaultGroup": {"code": "returns"}, "isDefault": False,
    }  # fmt: skip
    assert (await api.submit("store:S7", world.items["other"]))["group"]["code"] == "returns"


LINE = "name { en } item { code }"
CONDITION = {
    "all": [
        {"any": [{"channel": ["PHONE", "EMAIL"]}, {"priority": ["URGENT"]}]},
        {"not": {"grade": ["C"]}},
        {"field": {"path": "orderCode", "operator": "IN", "value": ["D1", "D2"]}},
        {"field": {"path": "pieces", "operator": "EXISTS"}},
    ]
}


async def test_a_rule_comes_back_in_the_shape_in_which_it_was_given(api: Api, world: World) -> None:
    when = {"all": [{"item": [svc(world, "shipment")]}, *CONDITION["all"]]}
    then = {"groupId": f"grp_{world.groups['finance'].hex}", "addTags": ["a", "b"], "stop": True}
    saved = await api.mutate("admin", "saveRoutingRule", RULE, **rule(when=when, then=then, position=9))
    assert saved["userErrors"] == []
    shown = saved["routingRule"]
    assert shown.pop("id") == saved["id"]
    assert shown == {
        "when": when, "position": 9, "active": True, "stop": True, "addTags": ["a", "b"], "priority": None,
        "group": {"code": "finance"},
    }  # fmt: skip


async def test_who_read_an_older_version_does_not_overwrite_what_was_published_since(api: Api) -> None:
    saved = await api.mutate("admin", "saveRoutingRule", RULE, **rule())
    first = (await api.data("admin", "{ configuration { number } }"))["configuration"]["number"]
    again = await api.mutate(
        "admin", "saveRoutingRule", RULE, **rule(id=saved["id"], position=8, expectedVersion=first)
    )
    assert codes(again) == []
    late = await api.mutate(
        "admin", "saveRoutingRule", RULE, **rule(id=saved["id"], position=9, expectedVersion=first)
    )
    assert codes(late) == [("CONFIGURATION_MOVED_ON", None)]


@pytest.mark.parametrize(
    ("values", "error"),
    [
        pytest.param({"when": {"item": ["svc_1"]}}, ("INVALID_ID", "when.item.0"), id="no item"),
        pytest.param(
            {"when": {"all": [{"not": {"item": ["x"]}}]}}, ("INVALID_ID", "when.all.0.not.item.0"), id="deep"
        ),
        pytest.param({"then": {"groupId": "x"}}, ("INVALID_ID", "then.groupId"), id="no group"),
        pytest.param({"id": "svc_1"}, ("INVALID_ID", "id"), id="another kind's id"),
        pytest.param({"draftId": NOTHING}, ("NOT_FOUND", "draftId"), id="no draft"),
        pytest.param({"expectedVersion": 99}, ("CONFLICT", "expectedVersion"), id="a version to come"),
    ],
)
async def test_a_refused_rule_leaves_nothing_behind(
    api: Api, values: dict[str, Any], error: tuple[str, str]
) -> None:
    before = await api.counts()
    refused = await api.mutate("admin", "saveRoutingRule", RULE, **rule(**values))
    assert codes(refused) == [error]
    assert refused["id"] is None
    assert await api.counts() == before


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"then": {}}, id="does nothing"),
        pytest.param({"when": {"any": []}}, id="never matches"),
        pytest.param({"when": {"item": [f"svc_{UNKNOWN}"]}}, id="unknown item"),
        pytest.param({"then": {"groupId": f"grp_{UNKNOWN}"}}, id="unknown group"),
        pytest.param({"when": {"field": {"path": "colour", "operator": "EXISTS"}}}, id="undeclared field"),
        pytest.param(
            {"when": {"field": {"path": "a", "operator": "IN", "value": 3}}}, id="value does not fit"
        ),
        pytest.param(
            {"when": {"field": {"path": "a", "operator": "EQUALS", "value": {"x": 1}}}}, id="an object"
        ),
    ],
)
async def test_a_rule_that_makes_no_sense_is_not_published(api: Api, values: dict[str, Any]) -> None:
    before = await api.counts()
    refused = await api.mutate("admin", "saveRoutingRule", RULE, **rule(**values))
    assert {code for code, _ in codes(refused)} == {"CONFIGURATION_REFUSED"}
    assert await api.counts() == before


@pytest.mark.parametrize(
    "when",
    [
        pytest.param({"store": ["S1"], "channel": ["PHONE"]}, id="two"),
        pytest.param({}, id="none"),
        pytest.param({"store": None}, id="null"),
    ],
)
async def test_a_condition_is_exactly_one(api: Api, when: dict[str, Any]) -> None:
    document = "mutation($input: SaveRoutingRuleInput!) { saveRoutingRule(input: $input) { id } }"
    body = await api("admin", document, input=rule(when=when))
    assert "errors" in body


async def test_conditions_nested_beyond_bounds_are_refused_not_a_fault(api: Api) -> None:
    for depth in (11, 300):
        when: dict[str, Any] = {"store": ["S1"]}
        for _ in range(depth):
            when = {"not": when}
        body = await api(
            "admin",
            "mutation($input: SaveRoutingRuleInput!) { saveRoutingRule(input: $input) { userErrors { code } } }",
            input=rule(when=when),
        )
        code = (body.get("errors") or [{}])[0].get("extensions", {}).get("code")
        assert code != "INTERNAL", depth
        assert code or body["data"]["saveRoutingRule"]["userErrors"]


POLICY = """slaPolicy { calendar { name { en } } waitingLimitDays reopenWithin promises { metric clock warnPercent
  targets { low { duration } normal { duration businessDays } urgent { duration } }
  escalation { after { duration businessDays } reassign raisePriority } } }"""


async def test_a_policy_comes_back_as_it_was_given(api: Api) -> None:
    promise = {
        "metric": "RESOLUTION", "clock": "BUSINESS", "warnPercent": 60,
        "targets": {"normal": {"businessDays": "1/2"}, "urgent": {"duration": "PT1H"}},
        "escalation": [{}, {"after": {"businessDays": "1"}, "reassign": True}],
    }  # fmt: skip
    saved = await api.mutate(
        "admin", "saveSlaPolicy", f"{SAVED} {POLICY}",
        name=NAME, calendarId=f"cal_{key('office').hex}", promises=[promise],
        waitingLimitDays="5/2", reopenWithin="PT24H",
    )  # fmt: skip
    assert saved["userErrors"] == []
    assert saved["slaPolicy"] == {
        "calendar": {"name": {"en": "Office"}}, "waitingLimitDays": "5/2", "reopenWithin": "PT24H",
        "promises": [{
            "metric": "RESOLUTION", "clock": "BUSINESS", "warnPercent": 60,
            "targets": {
                "low": None, "normal": {"duration": None, "businessDays": "1/2"}, "urgent": {"duration": "PT1H"},
            },
            "escalation": [
                {"after": {"duration": "PT0S", "businessDays": None}, "reassign": False, "raisePriority": False},
                {"after": {"duration": None, "businessDays": "1"}, "reassign": True, "raisePriority": False},
            ],
        }],
    }  # fmt: skip


def promised(clock: str, normal: dict[str, str], **values: Any) -> dict[str, Any]:
    """A promise of a first response."""
    return {"metric": "FIRST_RESPONSE", "clock": clock, "targets": {"normal": normal}, **values}


@pytest.mark.parametrize(
    "values",
    [
        pytest.param(
            {"promises": [promised("WALL", {"businessDays": "1"})]}, id="business days on a wall clock"
        ),
        pytest.param({"promises": [promised("BUSINESS", {"businessDays": "1/0"})]}, id="no fraction"),
        pytest.param({"promises": [promised("BUSINESS", {"businessDays": "soon"})]}, id="no number"),
        pytest.param({"promises": [promised("WALL", {"duration": "PT0S"})]}, id="no time"),
        pytest.param({"promises": [promised("WALL", {"duration": "PT1M"})] * 2}, id="twice"),
        pytest.param(
            {"promises": [promised("WALL", {"duration": "PT1M"}, warnPercent=100)]}, id="warns at 100"
        ),
        pytest.param({"calendarId": f"cal_{UNKNOWN}"}, id="unknown calendar"),
        pytest.param({"waitingLimitDays": "-1"}, id="waits less than nothing"),
    ],
)
async def test_a_policy_that_cannot_hold_is_refused(api: Api, values: dict[str, Any]) -> None:
    before = await api.counts()
    given = {"name": NAME, "calendarId": f"cal_{key('office').hex}", "promises": [], **values}
    refused = await api.mutate("admin", "saveSlaPolicy", POLICY, **given)
    assert {code for code, _ in codes(refused)} == {"CONFIGURATION_REFUSED"}
    assert await api.counts() == before


async def test_a_calendar_comes_back_as_it_was_given(api: Api) -> None:
    fields = """calendar { timeZone chineseHolidays swappedDayHours channels weekly { monday saturday }
      exceptions { date hours } }"""
    saved = await api.mutate(
        "admin", "saveCalendar", f"{SAVED} {fields}",
        name=NAME, weekly={"monday": ["13:00-24:00", "09:00-12:00"]}, chineseHolidays=True,
        swappedDayHours=["10:00-15:00"], channels=["WECHAT"], exceptions=[{"date": "2027-01-02", "hours": []}],
    )  # fmt: skip
    assert saved["calendar"] == {
        "timeZone": "Asia/Shanghai", "chineseHolidays": True, "swappedDayHours": ["10:00-15:00"],
        "channels": ["WECHAT"], "weekly": {"monday": ["09:00-12:00", "13:00-24:00"], "saturday": []},
        "exceptions": [{"date": "2027-01-02", "hours": []}],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("values", "code"),
    [
        pytest.param({"weekly": {"monday": ["18:00-09:00"]}}, "CONFIGURATION_REFUSED", id="backwards"),
        pytest.param({"weekly": {}}, "CONFIGURATION_REFUSED", id="never open"),
        pytest.param({"timeZone": "Mars/Olympus"}, "CONFIGURATION_REFUSED", id="no such zone"),
        pytest.param({"channels": ["PHONE"]}, "CONFIGURATION_REFUSED", id="a channel of another"),
        pytest.param(
            {"exceptions": [{"date": "2027-01-02", "hours": []}] * 2}, "INVALID_VALUE", id="a date twice"
        ),
    ],
)
async def test_a_calendar_that_cannot_be_is_refused(api: Api, values: dict[str, Any], code: str) -> None:
    before = await api.counts()
    given = {"name": NAME, "weekly": {"monday": ["09:00-18:00"]}, **values}
    refused = await api.mutate("admin", "saveCalendar", "calendar { id }", **given)
    assert {found for found, _ in codes(refused)} == {code}
    assert await api.counts() == before


async def test_what_others_refer_to_is_not_removed(api: Api) -> None:
    before = await api.counts()
    for kind, entry in (("SLA_POLICY", f"pol_{key('fast').hex}"), ("CALENDAR", f"cal_{key('office').hex}")):
        refused = await api.mutate("admin", "removeConfigurationEntry", SAVED, kind=kind, id=entry)
        assert {code for code, _ in codes(refused)} == {"CONFIGURATION_REFUSED"}
    mixed = await api.mutate(
        "admin", "removeConfigurationEntry", SAVED, kind="DESK", id=f"pol_{key('fast').hex}"
    )
    assert codes(mixed) == [("INVALID_ID", "id")]
    assert await api.counts() == before


@pytest.mark.parametrize("when", [{"store": ["S5"]}, CONDITION])
async def test_the_same_key_saves_once(api: Api, when: dict[str, Any]) -> None:
    given = rule(idempotencyKey="k", when={"all": [{"store": ["S5"]}]})
    first = await api.mutate("admin", "saveRoutingRule", RULE, **given)
    assert await api.mutate("admin", "saveRoutingRule", RULE, **given) == first
    other = await api.mutate("admin", "saveRoutingRule", RULE, **{**given, "when": when})
    assert codes(other) == [("IDEMPOTENCY_KEY_REUSED", "idempotencyKey")]


async def test_the_holidays_of_a_year_are_learned_and_corrected(api: Api) -> None:
    fields = "holidays { year daysOff workingDays source version }"
    given = {"year": 2031, "daysOff": ["2031-01-01"], "workingDays": ["2031-01-04"]}
    learned = await api.mutate("admin", "learnHolidays", fields, **given)
    assert learned["holidays"]["daysOff"] == ["2031-01-01"]
    assert learned["holidays"]["source"].startswith("agent:")
    again = await api.mutate("admin", "learnHolidays", fields, **given)
    assert again["holidays"]["version"] == learned["holidays"]["version"], "the same tells nothing"
    wrong = await api.mutate("admin", "learnHolidays", fields, **{**given, "year": 2032})
    assert codes(wrong) == [("HOLIDAY_OF_ANOTHER_YEAR", "daysOff")]
    beyond = await api.mutate("admin", "learnHolidays", fields, year=99999, daysOff=[], workingDays=[])
    assert codes(beyond)[0][0] in {"INVALID_VALUE", "HOLIDAY_OF_ANOTHER_YEAR"}


async def test_routing_is_tried_by_the_function_that_routes_and_changes_nothing(
    api: Api, world: World
) -> None:
    before = await api.counts()
    given = {"serviceItemId": svc(world, "product-use"), "storeCode": "S009"}
    tried = (await api.mutate("wang", "simulateRouting", SIMULATION, **given))["simulation"]
    assert await api.counts() == before
    assert (tried["group"], tried["priority"], tried["tags"]) == ({"code": "hotline"}, "URGENT", ["vip"])
    assert tried["rules"] == [{"name": {"en": "Urgent store"}}]
    assert tried["groupFrom"] == {"inheritedFrom": svc(world, "consultation")}
    ticket = await api.submit("store:S009", world.items["product-use"])
    assert ticket["assignee"]["id"] == f"agt_{world.agents[tried['agent']['name'].lower()].hex}"
    assert (ticket["group"]["code"], ticket["priority"]) == ("hotline", "URGENT")


async def test_a_trial_says_why_nobody_or_not_the_others(api: Api, world: World) -> None:
    wang = f"agt_{world.agents['wang'].hex}"
    await api.mutate("lin", "setAvailability", "agent { id }", presence="AWAY", agentId=wang)
    given = {"serviceItemId": svc(world, "product-use")}
    tried = (await api.mutate("lin", "simulateRouting", SIMULATION, **given))["simulation"]
    assert (tried["agent"], tried["why"]) == ({"name": "Zhao"}, "ONLY_ONE")
    assert tried["notTheOthers"] == [
        {"agent": {"name": "Wang"}, "obstacles": ["ABSENT"], "missingSkills": []}
    ]


async def test_a_draft_is_tried_before_it_is_published(api: Api, world: World) -> None:
    draft = await begin(api)
    then = {"groupId": f"grp_{world.groups['finance'].hex}"}
    await api.mutate("admin", "saveRoutingRule", RULE, draftId=draft["id"], **rule(then=then))
    given = {"serviceItemId": svc(world, "other"), "storeCode": "S001"}
    now = await api.mutate("lin", "simulateRouting", SIMULATION, **given)
    then_ = await api.mutate("lin", "simulateRouting", SIMULATION, draftId=draft["id"], **given)
    assert now["simulation"]["group"] == {"code": "hotline"}
    assert then_["simulation"]["group"] == {"code": "finance"}
    assert then_["simulation"]["configurationVersion"] == now["simulation"]["configurationVersion"] + 1
    drafted = await api.data(
        "lin", "query($id: ID!) { configurationDraft(id: $id) { version } }", id=draft["id"]
    )
    assert drafted["configurationDraft"] == {"version": 2}


@pytest.mark.parametrize(
    ("role", "item", "error"),
    [
        pytest.param("store:S001", "other", ("NOT_ALLOWED", None), id="from outside"),
        pytest.param("wang", "retired", ("SERVICE_ITEM_NOT_OFFERED", "serviceItemId"), id="switched off"),
        pytest.param("wang", "consultation", ("SERVICE_ITEM_NOT_OFFERED", "serviceItemId"), id="a heading"),
    ],
)
async def test_what_cannot_be_submitted_cannot_be_tried(
    api: Api, world: World, role: str, item: str, error: tuple[str, str | None]
) -> None:
    refused = await api.mutate(role, "simulateRouting", SIMULATION, serviceItemId=svc(world, item))
    assert codes(refused) == [error]
    assert refused["simulation"] is None


async def test_a_trial_waits_for_nobody_who_is_giving_work(api: Api, world: World) -> None:
    async with api.runtime.engine.begin() as other:
        await other.execute(text("SELECT 1 FROM agents FOR UPDATE"))
        given = {"serviceItemId": svc(world, "product-use")}
        tried = await api.mutate("wang", "simulateRouting", SIMULATION, **given)
        assert tried["simulation"]["agent"] is not None


async def test_a_stored_decision_is_replayed_and_says_why_not_the_others(api: Api, world: World) -> None:
    ticket = await api.submit("store:S001", world.items["product-use"])
    look = """query($id: ID!) { ticket(id: $id) { routingDecision { why agent { name }
      replay { agrees notTheOthers { agent { name } obstacles missingSkills } } } } }"""
    decision = (await api.data("lin", look, id=ticket["id"]))["ticket"]["routingDecision"]
    other = {"Wang": "Zhao", "Zhao": "Wang"}[decision["agent"]["name"]]
    assert decision["replay"] == {
        "agrees": True,
        "notTheOthers": [{"agent": {"name": other}, "obstacles": ["LATER_ID"], "missingSkills": []}],
    }
