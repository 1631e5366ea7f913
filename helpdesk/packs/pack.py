"""A pack: files of JSON that name each other by code, read into documents with ids that never change.

An id is derived from the pack's name, the kind and the code, so that installing twice means the same entries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import orjson

from helpdesk.packs.errors import UnknownPack

Documents = dict[str, dict[UUID, dict[str, Any]]]
_AS_THEY_ARE = ("code", "name", "description", "default_priority", "skills")
_FILES = ("organisation", "calendars", "policies", "catalog", "desks", "menus", "rules")
_FOLDERS = ("procedures", "phrases", "call_scripts", "call_plans", "scenarios")


@dataclass(frozen=True, slots=True)
class Pack:
    """The files of one pack, as they are. `scenarios` are told by the tests, step by step."""

    name: str
    files: Mapping[str, Any]
    forms: Mapping[str, Mapping[str, Any]]
    procedures: Mapping[str, Mapping[str, Any]]
    phrases: Mapping[str, Mapping[str, Any]]
    call_scripts: Mapping[str, Mapping[str, Any]]
    call_plans: Mapping[str, Mapping[str, Any]]
    scenarios: Mapping[str, Mapping[str, Any]]

    @property
    def title(self) -> str:
        """As it stands in the list of configuration versions."""
        return f"pack {self.name}"

    @property
    def units(self) -> list[dict[str, Any]]:
        """The company and departments, each after the one above it."""
        return list(self.files["organisation"]["units"])

    @property
    def groups(self) -> list[dict[str, Any]]:
        """The responsible groups."""
        return list(self.files["organisation"]["groups"])

    def id_of(self, kind: str, code: str) -> UUID:
        """The id of an entry, the same for good."""
        return uuid5(uuid5(NAMESPACE_URL, f"helpdesk/packs/{self.name}"), f"{kind}/{code}")

    def documents(self, group_ids: Mapping[str, UUID]) -> Documents:
        """All configuration entries by kind and id, groups being those that stand for the codes here."""
        return _Reader(self, group_ids).documents()


def available() -> tuple[str, ...]:
    """The names of the packs that this version brings."""
    return tuple(sorted(_name(entry) for entry in resources.files(__package__).iterdir() if _is_pack(entry)))


def load(name: str) -> Pack:
    """A pack by its name. Raises UnknownPack."""
    if name not in available():
        raise UnknownPack(field="name", name=name, known=", ".join(available()))
    folder = resources.files(__package__).joinpath(name.replace("-", "_"))
    forms = {code: _titled(form) for code, form in _each(folder.joinpath("forms"))}
    files = {each: orjson.loads(folder.joinpath(f"{each}.json").read_bytes()) for each in _FILES}
    folders = {each: dict(_each(folder.joinpath(each))) for each in _FOLDERS}
    return Pack(name, files, forms, **folders)


def _each(folder: Traversable) -> Iterator[tuple[str, Any]]:
    """Every document of a folder with its code, which is the file's name; none where there is no folder."""
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name) if folder.is_dir() else ():
        if entry.name.endswith(".json"):
            yield entry.name.removesuffix(".json"), orjson.loads(entry.read_bytes())


def _is_pack(entry: Traversable) -> bool:
    return entry.is_dir() and entry.joinpath("organisation.json").is_file()


def _name(entry: Traversable) -> str:
    return entry.name.replace("_", "-")


