"""What forbids a regulated request (docs/domain.md, section 3). No message repeats a personal value."""

from __future__ import annotations

from helpdesk.kit.errors import Conflict, Invalid


class IdNumberNeverChanges(Invalid):
    """The ID-card number of a member never changes; a form that changes it is refused whole."""

    code = "ID_NUMBER_NEVER_CHANGES"
    en = "The ID-card number cannot be changed. Nothing else on this form is applied either."
    zh = "身份证号不可更改，本申请表的其他内容也不予受理。"


class PasswordIsNoFormField(Invalid):
    """A password is never written on a form; a reset is a request of its own."""

    code = "PASSWORD_IS_NO_FORM_FIELD"
    en = "A password is never given on a form. Ask for a password reset instead."
    zh = "申请表不得填写密码，请改用密码重置。"


class UnknownMemberField(Invalid):
    """The form changes something that is no field of a member."""

    code = "UNKNOWN_MEMBER_FIELD"
    en = "This is no member field that can be changed."
    zh = "该项不是可更改的会员信息。"


class NothingToChange(Invalid):
    """The form asks for no change, or for what the platform holds already."""

    code = "NOTHING_TO_CHANGE"
    en = "This asks for no change."
    zh = "没有需要更改的内容。"


class FieldTwice(Invalid):
    """The same thing stands twice in one form."""

    code = "GIVEN_TWICE"
    en = "This is given twice."
    zh = "该项重复填写。"


class BeforeValueDiffers(Conflict):
    """The value before the change is not what the platform holds now."""

    code = "BEFORE_VALUE_DIFFERS"
    en = "The value before the change is not what the platform holds ({member_field})."
    zh = "更改前的内容与平台登记的不一致（{member_field}）。"


class MemberFrozen(Conflict):
    """Too many wrong values before the change were given for this member today."""

    code = "MEMBER_CHANGES_FROZEN"
    en = "Too many values of this member did not match today. Changes are possible again from {until}."
    zh = "该会员今日信息不符次数过多，更改已冻结，{until} 起可再次申请。"


class DocumentMissing(Invalid):
    """A document that a name change of a store's member code needs is not there."""

    code = "DOCUMENT_MISSING"
    en = "A document is missing: {name_en}."
    zh = "缺少证件：{name_zh}。"


class DocumentNameDiffers(Conflict):
    """The legal person's name on a document is not the new name."""

    code = "DOCUMENT_NAME_DIFFERS"
    en = "The legal person's name on the {name_en} is not the new name."
    zh = "{name_zh}上的法人姓名与更改后的姓名不一致。"


class DocumentTooOld(Conflict):
    """A document was made out before the legal person changed."""

    code = "DOCUMENT_TOO_OLD"
    en = "The {name_en} was made out before the legal person changed."
    zh = "{name_zh}的签发日期早于法人变更日期。"


class ValueChangedMeanwhile(Conflict):
    """The platform's value changed after it was verified; it must be verified again."""

    code = "VALUE_CHANGED_MEANWHILE"
    en = "The platform's value changed after it was verified ({member_field}). It must be verified again."
    zh = "核实之后平台登记的内容已变更（{member_field}），需重新核实。"


class PhoneNotVerified(Conflict):
    """The phone verification that this needs has not been passed."""

    code = "PHONE_NOT_VERIFIED"
    en = "The phone verification has not been passed."
    zh = "电话核实尚未通过。"


class OrderIsDeleted(Conflict):
    """The order was deleted already."""

    code = "ORDER_IS_DELETED"
    en = "The order is deleted already."
    zh = "该订单已删除。"


class SettlementPeriodClosed(Conflict):
    """The order's settlement period has closed; it cannot be deleted any more."""

    code = "SETTLEMENT_PERIOD_CLOSED"
    en = "The order's settlement period closed at {closed_at}."
    zh = "该订单的结算期已于 {closed_at} 结束，不能删除。"


class SettlementPeriodNotOpen(Conflict):
    """The order's settlement period has not begun."""

    code = "SETTLEMENT_PERIOD_NOT_OPEN"
    en = "The order's settlement period opens at {opens_at}."
    zh = "该订单的结算期 {opens_at} 才开始。"


