"""Checking a submitted form against its service item's definition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Self
from uuid import UUID

import jsonschema_rs

from helpdesk.catalog import form_messages, plain_json, schemas
from helpdesk.catalog.errors import FormRefused
from helpdesk.catalog.tree import Catalog
from helpdesk.configuration.kinds import Snapshot
from helpdesk.kit.errors import HelpdeskError, Several

MOST_ERRORS = 100
MOST_JUDGEMENTS = 30_000
"""How many judgements of single values may fail in one check before only the first failure is told."""
_NO_FORM = schemas.compiled({"type": "object", "additionalProperties": False})


class Forms:
    """The validators of one version's forms, one for each item that defines one, made when first needed."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._catalog = Catalog.of(snapshot)
        self._made: dict[UUID, schemas.Form] = {}

    @classmethod
    def of(cls, snapshot: Snapshot) -> Self:
        """The forms of a snapshot."""
        return snapshot.build(cls)

    def schema(self, item_id: UUID) -> Mapping[str, Any]:
        """The definition as it was written; of an item without one, nothing. Raises NotFound."""
        form = self._catalog.effective(item_id).form
        return {} if form is None else form.value

    def definition(self, item_id: UUID) -> schemas.Form:
        """What checks an item's form; an item without one takes an empty form. Raises NotFound."""
        form = self._catalog.effective(item_id).form
        if form is None:
            return _NO_FORM
        if form.inherited_from not in self._made:
            self._made[form.inherited_from] = schemas.compiled(form.value)
        return self._made[form.inherited_from]


def check(
    catalog: Catalog, item_id: UUID, form: Mapping[str, Any] | None, *, field: str = "form"
) -> dict[str, Any]:
    """The form, once it is right for the item. Raises NotFound, and Several FormRefused, at most 100.

    Each names its field (`form.lines.0.quantity`). Values are never repeated in a message.
    """
    return checked(Forms.of(catalog.snapshot).definition(item_id), form, field=field)


def checked(definition: schemas.Form, form: Mapping[str, Any] | None, *, field: str) -> dict[str, Any]:
    """The form, once it is right by its definition; as `check`."""
    given = {} if form is None else dict(form) if isinstance(form, Mapping) else form
    refused: list[HelpdeskError] = [*islice(plain_json.faults(given, field=field), MOST_ERRORS)]
    if not refused:
        refused = [*islice(_refusals(definition, given, field), MOST_ERRORS)]
    if refused:
        raise Several(refused)
    return given


def _refusals(definition: schemas.Form, given: dict[str, Any], field: str) -> Iterator[FormRefused]:
    told: set[tuple[str | None, str]] = set()
    for error in _errors(definition, given):
        for refusal in form_messages.refusals(error, given, field=field):
            key = (refusal.field, str(refusal))
            if key not in told:
                told.add(key)
                yield refusal


def _errors(definition: schemas.Form, given: dict[str, Any]) -> list[jsonschema_rs.ValidationError]:
    """All errors, or only the first where to collect them all would take long."""
    try:
        definition.validator.validate(given)
    except jsonschema_rs.ValidationError as first:
        if definition.extent.breadth * plain_json.count(given) > MOST_JUDGEMENTS:
            return [first]
        return list(definition.validator.iter_errors(given))
    return []
