"""The GraphQL that the reference adapter sends. An operation is named like its root field."""

from __future__ import annotations

_MONEY = "{ amount currency }"
_MEMBER = """{
  code name idNumber mobile wechatId bankCard shippingAddress grade storeCode sponsorCode
  registeredAt passwordResetAt legalPersonOf
}"""
_STORE = "{ code name managerCode managerName managerMobile address legalPersonCode }"
_PERIOD = "{ storeCode code opensAt closesAt }"
_ORDER = f"""{{
  code storeCode memberCode kind placedAt deletedAt shipped total {_MONEY}
  lines {{ number productCode name specification unit quantity unitPrice {_MONEY} amount {_MONEY} }}
  payments {{ reference amount {_MONEY} payer method paidAt }}
  shipments {{ number carrier shippedAt deliveredAt }}
  settlementPeriod {_PERIOD}
}}"""
_OUTCOME = """{
  __typename
  ... on Done { reference at }
  ... on Refused { reason message dependencies }
  ... on PreconditionGone { which fields }
}"""

READS = {
    "member": f"query member($code: String!) {{ member(code: $code) {_MEMBER} }}",
    "members": f"""query members($phone: String, $storeCode: String) {{
      members(phone: $phone, storeCode: $storeCode) {_MEMBER}
    }}""",
    "store": f"query store($code: String!) {{ store(code: $code) {_STORE} }}",
    "stores": f"query stores {{ stores {_STORE} }}",
    "order": f"query order($code: String!) {{ order(code: $code) {_ORDER} }}",
    "orders": f"""query orders($memberCode: String, $storeCode: String) {{
      orders(memberCode: $memberCode, storeCode: $storeCode) {_ORDER}
    }}""",
    "settlementPeriod": f"""query settlementPeriod($orderCode: String!) {{
      settlementPeriod(orderCode: $orderCode) {_PERIOD}
    }}""",
    "feeQuote": f"""query feeQuote($orderCode: String!) {{
      feeQuote(orderCode: $orderCode) {{ orderCode fee {_MONEY} quotedAt expiresAt }}
    }}""",
    "feePayments": f"""query feePayments($orderCode: String!) {{
      feePayments(orderCode: $orderCode) {{ reference orderCode amount {_MONEY} paidAt refundedAt }}
    }}""",
    "outcome": f"query outcome($key: String!) {{ outcome(key: $key) {_OUTCOME} }}",
}

_INPUTS = {
    "applyMemberChange": "MemberChangeInput",
    "resetPassword": "PasswordResetInput",
    "deleteOrder": "OrderDeletionInput",
    "recordFeePayment": "FeePaymentInput",
    "refundFee": "FeeRefundInput",
}

ACTS = {
    name: f"mutation {name}($input: {kind}!, $key: String!) {{ {name}(input: $input, key: $key) {_OUTCOME} }}"
    for name, kind in _INPUTS.items()
}
