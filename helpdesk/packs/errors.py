"""What can be refused about packs."""

from __future__ import annotations

from helpdesk.kit.errors import Conflict, Missing


class UnknownPack(Missing):
    """There is no pack of that name."""

    code = "UNKNOWN_PACK"
    en = "There is no pack {name}. There are: {known}."
    zh = "没有名为 {name} 的部门包。可用：{known}。"


class PackConflict(Conflict):
    """Something here differs from the pack and would be overwritten."""

    code = "PACK_CONFLICT"
    en = "The pack {name} would overwrite what was changed here: {entries}. Overwrite it, or leave the pack out."
    zh = "安装部门包 {name} 会覆盖已修改的内容：{entries}。请选择覆盖，或不安装。"
