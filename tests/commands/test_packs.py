"""A pack is installed whole, once; what was edited here is not overwritten unasked."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from helpdesk.app import Runtime
from helpdesk.catalog.forms import check
from helpdesk.catalog.tree import Catalog
from helpdesk.configuration import drafts
from helpdesk.configuration.kinds import Snapshot
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import SYSTEM
from helpdesk.kit.errors import Several
from helpdesk.packs.errors import PackConflict
from helpdesk.packs.pack import available, load
from tests.commands.conftest import Run, plant
from tests.conftest import MONDAY, settings_of

PACK = "direct-sales"
INDIVIDUAL = {"orderCode": "O1", "payer": "INDIVIDUAL", "title": "林雨桐", "phone": "1", "lines": [1]}
REGULATED = ("member-change", "password-reset", "order-deletion", "purchase-invoice")


def test_a_second_installation_changes_nothing(run: Run, planted: str) -> None:
    done = run("pack", "install", PACK, DATABASE_URL=planted)
    assert done.exit_code == 0, done.output
    assert "nothing to change" in done.output


def test_without_people_only_the_organisation_is_saved(run: Run, migrated: str) -> None:
    done = run("pack", "install", PACK, DATABASE_URL=migrated)
    assert done.exit_code == 0, done.output
    assert "8 departments and 9 groups saved" in done.output
    assert "not published yet" in done.output
    again = json.loads(run("pack", "install", PACK, "--json", DATABASE_URL=migrated).stdout)
    assert (again["units"], again["groups"], again["version"]) == ([], [], None)
    assert "CS-FORMS" in again["unstaffed"]


def test_an_unknown_pack_is_refused_naming_the_known_ones(run: Run, migrated: str) -> None:
    refused = run("pack", "install", "lemonade-stand", DATABASE_URL=migrated)
    assert refused.exit_code == 1
    assert PACK in refused.output
    assert run("pack", "list").stdout.split() == list(available())


def test_what_was_edited_here_is_overwritten_only_when_asked(run: Run, planted: str) -> None:
    edit(planted, "complaint", name={"zh": "客户投诉", "en": "Customer complaint"})
    refused = run("pack", "install", PACK, DATABASE_URL=planted)
    assert refused.exit_code == 1
    assert "service_item complaint" in refused.output
    kept = asyncio.run(plant(planted, MONDAY))
    assert isinstance(kept, PackConflict), "a demo that is started again leaves it, too"
    done = run("pack", "install", PACK, "--overwrite", DATABASE_URL=planted)
    assert done.exit_code == 0, done.output
    assert "1 entries published" in done.output
    assert "nothing to change" in run("pack", "install", PACK, DATABASE_URL=planted).output


def test_everything_has_a_name_in_both_languages(snapshot: Snapshot) -> None:
    catalog = Catalog.of(snapshot)
    assert len(catalog.items) == 25
    for item in catalog.items.values():
        assert item.name.zh != item.name.en
    for code in REGULATED:
        item = catalog.item_by_code(code)
        form = catalog.effective(item.id).form
        assert item.submittable
        assert form is not None
        assert form.value["x-titles"].keys() == {"zh-CN", "en"}


@pytest.mark.parametrize(
    ("code", "form", "refused"),
    [
        pytest.param("shipment", {"orderCode": "O1"}, False, id="shipment"),
        pytest.param("shipment", {}, True, id="shipment without order"),
        pytest.param("feedback-box", {}, False, id="feedback needs no form"),
        pytest.param("order-deletion", {"orderCode": "O1", "reason": "重复下单"}, False, id="order deletion"),
        pytest.param(
            "purchase-invoice",
            INDIVIDUAL | {"kind": "VAT_ORDINARY"},
            False,
            id="an individual gives name and phone",
        ),
        pytest.param(
            "purchase-invoice",
            INDIVIDUAL | {"kind": "VAT_SPECIAL"},
            True,
            id="a special invoice is for organisations only",
        ),
        pytest.param(
            "purchase-invoice",
            {"orderCode": "O1", "kind": "VAT_ORDINARY", "payer": "ORGANISATION", "title": "某公司", "lines": [1]},
            True,
            id="an organisation gives its tax number",
        ),
        pytest.param(
            "member-change",
            {"memberCode": "M1", "idCopy": "att_1", "changes": [{"field": "ID_NUMBER", "before": "1", "after": "2"}]},
            True,
            id="the ID number never changes",
        ),
    ],
)  # fmt: skip
def test_forms_ask_for_what_the_procedures_need(
    snapshot: Snapshot, code: str, form: dict[str, Any], refused: bool
) -> None:
    catalog = Catalog.of(snapshot)
    item = catalog.item_by_code(code)
    try:
        check(catalog, item.id, form)
    except Several:
        assert refused
    else:
        assert not refused


def test_ids_never_change() -> None:
    assert str(load(PACK).id_of("service_item", "complaint")) == "e31b3a53-ba22-5dd1-9397-2d720d68bf15"


@pytest.fixture(scope="module")
def snapshot(planted: str) -> Snapshot:
    """The configuration that the pack makes."""

    async def read(runtime: Runtime) -> Snapshot:
        async with runtime.engine.connect() as connection:
            return await runtime.configurations.current(connection)

    return within(planted, read)


def edit(url: str, code: str, **changed: Any) -> None:
    """Change a service item as an administrator would."""

    async def act(work: UnitOfWork, runtime: Runtime) -> None:
        found = Catalog.of(await runtime.configurations.current(work.session)).item_by_code(code)
        document = found.model_dump(mode="json", exclude_defaults=True) | changed
        await drafts.save(work, "service_item", found.id, document, draft_id=None)

    within(url, lambda runtime: runtime.transactor.run(SYSTEM, lambda work: act(work, runtime)))


def within(url: str, act: Any) -> Any:
    """Do something with a process's wiring."""

    async def run() -> Any:
        runtime = Runtime.build(settings_of(url), url)
        try:
            return await act(runtime)
        finally:
            await runtime.engine.dispose()

    return asyncio.run(run())
