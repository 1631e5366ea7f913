"""What routing refuses."""

from __future__ import annotations

from helpdesk.kit.errors import Conflict


class NoResponsibleGroup(Conflict):
    """Neither a rule nor the catalog nor the desk names a group for this request."""

    code = "NO_RESPONSIBLE_GROUP"
    en = "No group is responsible for {item}."
    zh = "服务项 {item} 没有责任客服组。"
