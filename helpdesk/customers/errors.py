"""What can be refused about customers."""

from __future__ import annotations

from helpdesk.kit.errors import Conflict, Invalid


class PhoneTaken(Conflict):
    """A phone number recognises one customer."""

    code = "CUSTOMER_PHONE_TAKEN"
    en = "Another customer has this phone number."
    zh = "该电话号码已属于其他客户。"


class MemberCodeTaken(Conflict):
    """A member code recognises one customer."""

    code = "CUSTOMER_MEMBER_CODE_TAKEN"
    en = "Another customer has this member code."
    zh = "该会员编号已属于其他客户。"


class Unrecognisable(Invalid):
    """A customer who can be found neither by phone nor by member code would be made again at each call."""

    code = "CUSTOMER_UNRECOGNISABLE"
    en = "A customer needs a phone number or a member code."
    zh = "客户必须有电话号码或会员编号。"
