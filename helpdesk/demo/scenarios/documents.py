"""The GraphQL documents that the regulated procedures' scenarios send."""

DELETION = """query Deletion($code: String!) {
  orderDeletionEligibility(orderCode: $code) {
    allowed way closesAt shipped fee { amount currency } feeExpiresAt refusals { code field message }
  }
}"""

INVOICE = """query Invoice($code: String!) {
  invoiceEligibility(orderCode: $code) {
    allowed refusals { code field message } kinds { kind open latestIssueDate }
    linesLeft { number name specification unit quantity amount { amount currency } }
  }
}"""

WORK = """query Work {
  stepsDue(first: 100) { nodes { code title { text } mine ticket { id number } } }
}"""

TICKET = """query Progress($id: ID!) {
  ticket(id: $id) {
    number status group { name { text } } assignee { name }
    timers { metric state { __typename ... on Running { dueAt } } }
    comments(first: 100) { nodes { visibility body } }
    procedure {
      state reason
      steps { title { text } state toBeTakenBy group { name { text } } takenBy { name } outcomeTitle { text } endedAt }
    }
  }
}"""

ABOUT = "query About($code: String!) { tickets(filter: { orderCode: $code }, first: 1) { nodes { id } } }"

ORDER = """query Order($code: String!) {
  order(code: $code) {
    code storeCode kind placedAt deletedAt shipped
    total { amount currency }
    payments { payer }
    shipments { carrier shippedAt }
    settlementPeriod { closesAt }
  }
  feePayments(orderCode: $code) { reference amount { amount currency } refundedAt }
}"""

ORDERS = "query Orders($code: String!) { orders(storeCode: $code) { code kind shipped deletedAt payments { payer } } }"

STORES = "{ stores { code } }"

MEMBER_CHANGE = """query Change($code: String!) {
  memberChangeEligibility(memberCode: $code) {
    allowed mismatchesLeft fields { field selfService needs } refusals { code field message }
  }
}"""

FORM = "query Form($id: ID!) { ticket(id: $id) { form } }"

UPLOAD = """mutation Upload($input: CreateAttachmentUploadInput!) {
  createAttachmentUpload(input: $input) { attachment { id } uploadUrl userErrors { code field message } }
}"""

OPEN = """mutation Open($input: OpenAttachmentInput!) {
  openAttachment(input: $input) { attachment { fileName } downloadUrl userErrors { code field message } }
}"""

OF_MEMBER = "query Of($code: String!) { tickets(filter: { memberCode: [$code] }, first: 1) { nodes { id } } }"

MEMBER = """query Member($code: String!) {
  member(code: $code) {
    code name idNumber mobile wechatId bankCard shippingAddress storeCode sponsorCode legalPersonOf
    registeredAt passwordResetAt
  }
}"""

MEMBERS = "query Members($code: String!) { members(storeCode: $code) { code } }"

CALL = """mutation Call($input: TakeVerificationCallInput!) {
  takeVerificationCall(input: $input) {
    numberKind number questions { kind text { zh en } } userErrors { code field message }
  }
}"""

ORDERS_OF = """query OrdersOf($code: String!) {
  orders(memberCode: $code) { placedAt total { amount } lines { name } }
}"""
