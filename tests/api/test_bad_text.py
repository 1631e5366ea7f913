"""Text that cannot be kept, forms that are not the item's: refused by field, wherever it stands."""

from __future__ import annotations

from typing import Any

import pytest

from helpdesk.schema.build import build, core
from tests.api.conftest import Api
from tests.api.refusals import LIST, TICKET, query_refusal, refusal
from tests.world import World

NUL = "一\x00二"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", NUL), ("description", NUL), ("orderCode", NUL), ("externalId", NUL), ("tags.1", ["好", NUL]),
        ("form.orderCode", {"orderCode": NUL}), ("memberCode", NUL), ("title", ""), ("title", "字" * 201),
        ("description", "x" * 900_000), ("tags.0", ["x" * 51]), ("orderCode", "9" * 500),
    ],
)  # fmt: skip
async def test_text_that_cannot_be_kept_is_refused_with_its_field(
    api: Api, world: World, field: str, value: Any
) -> None:
    name = field.partition(".")[0]
    given = {
        "serviceItemId": f"svc_{world.items['shipment'].hex}",
        "title": "一",
        "form": {"orderCode": "D1"},
        name: value,
    }
    code, at = await refusal(api, "store:S001", "submitTicket", **given)
    assert code in {"INVALID_VALUE", "INVALID_FORM", "FORM_REFUSED", "FORM_INVALID"}
    assert at == field


def _deep(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = {"a": value}
    return value


@pytest.mark.parametrize(
    "form",
    [
        _deep(17),
        _deep(900),
        {"orderCode": "D1", "pieces": 2**63},
        {"orderCode": 5},
        [],
        "text",
        7,
        {"orderCode": "D1", "x" * 9: 1},
    ],
    ids=[
        "17 levels",
        "900 levels",
        "65 bits",
        "a number",
        "a list",
        "text",
        "only a number",
        "unknown field",
    ],
)
@pytest.mark.parametrize("key", [None, "k"])
async def test_a_form_that_is_not_the_items_is_refused(
    api: Api, world: World, form: Any, key: str | None
) -> None:
    given = {
        "serviceItemId": f"svc_{world.items['shipment'].hex}",
        "title": "一",
        "form": form,
        "idempotencyKey": key,
    }
    code, at = await refusal(api, "store:S001", "submitTicket", **given)
    assert code not in {"TRY_AGAIN", "UNAVAILABLE"}
    assert at is not None
    assert at.startswith("form")


@pytest.mark.parametrize(
    "name",
    ["replyToTicket", "addInternalNote", "cancelTicket", "moveTicket", "requestInformation", "solveTicket"],
)
async def test_every_text_of_a_verb_refuses_nul_with_its_field(api: Api, world: World, name: str) -> None:
    ticket = await api.submit("store:S001", world.items["product-use"])
    field = {
        "cancelTicket": "reason",
        "moveTicket": "reason",
        "requestInformation": "question",
        "solveTicket": "resolution",
    }.get(name, "body")
    group = {"groupId": f"grp_{world.groups['finance'].hex}"} if name == "moveTicket" else {}
    role = "wang" if name != "moveTicket" else "lin"
    found = await refusal(
        api,
        role if ticket["group"]["code"] == "hotline" else "lin",
        name,
        ticketId=ticket["id"],
        **group,
        **{field: NUL},
    )
    assert found == ("INVALID_VALUE", field)


@pytest.mark.parametrize(
    "given",
    [
        {"storeCode": [NUL]}, {"memberCode": [NUL]}, {"tags": [NUL]}, {"orderCode": NUL}, {"externalId": NUL},
        {"text": NUL},
        {"text": ""}, {"text": "x" * 201}, {"text": "!?"}, {"text": "'"},
    ],
    ids=repr,
)  # fmt: skip
async def test_a_filter_that_nothing_can_match_is_refused_as_a_value(api: Api, given: dict[str, Any]) -> None:
    assert (await query_refusal(api, LIST, f=given))[0] == "INVALID_VALUE"


async def test_nul_in_any_text_argument_of_any_query_is_no_fault(api: Api) -> None:
    schema = core(build())
    assert schema.query_type is not None
    for name, field in schema.query_type.fields.items():
        texts = [key for key, one in field.args.items() if str(one.type).rstrip("!") in {"String", "ID"}]
        needed = {
            key: one for key, one in field.args.items() if str(one.type).endswith("!") and key not in texts
        }
        if not texts or needed:
            continue
        given = ", ".join(f'{key}: "\\u0000"' for key in texts)
        leaf = (
            ""
            if str(field.type).rstrip("!") in {"String", "ID", "Boolean", "Int", "JSON"}
            else " { __typename }"
        )
        body = await api("admin", f"{{ {name}({given}){leaf} }}")
        for error in body.get("errors", ()):
            assert error["extensions"]["code"] != "INTERNAL", (name, error)


async def test_every_mutation_answers_nul_in_every_text_without_a_fault(api: Api) -> None:
    schema = core(build())
    assert schema.mutation_type is not None
    before = await api.counts()
    for name, field in schema.mutation_type.fields.items():
        given = _filled(field.args["input"].type, NUL)
        for error in (
            await api(
                "admin",
                f"mutation($input: {field.args['input'].type}) {{ {name}(input: $input) {{ userErrors {{ code }} }} }}",
                input=given,
            )
        ).get("errors", ()):
            assert error["extensions"]["code"] != "INTERNAL", (name, error)
    assert await api.counts() == before


def _filled(kind: Any, text: str) -> Any:
    """A value of an input type with the text wherever text can stand."""
    kind = getattr(kind, "of_type", kind)
    if hasattr(kind, "of_type"):
        return [_filled(kind.of_type, text)]
    if hasattr(kind, "fields"):
        return {
            name: _filled(one.type, text)
            for name, one in kind.fields.items()
            if str(one.type).endswith("!") or _leaf(one.type) in {"String", "ID"}
        }
    if hasattr(kind, "values"):
        return next(iter(kind.values))
    return {"String": text, "ID": text, "Int": 1, "Boolean": True, "Float": 1.0, "JSON": {"a": text}}.get(
        kind.name,
        {
            "DateTime": "2026-11-17T10:00:00+08:00",
            "Date": "2026-11-17",
            "Duration": "PT1H",
            "Time": "10:00:00",
        }.get(kind.name, text),
    )


def _leaf(kind: Any) -> str:
    while hasattr(kind, "of_type"):
        kind = kind.of_type
    return str(kind)


@pytest.mark.parametrize("text", ["👩‍👩‍👧 谢谢", "\u200fשלום\u200f a\u202eb\u202c", "e\u0301", "<b>&'\"\\"])
async def test_emoji_and_direction_marks_come_back_exactly(api: Api, world: World, text: str) -> None:
    ticket = await api.submit("store:S001", world.items["product-use"], title=text, description=text)
    found = (await api.data("store:S001", TICKET, id=ticket["id"]))["ticket"]
    assert (found["title"], found["description"]) == (text, text)
