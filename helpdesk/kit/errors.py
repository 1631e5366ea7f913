"""Expected failures: one class each, with a documented code and a message in both languages.

Everything else that is raised is a bug: masked, logged, mended.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal

Language = Literal["en", "zh-CN"]


class HelpdeskError(Exception):
    """A failure that a caller can cause or must expect.

    `field` is the path into the caller's input (`form.orderCode`), where one is to blame.
    `params` fill the message templates.
    """

    code: ClassVar[str] = ""
    en: ClassVar[str] = ""
    zh: ClassVar[str] = ""
    retryable: ClassVar[bool] = False
    classes: ClassVar[dict[str, type[HelpdeskError]]] = {}

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "code" not in cls.__dict__:
            return  # a family (Conflict, Invalid …), never raised itself
        known = HelpdeskError.classes.setdefault(cls.code, cls)
        if (known.__module__, known.__qualname__) != (cls.__module__, cls.__qualname__):
            raise TypeError(f"error code {cls.code} is taken by {known.__qualname__}")

    def __init__(self, *, field: str | None = None, **params: object) -> None:
        shown = {name: _shown(value) for name, value in params.items()}
        super().__init__(self.en.format_map(_Lenient(shown)))
        self.field = field
        self.params = shown

    def message(self, language: Language) -> str:
        """The text for a person, in their language."""
        template = self.zh if language == "zh-CN" else self.en
        return template.format_map(_Lenient(self.params))


def _shown(value: object) -> object:
    """An instant as RFC 3339, to the minute; anything else as it is."""
    return value.isoformat(timespec="minutes") if isinstance(value, datetime) else value


class _Lenient(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


class Several(Exception):
    """Everything that is wrong with one input, so that it can be mended in one go."""

    def __init__(self, errors: list[HelpdeskError]) -> None:
        super().__init__("; ".join(str(error) for error in errors))
        self.errors = errors


class Invalid(HelpdeskError):
    """The input is wrong in itself."""


class Missing(HelpdeskError):
    """What is named does not exist, or not for this caller."""


class Denied(HelpdeskError):
    """The caller may not do this."""


class Conflict(HelpdeskError):
    """The input is right but the state of things does not allow it."""


class Unavailable(HelpdeskError):
    """Not possible just now; the same call may succeed later."""

    retryable = True


class NotAllowed(Denied):
    """The actor lacks a permission."""

    code = "NOT_ALLOWED"
    en = "You need the permission {permission} for this."
    zh = "该操作需要权限 {permission}。"


class NotFound(Missing):
    """Nothing of that id is there for this caller (another store's ticket neither)."""

    code = "NOT_FOUND"
    en = "There is no {what} {id}."
    zh = "找不到{what} {id}。"


class InvalidValue(Invalid):
    """A value is malformed, too long, or out of its range."""

    code = "INVALID_VALUE"
    en = "{reason_en}"
    zh = "{reason_zh}"

    def __init__(self, field: str | None, en: str, zh: str) -> None:
        super().__init__(field=field, reason_en=en, reason_zh=zh)


class StaleVersion(Conflict):
    """Somebody changed it since the caller read it (design: versions)."""

    code = "CONFLICT"
    en = "This changed meanwhile: you had version {stated}, it is now {actual}. Read it again."
    zh = "内容已被他人修改：您的版本为 {stated}，当前版本为 {actual}，请重新读取。"


class Busy(Unavailable):
    """The same thing is being changed right now."""

    code = "TRY_AGAIN"
    en = "This is being changed by somebody else right now. Try again."
    zh = "该内容正在被他人修改，请重试。"
