"""E-mail by SMTP: a message of its own for each agent, threaded by ticket.

Message-IDs are made from the notification's id, so that what is sent again after a crash is the same message to those
who keep mail. A ticket's messages refer to one id that is made from the ticket's.
"""

from __future__ import annotations

import ssl
from contextlib import suppress
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from email.utils import format_datetime, formataddr
from typing import Final
from urllib.parse import unquote, urlsplit

import aiosmtplib
from aiosmtplib import (
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
)
from pydantic import SecretStr

from helpdesk.kit.reachable import SMTP_PORTS
from helpdesk.notify.channels import Channel, Habits, InDoubt, Message, NotTaken
from helpdesk.notify.texts import Texts

_QUIT_SECONDS: Final = 2
_FOR_GOOD: Final = 500
"""Answers from here on say that it will never be taken."""


class Mail:
    """Sends by one SMTP server: `smtps` is TLS from the start, `smtp` insists on STARTTLS, `smtp+plain` has none."""

    channel = Channel.EMAIL
    habits = Habits(repeatable=True, patience=timedelta(days=1))

    def __init__(
        self, url: SecretStr, sender: str, texts: Texts, *, timeout: float, tls: ssl.SSLContext | None = None
    ) -> None:
        self._url = urlsplit(url.get_secret_value())
        self._sender = sender
        self._domain = sender.rpartition("@")[2]
        self._texts = texts
        self._timeout = timeout
        self._tls = tls

    def health_of(self, message: Message) -> str:
        """The one server."""
        return "smtp"

    async def send(self, message: Message) -> None:
        """Hand it to the server. Raises NotTaken and InDoubt."""
        client = self._client()
        try:
            await client.connect()
        except SMTPResponseException as error:  # of the greeting or the sign-in: the same for every message
            raise NotTaken(f"SMTP_{error.code}") from None
        except (SMTPException, OSError, ValueError) as error:
            raise NotTaken(type(error).__name__) from None
        try:
            await self._hand_over(client, self.letter(message), message.to)
            with suppress(SMTPException, OSError):
                await client.quit(timeout=_QUIT_SECONDS)
        finally:
            client.close()

    async def _hand_over(self, client: aiosmtplib.SMTP, letter: EmailMessage, to: str) -> None:
        try:
            await client.send_message(letter, sender=self._sender, recipients=[to])
        except SMTPRecipientsRefused as error:
            code = error.recipients[0].code
            raise NotTaken(f"SMTP_RECIPIENT_{code}", for_good=code >= _FOR_GOOD) from None
        except SMTPDataError as error:
            raise NotTaken(f"SMTP_DATA_{error.code}", for_good=error.code >= _FOR_GOOD) from None
        except SMTPResponseException as error:  # of the sender: the same for every message
            raise NotTaken(f"SMTP_{error.code}") from None
        except (SMTPException, OSError) as error:
            raise InDoubt(type(error).__name__) from None

    def letter(self, message: Message) -> EmailMessage:
        """The message as it is sent."""
        first = message.notices[0]
        letter = EmailMessage(policy=POLICY)
        letter["From"] = formataddr(("客服系统" if message.language == "zh-CN" else "Helpdesk", self._sender))
        letter["To"] = message.to
        letter["Subject"] = self._texts.subject(message)
        letter["Date"] = format_datetime(message.notices[-1].at)
        letter["Message-ID"] = self._id(
            "notification" if len(message.notices) == 1 else "digest", first.id.hex
        )
        tickets = {notice.ticket_id for notice in message.notices}
        if len(tickets) == 1 and first.ticket_id is not None:
            letter["In-Reply-To"] = letter["References"] = self._id("ticket", first.ticket_id.hex)
        letter["Auto-Submitted"] = "auto-generated"
        letter["Content-Language"] = message.language
        letter.set_content(self._texts.body(message))
        return letter

    def _id(self, kind: str, key: str) -> str:
        return f"<{kind}.{key}@{self._domain}>"

    def _client(self) -> aiosmtplib.SMTP:
        scheme = self._url.scheme
        return aiosmtplib.SMTP(
            hostname=self._url.hostname,
            port=self._url.port or SMTP_PORTS[scheme],
            username=unquote(self._url.username) if self._url.username else None,
            password=unquote(self._url.password) if self._url.password else None,
            use_tls=scheme == "smtps",
            start_tls=scheme == "smtp",
            local_hostname=self._domain,
            timeout=self._timeout,
            tls_context=self._tls,
        )
