"""What the catalog refuses."""

from __future__ import annotations

from helpdesk.kit.errors import Conflict, Invalid


class ItemNotOffered(Conflict):
    """The service item, or one above it, is switched off, or it is a heading that takes no tickets."""

    code = "SERVICE_ITEM_NOT_OFFERED"
    en = "The service item {item} is not offered."
    zh = "服务项 {item} 当前不提供服务。"


class FormRefused(Invalid):
    """A field of the submitted form is not as the service item's form wants it.

    `field` is the path of the field (`form.lines.0.quantity`); messages tell what is wanted and never
    repeat what was given, which may be personal.
    """

    code = "FORM_REFUSED"
    en = "{reason_en}"
    zh = "{reason_zh}"

    def __init__(self, field: str, en: str, zh: str) -> None:
        super().__init__(field=field, reason_en=en, reason_zh=zh)


class SchemaRefused(Invalid):
    """A form's JSON Schema cannot be used."""

    code = "FORM_SCHEMA_REFUSED"
    en = "This is no usable form: {reason_en}"
    zh = "表单定义不可用：{reason_zh}"

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(reason_en=en, reason_zh=zh)
