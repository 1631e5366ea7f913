"""Somebody who takes part: what they ask for and do, told with what the helpdesk answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from helpdesk.demo.client import Caller, DidNotHappen
from helpdesk.demo.documents import change
from helpdesk.demo.scenarios import documents
from helpdesk.demo.story import Story


@dataclass(frozen=True, slots=True)
class Player:
    """A caller with a name."""

    name: str
    caller: Caller
    story: Story

    async def ask(self, document: str, **variables: Any) -> dict[str, Any]:
        """The data of a query, untold."""
        return await self.caller.ask(document, **variables)

    def tell(self, operation: str, answer: str) -> None:
        """What was called, and what came of it."""
        self.story.say(f"[cyan]{self.name}[/] · [bold]{operation}[/] → {answer}")

    async def does(self, mutation: str, answer: str = "done", **given: Any) -> dict[str, Any]:
        """The ticket after a mutation that must succeed."""
        payload = await self.caller.do(mutation, change(mutation), **given)
        ticket: dict[str, Any] = payload["ticket"]
        self.tell(mutation, answer.format_map(ticket))
        return ticket

    async def uploads(self, purpose: str, file_name: str, content: bytes) -> str:
        """The id of a file that was announced and put where the answer said."""
        announced = await self.caller.do(
            "createAttachmentUpload", documents.UPLOAD, purpose=purpose, fileName=file_name, size=len(content)
        )
        await self.caller.put(announced["uploadUrl"], content)
        self.tell("createAttachmentUpload", f"PUT {len(content)} bytes to the signed link")
        found: str = announced["attachment"]["id"]
        return found

    async def opens(self, attachment_id: str) -> bytes:
        """The content of a file, by the link that opening it gives."""
        opened = await self.caller.do("openAttachment", documents.OPEN, attachmentId=attachment_id)
        content = await self.caller.get(opened["downloadUrl"])
        self.tell("openAttachment", f"{opened['attachment']['fileName']}, {len(content)} bytes")
        return content

    async def is_refused(self, mutation: str, code: str, what: str, **given: Any) -> None:
        """A mutation that must be refused, with this code."""
        payload = (await self.caller.ask(change(mutation), input=given))[mutation]
        found = {error["code"]: error for error in payload["userErrors"]}
        if code not in found:
            raise DidNotHappen(f"{mutation} was not refused as {code}; found {sorted(found)}")
        error = found[code]
        where = f", field {error['field']}" if error["field"] else ""
        self.tell(mutation, f"[yellow]refused[/], {code}{where}")
        self.story.check(f"{what}: “{error['message']}”", holds=True)
