"""A channel's navigation menu."""

from __future__ import annotations

from catalog_samples import catalog, item, menu, text, uid

from helpdesk.catalog.menus import navigation
from helpdesk.kit.channel import Channel

ITEMS = (item("root"), item("leaf", "root", submittable=True), item("gone", "root", active=False))


def test_a_line_goes_by_its_own_name_else_by_the_items() -> None:
    entries = [{"item_id": uid("root"), "children": [{"item_id": uid("leaf"), "name": text("Ask us")}]}]
    (root,) = navigation(catalog(*ITEMS, menu("m", "WECHAT", entries)), Channel.WECHAT)
    assert root.shown("en") == "root"
    assert [(child.shown("zh-CN"), child.submittable) for child in root.children] == [("Ask us（中）", True)]
    assert root.menu_id == uid("m")


def test_lines_of_inactive_items_are_hidden_with_what_is_under_them() -> None:
    entries = [{"item_id": uid("gone"), "children": [{"item_id": uid("leaf")}]}, {"item_id": uid("leaf")}]
    shown = navigation(catalog(*ITEMS, menu("m", "WECHAT", entries)), Channel.WECHAT)
    assert [node.item_id for node in shown] == [uid("leaf")]


def test_one_item_stands_in_menus_of_several_channels_under_different_names() -> None:
    held = catalog(
        *ITEMS,
        menu("m1", "WECHAT", [{"item_id": uid("leaf"), "name": text("one")}]),
        menu("m2", "WEB_FORM", [{"item_id": uid("leaf"), "name": text("two")}]),
    )
    assert [node.shown("en") for node in navigation(held, Channel.WECHAT)] == ["one"]
    assert [node.shown("en") for node in navigation(held, Channel.WEB_FORM)] == ["two"]
    assert navigation(held, Channel.PHONE) == ()
