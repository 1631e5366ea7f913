"""What can be refused about sealed values."""

from __future__ import annotations

from helpdesk.kit.errors import Unavailable


class CannotBeOpened(Unavailable):
    """A sealed value needs a key that this process does not have: an operator must put it back."""

    code = "SEALED_VALUE_UNREADABLE"
    en = "This value was sealed with the key {key_id!r}, which is missing or another one. Tell an administrator."
    zh = "该内容由密钥 {key_id!r} 加密，该密钥缺失或不匹配，请联系管理员。"
