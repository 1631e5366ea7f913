"""Call scripts (话术): what to say, what the customer may answer, where that leads (docs/domain.md §8.1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from helpdesk.calls.errors import PathRefused
from helpdesk.calls.outcomes import COURIER_CHECK, MAY_OPEN, CallOutcome
from helpdesk.catalog.documents import Code
from helpdesk.configuration.kinds import Entry, Kind
from helpdesk.kit.names import LocalisedText
from helpdesk.kit.wording import LocalisedWording, placeholders

PLACEHOLDERS = frozenset({"customer", "member_code", "agent", "group", "order_code", "date"})
"""What a text may have filled in by whoever reads it out or sends it."""


class SpokenText(LocalisedWording):
    """What is said or sent, in both languages, with placeholders as `{customer}`."""

    @model_validator(mode="after")
    def _fills_what_is_known(self) -> Self:
        unknown = placeholders(self.zh + self.en) - PLACEHOLDERS
        if unknown:
            raise ValueError(f"there is no placeholder {{{min(unknown)}}}")
        return self


class ScriptAnswer(BaseModel):
    """One thing that the customer may say or that may happen: it leads on, or it is an outcome.

    `opens_item_id` is the service item of the ticket that the outcome opens.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Code
    label: LocalisedText
    next: Code | None = None
    outcome: CallOutcome | None = None
    opens_item_id: UUID | None = None

    @model_validator(mode="after")
    def _leads_somewhere(self) -> Self:
        if (self.next is None) is (self.outcome is None):
            raise ValueError(f"answer {self.code} leads to a next node or is an outcome, one of both")
        if self.outcome is CallOutcome.SENT:
            raise ValueError(f"answer {self.code} is of a call; SENT is said of messages")
        if self.outcome in COURIER_CHECK and self.opens_item_id is None:
            raise ValueError(f"answer {self.code} must open a courier check")
        if self.opens_item_id is not None and self.outcome not in MAY_OPEN:
            raise ValueError(f"answer {self.code} opens no ticket")
        return self


class ScriptNode(BaseModel):
    """A sentence to say, and the answers to it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Code
    text: SpokenText
    answers: tuple[ScriptAnswer, ...] = Field(min_length=1, max_length=20)

    def answer(self, code: str) -> ScriptAnswer | None:
        """The answer of that code."""
        return next((answer for answer in self.answers if answer.code == code), None)


class CallScript(Entry):
    """A branching script; it begins with its first node."""

    code: Code
    name: LocalisedText
    nodes: tuple[ScriptNode, ...] = Field(min_length=1, max_length=100)

    def node(self, code: str) -> ScriptNode | None:
        """The node of that code."""
        return next((node for node in self.nodes if node.code == code), None)


CALL_SCRIPT = Kind("call_script", CallScript)


class Said(NamedTuple):
    """One step of a call: the node and the answer to it, by their codes."""

    node: str
    answer: str


def walk(script: CallScript, path: Sequence[Said]) -> ScriptAnswer:
    """The last answer of a path through the script, which is an outcome. Raises PathRefused naming the step."""
    expected: str | None = script.nodes[0].code
    answer: ScriptAnswer | None = None
    for place, said in enumerate(path):
        node = script.node(said.node)
        if expected is None or said.node != expected or node is None:
            raise PathRefused(field=f"path.{place}.node", node=said.node)
        answer = node.answer(said.answer)
        if answer is None:
            raise PathRefused(field=f"path.{place}.answer", node=said.node)
        expected = answer.next
    if answer is None or answer.outcome is None:
        raise PathRefused(field="path", node=expected or "")
    return answer


def faults(script: CallScript) -> Iterator[tuple[str, str]]:
    """What is wrong with a script as a whole, in English and Chinese: codes, references, reach, dead ends."""
    known = {node.code: node for node in script.nodes}
    if len(known) < len(script.nodes):
        yield "two nodes have one code", "节点编号重复"
    for node in script.nodes:
        if len({answer.code for answer in node.answers}) < len(node.answers):
            yield f"node {node.code} has two answers of one code", f"节点 {node.code} 的答案编号重复"
        for answer in node.answers:
            if answer.next is not None and answer.next not in known:
                yield (
                    f"node {node.code} leads to an unknown node {answer.next}",
                    (f"节点 {node.code} 指向不存在的节点 {answer.next}"),
                )
    reached = _closure({script.nodes[0].code}, {node.code: _next(node) for node in script.nodes})
    ending = {node.code for node in script.nodes if any(answer.outcome for answer in node.answers)}
    back: dict[str, set[str]] = {code: set() for code in known}
    for node in script.nodes:
        for code in _next(node) & known.keys():
            back[code].add(node.code)
    ends = _closure(ending, back)
    for code in sorted(known.keys() - reached):
        yield f"node {code} is never reached", f"节点 {code} 永远不会到达"
    for code in sorted(known.keys() - ends):
        yield f"node {code} is a dead end", f"节点 {code} 没有任何结果，是死路"


def _next(node: ScriptNode) -> set[str]:
    return {answer.next for answer in node.answers if answer.next is not None}


def _closure(begin: Iterable[str], leads: dict[str, set[str]]) -> set[str]:
    found, waiting = set(begin), list(begin)
    while waiting:
        for code in leads.get(waiting.pop(), set()) - found:
            found.add(code)
            waiting.append(code)
    return found
