"""What can be refused about callers, agents, groups and rosters."""

from __future__ import annotations

from helpdesk.kit.errors import Conflict, Denied, Invalid, Unavailable


class Unauthenticated(Denied):
    """Nobody that we know is calling."""


class TokenMissing(Unauthenticated):
    """The request carries no bearer token."""

    code = "TOKEN_MISSING"
    en = "This needs a bearer token of the platform."
    zh = "请求缺少平台令牌。"


class TokenInvalid(Unauthenticated):
    """The token is not one that the platform signed for us; `reason` names the part at fault."""

    code = "TOKEN_INVALID"
    en = "The bearer token is not valid ({reason})."
    zh = "令牌无效（{reason}）。"


class TokenExpired(Unauthenticated):
    """The token was good once."""

    code = "TOKEN_EXPIRED"
    en = "The bearer token has expired."
    zh = "令牌已过期。"


class TokenRevoked(Unauthenticated):
    """The token was good until somebody took it back."""

    code = "TOKEN_REVOKED"
    en = "The bearer token has been revoked."
    zh = "令牌已被吊销。"


class UnknownCaller(Unauthenticated):
    """The token is good, but its subject is nobody here, or no longer."""

    code = "UNKNOWN_CALLER"
    en = "The bearer of this token is not known here or no longer active."
    zh = "令牌持有者未登记或已停用。"


class TokenKeysUnavailable(Unavailable):
    """The issuer's keys cannot be had at this moment, and without them nobody can say whether the token is good."""

    code = "TOKEN_KEYS_UNAVAILABLE"
    en = "The keys to verify the bearer token with are not available for a moment. Try again."
    zh = "暂时无法获取验证令牌所需的密钥，请稍后重试。"


class ExternalKeyTaken(Conflict):
    """Another account stands for that subject of the platform's tokens."""

    code = "EXTERNAL_KEY_TAKEN"
    en = "Another account has this external key."
    zh = "该外部标识已被其他账号使用。"


class CodeTaken(Conflict):
    """Codes of groups and of units are unique."""

    code = "CODE_TAKEN"
    en = "The code {value} is already in use."
    zh = "编码 {value} 已被使用。"


class UnknownRoles(Invalid):
    """A role that does not exist cannot be given."""

    code = "UNKNOWN_ROLES"
    en = "There are no such roles: {roles}."
    zh = "不存在的角色：{roles}。"


class RightsBeyondYours(Denied):
    """Nobody gives away rights that they do not hold."""

    code = "RIGHTS_BEYOND_YOURS"
    en = "You cannot give or change rights that you do not hold: {permissions}."
    zh = "不能授予或变更自身没有的权限：{permissions}。"


class AgentIsInactive(Conflict):
    """Who no longer works here takes no work."""

    code = "AGENT_IS_INACTIVE"
    en = "This agent is not active."
    zh = "该客服专员已停用。"


class IntervalReversed(Invalid):
    """An interval ends after it starts."""

    code = "INTERVAL_REVERSED"
    en = "The end must be later than the start."
    zh = "结束时间必须晚于开始时间。"


class ShiftsOverlap(Conflict):
    """An agent is on one shift at a time."""

    code = "SHIFTS_OVERLAP"
    en = "The agent already has a shift from {starts_at} to {ends_at}."
    zh = "该客服专员在 {starts_at} 至 {ends_at} 已有排班。"


class LeavesOverlap(Conflict):
    """A time of leave is recorded once."""

    code = "LEAVES_OVERLAP"
    en = "The agent already has leave from {starts_at} to {ends_at}."
    zh = "该客服专员在 {starts_at} 至 {ends_at} 已有请假记录。"


class OrganisationCycle(Conflict):
    """A unit stands above itself."""

    code = "ORGANISATION_CYCLE"
    en = "The unit would stand above itself."
    zh = "组织单位不能成为自身的上级。"


class CompanyUnderDepartment(Conflict):
    """Groups belong to departments, departments to companies, never the other way round."""

    code = "COMPANY_UNDER_DEPARTMENT"
    en = "A company does not belong to a department."
    zh = "公司不能隶属于部门。"
