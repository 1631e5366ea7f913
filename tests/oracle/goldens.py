"""Golden documents: what is asked is written by hand, the answers were taken from graphql-core with resolvers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.oracle.asking import Answer, Asked
from tests.oracle.labels import Labels

FOLDER = Path(__file__).parent / "golden"


@dataclass(frozen=True, slots=True)
class Case:
    """One asking of a golden document."""

    document: Path
    place: int

    @property
    def name(self) -> str:
        """As pytest shows it."""
        return f"{self.document.stem}-{self.place}-{self._read()['as']}"

    def asked(self, labels: Labels) -> Asked:
        """What is asked, in this run's ids."""
        case = self._read()
        return Asked(
            labels.real(self.document.read_text("utf-8")), case["as"], labels.real(case.get("variables", {})),
            case.get("operation"), case.get("language", "en"),
        )  # fmt: skip

    @property
    def frames(self) -> int:
        """How many frames of a subscription are looked at."""
        return int(self._read()["frames"])

    @property
    def answer(self) -> Any:
        """What must come back."""
        return self._read()["answer"]

    def keep(self, answer: Any) -> None:
        """Take an answer for right; it is reviewed in the diff."""
        whole = self._whole()
        whole["cases"][self.place]["answer"] = answer
        self._answers.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", "utf-8")

    @property
    def _answers(self) -> Path:
        return self.document.with_suffix(".json")

    def _whole(self) -> dict[str, Any]:
        whole: dict[str, Any] = json.loads(self._answers.read_text("utf-8"))
        return whole

    def _read(self) -> dict[str, Any]:
        case: dict[str, Any] = self._whole()["cases"][self.place]
        return case


def cases(folder: str = ".") -> Iterator[Case]:
    """All cases of the documents right in a folder."""
    for document in sorted((FOLDER / folder).glob("*.graphql")):
        count = len(json.loads(document.with_suffix(".json").read_text("utf-8"))["cases"])
        yield from (Case(document, place) for place in range(count))


def shown(answer: Answer, labels: Labels) -> dict[str, Any]:
    """An answer as golden files keep it."""
    faults = sorted(([*map(str, path)], code) for path, code in answer.errors)
    kept: dict[str, Any] = {"data": labels.readable(answer.data)}
    if faults:
        kept["errors"] = [{"path": ".".join(path), "code": code} for path, code in faults]
    return kept
