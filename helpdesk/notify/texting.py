"""Agents are told by SMS, at most once for each decision: nothing is sent again that may have been taken."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from helpdesk.notify.channels import Channel, Habits, Message
from helpdesk.notify.sms import Sms
from helpdesk.notify.texts import Texts

LONGEST: Final = 70
"""Characters that one SMS holds in Chinese."""


class Texting:
    """SMS by the port that the process has."""

    channel = Channel.SMS
    habits = Habits(repeatable=False, patience=timedelta(hours=1))

    def __init__(self, sms: Sms, texts: Texts) -> None:
        self._sms = sms
        self._texts = texts

    def health_of(self, message: Message) -> str:
        """The one provider."""
        return "sms"

    async def send(self, message: Message) -> None:
        """Hand it to the provider. Raises what the provider's port raises."""
        await self._sms.send(message.to, self._texts.line(message, at_most=LONGEST), id=message.id.hex)