def _titled(schema: Any) -> Any:
    """A form whose titles are written in both languages: `title` is the Chinese one, `x-titles` has both."""
    if isinstance(schema, list):
        return [_titled(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    read = {key: _titled(value) for key, value in schema.items()}
    title = schema.get("title")
    if isinstance(title, dict) and title.keys() == {"zh", "en"}:
        read |= {"title": title["zh"], "x-titles": {"zh-CN": title["zh"], "en": title["en"]}}
    return read


class _Reader:
    """Turns codes into ids."""

    def __init__(self, pack: Pack, group_ids: Mapping[str, UUID]) -> None:
        self._pack = pack
        self._groups = group_ids

    def documents(self) -> Documents:
        """Every file's entries."""
        return {
            "calendar": self._entries("calendar", "calendars", dict),
            "sla_policy": self._entries("sla_policy", "policies", self._policy),
            "procedure": self._coded("procedure", self._pack.procedures, self._procedure),
            "service_item": self._items(),
            "desk": self._entries("desk", "desks", self._desk),
            "menu": self._entries("menu", "menus", self._menu),
            "routing_rule": self._entries("routing_rule", "rules", self._rule),
            "phrase": self._coded("phrase", self._pack.phrases, self._phrase),
            "call_script": self._coded("call_script", self._pack.call_scripts, self._script),
            "call_plan": self._coded("call_plan", self._pack.call_plans, self._plan),
        }

    def _entries(
        self, kind: str, file: str, read: Callable[[dict[str, Any]], dict[str, Any]]
    ) -> dict[UUID, dict[str, Any]]:
        return {
            self._id(kind, code): read(document) | {"id": self._id(kind, code)}
            for code, document in self._pack.files[file].items()
        }

    def _coded(
        self,
        kind: str,
        documents: Mapping[str, Mapping[str, Any]],
        read: Callable[[Mapping[str, Any]], dict[str, Any]],
    ) -> dict[UUID, dict[str, Any]]:
        """Entries of files of their own, whose names are their codes."""
        return {self._id(kind, code): read(one) | {"code": code} for code, one in documents.items()}

    def _items(self) -> dict[UUID, dict[str, Any]]:
        found: dict[UUID, dict[str, Any]] = {}
        roots = self._pack.files["catalog"]
        waiting: list[tuple[UUID | None, dict[str, Any]]] = [(None, item) for item in roots]
        for place, (parent, item) in enumerate(waiting):
            key = self._id("service_item", item["code"])
            children = item.get("children", [])
            waiting.extend((key, child) for child in children)
            found[key] = {"id": key, "position": place, "submittable": not children} | self._item(
                parent, item
            )
        return found

    def _item(self, parent: UUID | None, item: dict[str, Any]) -> dict[str, Any]:
        given: dict[str, Any] = {name: item[name] for name in _AS_THEY_ARE if name in item}
        if parent is not None:
            given["parent_id"] = parent
        if "group" in item:
            given["group_id"] = self._groups[item["group"]]
        if "desk" in item:
            given["desk_id"] = self._id("desk", item["desk"])
        if "policy" in item:
            given["policy_id"] = self._id("sla_policy", item["policy"])
        if "procedure" in item:
            given["procedure_id"] = self._id("procedure", item["procedure"])
        if "form" in item:
            given["form"] = self._pack.forms[item["form"]]
        return given

    def _policy(self, document: dict[str, Any]) -> dict[str, Any]:
        return _but(document, "calendar") | {"calendar_id": self._id("calendar", document["calendar"])}

    def _procedure(self, document: Mapping[str, Any]) -> dict[str, Any]:
        return dict(document) | {"steps": [self._step(step) for step in document["steps"]]}

    def _step(self, step: dict[str, Any]) -> dict[str, Any]:
        outcomes = [
            {**one, "fields": _titled(one["fields"])} if "fields" in one else one for one in step["outcomes"]
        ]
        given = {**step, "outcomes": outcomes}
        if "group" in given:
            given = _but(given, "group") | {"group_id": self._groups[step["group"]]}
        if "calendar" in given.get("clock", {}):
            clock = _but(step["clock"], "calendar")
            given = given | {
                "clock": clock | {"calendar_id": self._id("calendar", step["clock"]["calendar"])}
            }
        return given

    def _desk(self, document: dict[str, Any]) -> dict[str, Any]:
        return _but(document, "group") | {"default_group_id": self._groups[document["group"]]}

    def _menu(self, document: dict[str, Any]) -> dict[str, Any]:
        return document | {"entries": [self._line(entry) for entry in document["entries"]]}

    def _line(self, entry: str | dict[str, Any]) -> dict[str, Any]:
        if isinstance(entry, str):
            return {"item_id": self._id("service_item", entry)}
        children = [self._line(child) for child in entry.get("children", [])]
        named = {"name": entry["name"]} if "name" in entry else {}
        return {"item_id": self._id("service_item", entry["item"]), "children": children, **named}

    def _rule(self, document: dict[str, Any]) -> dict[str, Any]:
        then = document["then"]
        if "group" in then:
            then = _but(then, "group") | {"group_id": self._groups[then["group"]]}
        return document | {"when": self._condition(document["when"]), "then": then}

    def _condition(self, condition: dict[str, Any]) -> dict[str, Any]:
        """A condition, or an occasion, with ids for the items that it names."""
        if "items" in condition:
            ids = [self._id("service_item", code) for code in condition["items"]]
            return _but(condition, "items") | {"item_ids": ids}
        if "conditions" in condition:
            return condition | {"conditions": [self._condition(one) for one in condition["conditions"]]}
        if "condition" in condition:
            return condition | {"condition": self._condition(condition["condition"])}
        return condition

    def _phrase(self, document: Mapping[str, Any]) -> dict[str, Any]:
        given: dict[str, Any] = {}
        if "groups" in document:
            given["group_ids"] = [self._groups[code] for code in document["groups"]]
        if "items" in document:
            given["item_ids"] = [self._id("service_item", code) for code in document["items"]]
        return {name: value for name, value in document.items() if name not in {"groups", "items"}} | given

    def _script(self, document: Mapping[str, Any]) -> dict[str, Any]:
        nodes = [
            node | {"answers": [self._answer(one) for one in node["answers"]]} for node in document["nodes"]
        ]
        return {**document, "nodes": nodes}

    def _answer(self, answer: dict[str, Any]) -> dict[str, Any]:
        if "opens" not in answer:
            return answer
        return _but(answer, "opens") | {"opens_item_id": self._id("service_item", answer["opens"])}

    def _plan(self, document: Mapping[str, Any]) -> dict[str, Any]:
        given: dict[str, Any] = {
            "trigger": self._condition(document["trigger"]),
            "group_id": self._groups[document["group"]],
            "calendar_id": self._id("calendar", document["calendar"]),
        }
        if "script" in document:
            given["script_id"] = self._id("call_script", document["script"])
        read = {"trigger", "group", "calendar", "script"}
        return {name: value for name, value in document.items() if name not in read} | given

    def _id(self, kind: str, code: str) -> UUID:
        return self._pack.id_of(kind, code)


def _but(document: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key != name}
