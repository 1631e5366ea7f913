"""Every section of docs/domain.md that the code cites is there, and the documents' links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCUMENTS = (ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md")))
_CITED = re.compile(r"docs/domain\.md(?:,? (?:section |§)?([0-9][0-9.]*[0-9]|[0-9])|, ([A-Z][A-Za-z ]+))")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def headings(document: Path) -> list[str]:
    """The headings of a document, those in code blocks left out."""
    return _HEADING.findall(
        re.sub(r"^```.*?^```", "", document.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    )


def anchor(heading: str) -> str:
    """The anchor that a heading gets where Markdown is shown."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def test_every_section_that_the_code_cites_is_there() -> None:
    known = headings(ROOT / "docs" / "domain.md")
    numbers = {heading.split()[0].rstrip(".") for heading in known}
    for folder in ("helpdesk", "reference_platform", "tests"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for number, name in _CITED.findall(path.read_text("utf-8")):
                assert not number or number in numbers, f"{path.relative_to(ROOT)} cites section {number}"
                assert not name or any(name in heading for heading in known), (
                    f"{path.relative_to(ROOT)}: {name}"
                )


def test_every_link_leads_somewhere() -> None:
    for document in DOCUMENTS:
        for target in _LINK.findall(document.read_text("utf-8")):
            if re.match(r"[a-z]+:", target):
                continue
            name, _, fragment = target.partition("#")
            path = (document.parent / name) if name else document
            assert path.exists(), f"{document.name} links to {target}"
            if fragment:
                assert fragment in map(anchor, headings(path)), f"{document.name} links to {target}"
