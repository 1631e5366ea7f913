"""Robots of group chats: WeCom (企业微信) and DingTalk (钉钉), and what looks like them.

Their URL holds the key by which they are called, so that it is kept and handled as a secret.
"""

from __future__ import annotations

import base64
import hmac
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final
from urllib.parse import quote_plus, urlsplit

from helpdesk.notify.channels import Channel, Habits, InDoubt, Message, NotTaken
from helpdesk.notify.texts import Texts
from helpdesk.notify.web import Web


class RobotKind(StrEnum):
    """How a robot wants to be spoken to."""

    WECOM = "WECOM"
    DINGTALK = "DINGTALK"


LONGEST: Final = 3500
"""Bytes of a text; WeCom takes 4,096."""
_TOO_MANY: Final = frozenset({45009, 130101})
"""More messages a minute than a robot takes: later."""


class Robots:
    """Messages to robots, each at its own address."""

    channel = Channel.ROBOT
    habits = Habits(repeatable=True, patience=timedelta(hours=6))

    def __init__(self, web: Web, texts: Texts, *, real_time: Callable[[], float] = time.time) -> None:
        self._web = web
        self._texts = texts
        self._real_time = real_time

    def health_of(self, message: Message) -> str:
        """The robot's host."""
        return urlsplit(message.to).netloc

    async def send(self, message: Message) -> None:
        """Post it. Raises NotTaken and InDoubt."""
        kind = RobotKind(message.kind or RobotKind.WECOM)
        text = self._texts.markdown(message, at_most=LONGEST)
        url, body = message.to, _wecom(text)
        if kind is RobotKind.DINGTALK:
            body = _dingtalk(self._texts.subject(message), text)
            if message.secret is not None:
                url = signed(url, message.secret, round(self._real_time() * 1000))
        answer = await self._web.post(url, body, {"idempotency-key": message.id.hex})
        code = answer.get("errcode") if isinstance(answer, Mapping) else None
        if not isinstance(code, int):
            raise InDoubt("UNREADABLE_ANSWER")
        if code != 0:
            raise NotTaken(f"ROBOT_{code}", for_good=code not in _TOO_MANY)


def signed(url: str, secret: str, timestamp: int) -> str:
    """A DingTalk URL with its signature: HMAC-SHA256 over the milliseconds, a line feed and the secret."""
    signature = base64.b64encode(hmac.digest(secret.encode(), f"{timestamp}\n{secret}".encode(), "sha256"))
    joint = "&" if urlsplit(url).query else "?"
    return f"{url}{joint}timestamp={timestamp}&sign={quote_plus(signature)}"


def _wecom(text: str) -> dict[str, Any]:
    return {"msgtype": "markdown", "markdown": {"content": text}}


def _dingtalk(title: str, text: str) -> dict[str, Any]:
    return {"msgtype": "markdown", "markdown": {"title": title, "text": text}}
