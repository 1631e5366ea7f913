"""What publishing refuses in plans and scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from helpdesk.kit.errors import Several
from tests.features.calls.build import CallDesk, answer, plan, script
from tests.world import key

Change = Callable[[dict[Any, Any], dict[Any, Any]], None]


def _unreachable(scripts: dict[Any, Any], _plans: dict[Any, Any]) -> None:
    text = {"zh": "喂", "en": "Hm"}
    scripts[key("script")]["nodes"].append(
        {"code": "lost", "text": text, "answers": [answer("x", outcome="REACHED")]}
    )


def _unknown_item(scripts: dict[Any, Any], _plans: dict[Any, Any]) -> None:
    scripts[key("script")]["nodes"][1]["answers"][2]["opens_item_id"] = str(uuid4())


def _form(scripts: dict[Any, Any], _plans: dict[Any, Any]) -> None:
    scripts[key("script")]["nodes"][1]["answers"][2]["opens_item_id"] = str(key("shipment"))


def _field(name: str, value: Any) -> Change:
    def change(_scripts: dict[Any, Any], plans: dict[Any, Any]) -> None:
        plans[key("plan")][name] = value

    return change


def _twice(_scripts: dict[Any, Any], plans: dict[Any, Any]) -> None:
    plans[key("other")] = dict(plans[key("plan")])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        pytest.param(_unreachable, "node lost is never reached", id="unreachable node"),
        pytest.param(_unknown_item, "there is no item", id="unknown item of an outcome"),
        pytest.param(_form, "takes no ticket from a call", id="an item whose form asks for more"),
        pytest.param(_field("script_id", str(uuid4())), "there is no script", id="unknown script"),
        pytest.param(_field("calendar_id", str(uuid4())), "there is no calendar", id="unknown calendar"),
        pytest.param(_field("group_id", str(uuid4())), "there is no group", id="unknown group"),
        pytest.param(
            _field("trigger", {"kind": "AFTER_COMPLAINT", "item_ids": [str(uuid4())]}),
            "there is no item",
            id="unknown complaint item",
        ),
        pytest.param(_twice, "its code is used twice", id="two plans of one code"),
    ],
)
async def test_what_does_not_fit_is_refused(desk: CallDesk, change: Change, told: str) -> None:
    scripts = {key("script"): script()}
    plans = {key("plan"): plan("p", {"kind": "QUARTERLY"}, desk.world.groups["hotline"])}
    change(scripts, plans)
    with pytest.raises(Several) as refused:
        await desk.publish(lambda documents: documents.update(call_script=scripts, call_plan=plans))
    assert any(told in str(error) for error in refused.value.errors)
