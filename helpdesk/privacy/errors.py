"""What can be refused about sealed values."""

from __future__ import annotations

from helpdesk.kit.errors import Conflict, Denied, Invalid, Unavailable


class CannotBeOpened(Unavailable):
    """A sealed value needs a key that this process does not have: an operator must put it back."""

    code = "SEALED_VALUE_UNREADABLE"
    en = "This value was sealed with the key {key_id!r}, which is missing or another one. Tell an administrator."
    zh = "该内容由密钥 {key_id!r} 加密，该密钥缺失或不匹配，请联系管理员。"


class NotSealed(Invalid):
    """There is no sealed value at that place."""

    code = "FIELD_NOT_SEALED"
    en = "There is no masked field {path!r}. Paths are written as `changes.0.after`."
    zh = "没有已脱敏的字段 {path!r}，路径格式如 `changes.0.after`。"


class ValueErased(Conflict):
    """The value was deleted: its retention ended, or the person asked for it."""

    code = "VALUE_ERASED"
    en = "This value was deleted."
    zh = "该内容已被删除。"


class UnmaskingRefused(Denied):
    """Values are shown to those who work in the ticket's group, their managers, and the person concerned.

    Other departments see what their step declares.
    """

    code = "UNMASKING_REFUSED"
    en = (
        "Only agents of the ticket's group and their managers may see this value in full; other departments what their "
        "step declares."
    )
    zh = "仅该工单责任客服组的客服及其上级可查看完整内容；其他部门仅限其步骤声明的内容。"
