"""SMS by a provider's HTTP gateway: where, with which headers and which JSON is a matter of settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from helpdesk.notify.channels import InDoubt, NotTaken
from helpdesk.notify.web import Web


@dataclass(frozen=True, slots=True)
class HttpSms:
    """Posts `body`, in whose texts `{to}`, `{text}` and `{id}` are filled in.

    `accepted` is where a good answer says that it is one, and what it says there: (`data.code`, `0`); without it every
    2xx is a good answer.
    """

    web: Web
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: Mapping[str, Any]
    accepted: tuple[str, str] | None = None

    async def send(self, to: str, text: str, *, id: str) -> None:  # noqa: A002 - as the port's callers say it
        """Hand a message to the provider. Raises NotTaken, InDoubt."""
        answer = await self.web.post(
            self.url, _filled(self.body, {"to": to, "text": text, "id": id}), self.headers
        )
        if self.accepted is None:
            return
        path, wanted = self.accepted
        said = _at(answer, path)
        if said is None:
            raise InDoubt("UNREADABLE_ANSWER")
        if said != wanted:
            raise NotTaken("GATEWAY_REFUSED")


def _filled(template: Any, values: Mapping[str, str]) -> Any:
    """The template with its values; a value is never looked through for further ones."""
    if isinstance(template, Mapping):
        return {name: _filled(part, values) for name, part in template.items()}
    if isinstance(template, list):
        return [_filled(part, values) for part in template]
    if not isinstance(template, str):
        return template
    pieces, rest = [], template
    while rest:
        found = min(
            ((rest.find(f"{{{name}}}"), name) for name in values if f"{{{name}}}" in rest), default=None
        )
        if found is None:
            break
        place, name = found
        pieces += [rest[:place], values[name]]
        rest = rest[place + len(name) + 2 :]
    return "".join([*pieces, rest])


def _at(answer: Any, path: str) -> str | None:
    """What stands in an answer, as text."""
    for step in path.split("."):
        if not isinstance(answer, Mapping) or step not in answer:
            return None
        answer = answer[step]
    return None if isinstance(answer, Mapping | list) else _text(answer)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
