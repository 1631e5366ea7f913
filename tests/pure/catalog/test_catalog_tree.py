"""Inheritance down the tree and the three ways in which desks deliver."""

from __future__ import annotations

import pytest
from catalog_samples import catalog, desk, item, snapshot, text, uid

from helpdesk.catalog.documents import SERVICE_ITEM, ServiceItem
from helpdesk.catalog.effective import Arrival, Inherited
from helpdesk.catalog.errors import ItemNotOffered
from helpdesk.catalog.tree import Catalog
from helpdesk.configuration.kinds import Kinds
from helpdesk.kit.channel import Channel
from helpdesk.kit.errors import NotFound
from helpdesk.kit.priority import Priority

TREE = (
    item("root", policy_id=uid("gold"), skills=["zh"], position=0),
    item("goods", "root", group_id=uid("logistics"), default_priority="HIGH", position=2),
    item("short", "goods", submittable=True, form={"type": "object"}, position=1),
    item("wrong", "goods", submittable=True, group_id=uid("quality"), skills=["en"], position=1),
    item("money", "root", desk_id=uid("finance-desk"), position=1),
    item("invoice", "money", submittable=True),
)
FINANCE = desk("finance-desk", default_group_id=uid("finance"))


@pytest.mark.parametrize(
    ("honours_ties", "code", "group", "origin"),
    [
        pytest.param(False, "short", "front", "main", id="single: everything to the one desk's group"),
        pytest.param(False, "wrong", "front", "main", id="single: a tie does not count"),
        pytest.param(True, "wrong", "quality", "wrong", id="master/slave: the item's own tie"),
        pytest.param(True, "short", "logistics", "goods", id="master/slave: the nearest ancestor's tie"),
        pytest.param(True, "root", "front", "main", id="master/slave: no tie, the master's default"),
        pytest.param(True, "invoice", "finance", "finance-desk", id="an item's desk beats the default desk"),
    ],
)
def test_the_group_follows_from_the_desk_and_the_tie(
    honours_ties: bool, code: str, group: str, origin: str
) -> None:
    main = desk("main", is_default=True, honours_ties=honours_ties, default_group_id=uid("front"))
    assert catalog(*TREE, main, FINANCE).effective(uid(code)).group == Inherited(uid(group), uid(origin))


@pytest.mark.parametrize(
    ("arrival", "chosen"),
    [
        (Arrival(Channel.PHONE, "S1", uid("m1")), "of-store"),
        (Arrival(Channel.PHONE, "S2", uid("m1")), "of-menu"),
        (Arrival(Channel.PHONE, "S2", uid("m2")), "of-channel"),
        (Arrival(Channel.EMAIL, "S2", uid("m2")), "main"),
        (Arrival(), "main"),
    ],
)
def test_multiple_desks_are_chosen_by_store_then_menu_then_channel_then_default(
    arrival: Arrival, chosen: str
) -> None:
    desks = (
        desk("main", is_default=True, default_group_id=uid("g0")),
        desk("of-store", store_codes=["S1"], default_group_id=uid("g1")),
        desk("of-menu", menu_ids=[uid("m1")], default_group_id=uid("g2")),
        desk("of-channel", channels=["PHONE"], default_group_id=uid("g3")),
    )
    held = catalog(*TREE, *desks, FINANCE)
    assert held.desk_for(uid("short"), arrival) == Inherited(uid(chosen), uid(chosen))
    assert held.desk_for(uid("invoice"), arrival) == Inherited(uid("finance-desk"), uid("money"))


def test_each_value_says_where_it_is_inherited_from() -> None:
    held = catalog(*TREE).effective(uid("wrong"))
    assert held.policy == Inherited(uid("gold"), uid("root"))
    assert held.default_priority == Inherited(Priority.HIGH, uid("goods"))
    assert held.skills == Inherited(("en",), uid("wrong"))
    assert held.form is None
    assert held.desk is None
    assert held.group is None


def test_children_come_by_position_then_code_and_paths_from_the_root() -> None:
    held = catalog(*TREE)
    assert [child.code for child in held.children(uid("root"))] == ["money", "goods"]
    assert [child.code for child in held.children(uid("goods"))] == ["short", "wrong"]
    assert [child.code for child in held.children(None)] == ["root"]
    assert [node.code for node in held.path(uid("wrong"))] == ["root", "goods", "wrong"]
    assert held.below([uid("goods")]) == {uid("goods"), uid("short"), uid("wrong")}
    assert held.name(uid("wrong"), "zh-CN") == "wrong（中）"
    assert held.item_by_code("short").id == uid("short")


def test_what_is_below_an_inactive_item_is_not_offered() -> None:
    held = catalog(item("root", active=False), item("leaf", "root", submittable=True), item("other"))
    with pytest.raises(ItemNotOffered):
        held.submittable(uid("leaf"))
    with pytest.raises(ItemNotOffered):
        held.submittable(uid("other"))
    with pytest.raises(NotFound):
        held.submittable(uid("nobody"))


def test_the_catalog_is_built_once_per_snapshot() -> None:
    shot = snapshot(*TREE)
    assert Catalog.of(shot) is Catalog.of(shot)


def test_a_cycle_does_not_hang_the_tree() -> None:
    held = catalog(item("a", "b"), item("b", "a"), item("c", "c"))
    assert held.lineage(uid("a")) == (uid("a"), uid("b"))
    assert held.lineage(uid("c")) == (uid("c"),)


def test_an_item_survives_being_saved() -> None:
    saved = TREE[3].model_dump(mode="json", exclude_defaults=True)
    kinds = Kinds([SERVICE_ITEM])
    parsed = kinds.parse("service_item", uid("wrong"), saved)
    assert isinstance(parsed, ServiceItem)
    assert parsed == TREE[3]
    assert parsed.name.model_dump() == text("wrong")