class MembershipHasDependents(Conflict):
    """Something depends on the membership that a registration order made."""

    code = "MEMBERSHIP_HAS_DEPENDENTS"
    en = "The membership that this order registered cannot be deleted. It is needed by: {dependents}."
    zh = "该订单注册的会员资格不能删除，仍被以下内容引用：{dependents}。"


class FeeQuoteMissing(Conflict):
    """A shipped order needs a quote of the logistics fee that is still good."""

    code = "FEE_QUOTE_MISSING"
    en = "The order is shipped, and there is no quote of its logistics fee that still holds."
    zh = "订单已发货，尚无有效的物流费报价。"


class FeeNotPaid(Conflict):
    """A shipped order is deleted only once its logistics fee is paid."""

    code = "FEE_NOT_PAID"
    en = "The order is shipped: its logistics fee of {amount} {currency} must be paid first."
    zh = "订单已发货，须先支付物流费 {amount} {currency}。"


class InvoiceWindowPassed(Conflict):
    """The latest day on which this kind of invoice can be issued is over."""

    code = "INVOICE_WINDOW_PASSED"
    en = "This kind of invoice could be issued until {latest_on} only."
    zh = "该类发票最迟开具日期为 {latest_on}，现已超过。"


class InvoiceBeforeOrder(Conflict):
    """An invoice is not issued before its order was placed."""

    code = "INVOICE_BEFORE_ORDER"
    en = "The order was not placed yet on that day."
    zh = "开票日期早于下单日期。"


class SpecialForOrganisationsOnly(Invalid):
    """A VAT special invoice is made out to organisations only."""

    code = "VAT_SPECIAL_FOR_ORGANISATIONS_ONLY"
    en = "A VAT special invoice is made out to organisations only."
    zh = "增值税专用发票仅限单位开具。"


class PayerIsNotTitle(Conflict):
    """The invoice's title is not who paid."""

    code = "PAYER_IS_NOT_TITLE"
    en = "The invoice title must be the payer of the order."
    zh = "开票单位与打款单位不一致。"


class OrderNotPaid(Conflict):
    """Nobody has paid for the order yet."""

    code = "ORDER_NOT_PAID"
    en = "No payment of this order is on record."
    zh = "该订单尚无付款记录。"


class NoLines(Invalid):
    """An invoice names at least one line of the order."""

    code = "INVOICE_WITHOUT_LINES"
    en = "Name at least one line of the order."
    zh = "请至少选择一个订单行。"


class UnknownLine(Invalid):
    """The order has no such line."""

    code = "UNKNOWN_ORDER_LINE"
    en = "The order has no line {line}."
    zh = "订单中没有第 {line} 行。"


class LineInvoiced(Conflict):
    """A line is invoiced at most once."""

    code = "LINE_ALREADY_INVOICED"
    en = "Line {line} is on an invoice already."
    zh = "第 {line} 行已开具发票。"


class LineDiffers(Conflict):
    """A line is invoiced whole, exactly as it was ordered."""

    code = "LINE_DIFFERS"
    en = "Line {line} is invoiced exactly as it was ordered."
    zh = "发票须与订单一致，第 {line} 行与所订内容不符。"


class TaxNumberWrong(Invalid):
    """A tax number has 15, 17, 18 or 20 letters and digits."""

    code = "TAX_NUMBER_WRONG"
    en = "A tax number has 15, 17, 18 or 20 letters and digits."
    zh = "税号应为 15、17、18 或 20 位字母或数字。"


class CreditCodeWrong(Invalid):
    """A unified social credit code has 18 characters, the last of which checks the others (GB 32100)."""

    code = "CREDIT_CODE_WRONG"
    en = "This is no unified social credit code: its length, a character or the check character is wrong."
    zh = "统一社会信用代码有误：长度、字符或校验码不正确。"


class TaxpayerRequired(Invalid):
    """An organisation gives its tax number or its unified social credit code."""

    code = "TAXPAYER_ID_REQUIRED"
    en = "Give the tax number or the unified social credit code."
    zh = "请填写税号或统一社会信用代码其中一项。"


class InvoiceNumberTaken(Conflict):
    """Another invoice has this number."""

    code = "INVOICE_NUMBER_TAKEN"
    en = "Another invoice has this number."
    zh = "该发票号码已被使用。"
