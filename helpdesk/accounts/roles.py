"""What each role may do when a helpdesk is installed. Afterwards the table `roles` decides.

Integrations have no role: their token states what they may do.
"""

from __future__ import annotations

from typing import Any, Final

from helpdesk.kit.actor import Permission

MEMBER: Final = "MEMBER"
STORE_MANAGER: Final = "STORE_MANAGER"

_SUBMITTER = frozenset(
    {
        Permission.TICKET_SUBMIT,
        Permission.TICKET_READ,
        Permission.TICKET_REPLY,
        Permission.TICKET_URGE,
        Permission.TICKET_REOPEN,
        Permission.TICKET_CANCEL,
        Permission.PROCEDURE_TAKE_STEP,
    }
)

_AGENT = _SUBMITTER | {
    Permission.TICKET_SUBMIT_FOR_OTHERS,
    Permission.TICKET_READ_INTERNAL,
    Permission.TICKET_NOTE,
    Permission.TICKET_WORK,
    Permission.TICKET_ASSIGN,
    Permission.ESCALATION_ACKNOWLEDGE,
    Permission.CUSTOMER_READ,
    Permission.CUSTOMER_WRITE,
    Permission.AVAILABILITY_SET,
    Permission.ORGANISATION_READ,
    Permission.CONFIGURATION_READ,
    Permission.FIELD_UNMASK,
    Permission.CALLS_READ,
    Permission.CALLS_MAKE,
}

_SUPERVISOR = _AGENT | {
    Permission.TICKET_MOVE,
    Permission.TICKET_PRIORITISE,
    Permission.TICKET_MERGE,
    Permission.ROSTER_WRITE,
    Permission.NOTIFICATION_SETTLE,
}

_MANAGER = _SUPERVISOR | {Permission.EVENTS_READ, Permission.PROCEDURE_SETTLE}


def _role(
    key: str, name_zh: str, name_en: str, permissions: frozenset[Permission], *, sees_all: bool = False
) -> dict[str, Any]:
    granted = sorted(permission.value for permission in permissions)
    return {
        "key": key,
        "permissions": granted,
        "sees_all": sees_all,
        "name_zh": name_zh,
        "name_en": name_en,
    }


DEFAULT_ROLES: list[dict[str, Any]] = [
    _role(MEMBER, "会员", "Member", _SUBMITTER),
    _role(STORE_MANAGER, "店长", "Store manager", _SUBMITTER),
    _role("AGENT", "客服专员", "Agent", _AGENT),
    _role("SUPERVISOR", "客服主管", "Supervisor", _SUPERVISOR),
    _role("MANAGER", "客服经理", "Manager", _MANAGER),
    _role("ADMIN", "管理员", "Administrator", frozenset(Permission), sees_all=True),
]
"""Rows of the table `roles`, inserted by the first migration."""
