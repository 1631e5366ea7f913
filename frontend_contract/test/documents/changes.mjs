// A member's information is changed: asked for by form, confirmed by an agent, applied by the platform.
import assert from "node:assert/strict";
import { test } from "node:test";
import { TOKENS, URL_, platform, until } from "../server.mjs";
import { act, read, refused } from "./sending.mjs";

const SCAN = Buffer.concat([Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"), Buffer.alloc(600, "id card")]);

/** A member as the platform holds them. */
export async function held(code) {
  const query = "query($code: String!) { member(code: $code) { code name idNumber mobile wechatId bankCard shippingAddress } }";
  return (await platform(query, { code })).member;
}

/** A copy of an ID card that a role uploaded. */
export async function idCopy(role = "store:S001") {
  const input = { purpose: "ID_CARD_COPY", fileName: "身份证.png", size: SCAN.length };
  const { attachment, uploadUrl } = await act(role, "create-attachment-upload", input);
  assert.equal((await fetch(new URL(uploadUrl, URL_), { method: "PUT", body: SCAN })).status, 201);
  return attachment.id;
}

/** An agent opens the copy of a ticket and finds on it what the platform holds. */
export async function confirm(role, ticketId, idCopyId, member) {
  const { downloadUrl } = await act(role, "open-attachment", { attachmentId: idCopyId });
  await (await fetch(new URL(downloadUrl, URL_), { headers: { Authorization: `Bearer ${TOKENS[role]}` } })).arrayBuffer();
  const fields = { name: member.name, idNumber: member.idNumber };
  await act(role, "take-step", { ticketId, step: "CONFIRM", outcome: "CONFIRMED", fields });
}

/** A ticket once it has come to a status by the workers' doing. */
export async function settled(id, status) {
  return until(`${id} is ${status}`, async () => {
    const { ticket } = await read("store:S001", "ticket-detail", { id });
    return ticket.status === status && ticket;
  });
}

test("a WeChat id and an address are changed whole, and what the form may not say is refused", async () => {
  const member = await held("M00013");
  const { memberChangeEligibility } = await read("store:S001", "member-change-eligibility", { memberCode: member.code });
  const standing = Object.fromEntries(memberChangeEligibility.fields.map((one) => [one.field, one]));
  assert.deepEqual([standing.WECHAT_ID.selfService, standing.WECHAT_ID.needs], [true, ["ID_COPY"]]);
  assert.deepEqual([standing.MOBILE.selfService, standing.MOBILE.needs], [false, ["ID_COPY", "PHONE_VERIFICATION"]]);
  const idCopyId = await idCopy();
  const wechat = { field: "WECHAT_ID", before: member.wechatId, after: "wx_contract" };
  const address = { field: "SHIPPING_ADDRESS", before: member.shippingAddress, after: "杭州市西湖区龙井路1号" };
  const form = { memberCode: member.code, idCopyId };
  const wrong = { ...form, changes: [wechat, { ...address, before: "别处" }] };
  assert.deepEqual(await refused("store:S001", "submit-member-change", wrong), [["BEFORE_VALUE_DIFFERS", "changes.1.before"]]);
  const number = { ...form, changes: [wechat, { field: "ID_NUMBER", before: member.idNumber, after: "1" }] };
  assert.deepEqual(await refused("store:S001", "submit-member-change", number), [["ID_NUMBER_NEVER_CHANGES", "changes.1"]]);
  assert.deepEqual(await refused("store:S002", "submit-member-change", wrong), [["NOT_FOUND", "memberCode"]]);
  const { ticket } = await act("store:S001", "submit-member-change", { ...form, changes: [wechat, address] });
  assert.ok(ticket.form.changes.every((row) => row.before.includes("****") && row.after.includes("****")));
  await confirm("wang", ticket.id, idCopyId, member);
  await settled(ticket.id, "SOLVED");
  const now = await held(member.code);
  assert.deepEqual([now.wechatId, now.shippingAddress, now.bankCard], ["wx_contract", address.after, member.bankCard]);
});

/** Members of the store who are nobody's legal person, whom no other test is about. */
async function others() {
  const { members } = await platform('{ members(storeCode: "S001") { code } }');
  return members.map((one) => one.code).filter((code) => code !== "M00013").slice(-3);
}

/** A change of a mobile whose registered number is to be called. */
async function calling(code, after) {
  const member = await held(code);
  const idCopyId = await idCopy();
  const changes = [{ field: "MOBILE", before: member.mobile, after }];
  const { ticket } = await act("store:S001", "submit-member-change", { memberCode: code, idCopyId, changes });
  await confirm("wang", ticket.id, idCopyId, member);
  return { member, ticketId: ticket.id };
}

/** An agent takes the call, and records how it went. */
async function called(ticketId, numberKind, outcome, number) {
  const taken = await act("wang", "take-verification-call", { ticketId });
  assert.deepEqual([taken.numberKind, taken.number], [numberKind, number]);
  await act("wang", "record-phone-verification", { ticketId, numberKind, outcome, recordingReference: "REC-1" });
}

test("a new mobile is never applied where the registered number refuses", async () => {
  const { member, ticketId } = await calling((await others())[0], "13900001111");
  const early = { ticketId, numberKind: "NEW", outcome: "UNREACHABLE" };
  assert.deepEqual(await refused("wang", "record-phone-verification", early), [["NOT_THE_CALLING_AGENT", "ticketId"]]);
  await act("wang", "take-verification-call", { ticketId });
  assert.deepEqual(await refused("wang", "record-phone-verification", early), [["REGISTERED_NUMBER_FIRST", "numberKind"]]);
  assert.deepEqual(await refused("wang", "send-verification-code", { ticketId }), [["CODE_NOT_ALLOWED", "ticketId"]]); // by policy
  assert.deepEqual(await refused("member:M1001", "enter-verification-code", { code: "123456" }), [["NO_CODE_TO_ENTER", "code"]]);
  const consent = { ticketId, step: "CALL", outcome: "CONSENTED" };
  assert.deepEqual(await refused("wang", "take-step", consent), [["RECORD_THE_CALL", null]]);
  await called(ticketId, "REGISTERED", "REFUSED", member.mobile);
  await settled(ticketId, "DECLINED");
  assert.equal((await held(member.code)).mobile, member.mobile);
});

test("where the registered number is unreachable, the new one is asked, and too few answers decline it", async () => {
  const { member, ticketId } = await calling((await others())[1], "13900002222");
  await called(ticketId, "REGISTERED", "UNREACHABLE", member.mobile);
  const { number, questions } = await act("wang", "take-verification-call", { ticketId });
  assert.equal(number, "+8613900002222");
  assert.ok(questions.length >= 3 && questions.every((one) => one.text.text));
  const answers = questions.map(({ kind }) => ({ question: kind, answer: "不知道" }));
  await act("wang", "record-phone-verification", { ticketId, numberKind: "NEW", outcome: "CONFIRMED", answers });
  await settled(ticketId, "DECLINED");
  assert.equal((await held(member.code)).mobile, member.mobile);
});

/** What a member can answer, as the platform knows it. */
async function known(code) {
  const query = `query($code: String!) {
    member(code: $code) { registeredAt sponsorCode bankCard }
    orders(memberCode: $code) { code placedAt total { amount } lines { name } }
  }`;
  const { member, orders } = await platform(query, { code });
  const month = (instant) => new Date(Date.parse(instant) + 8 * 3_600_000).toISOString().slice(0, 7); // in Shanghai
  const newest = (one, other) => Date.parse(other.placedAt) - Date.parse(one.placedAt) || (one.code < other.code ? 1 : -1);
  const [last] = orders.sort(newest);
  return {
    REGISTERED_MONTH: month(member.registeredAt),
    SPONSOR: member.sponsorCode,
    BANK_CARD_TAIL: member.bankCard?.slice(-4),
    ...(last && { LAST_ORDER_MONTH: month(last.placedAt), LAST_ORDER_PRODUCT: last.lines[0].name, LAST_ORDER_AMOUNT: last.total.amount }),
  };
}

test("right answers at the new number change it where nobody answers the registered one", async () => {
  const { member, ticketId } = await calling("M00019", "13900003333");
  await called(ticketId, "REGISTERED", "UNREACHABLE", member.mobile);
  const { questions } = await act("wang", "take-verification-call", { ticketId });
  const right = await known(member.code);
  const answers = questions.map(({ kind }) => ({ question: kind, answer: right[kind] }));
  await act("wang", "record-phone-verification", { ticketId, numberKind: "NEW", outcome: "CONFIRMED", answers });
  await settled(ticketId, "SOLVED");
  assert.equal((await held(member.code)).mobile, "+8613900003333");
});

test("a password is reset by consent at the registered number", async () => {
  const member = await held((await others())[2]);
  const idCopyId = await idCopy();
  const about = { memberCode: member.code };
  assert.ok((await read("store:S001", "password-reset-eligibility", about)).passwordResetEligibility.allowed);
  const { ticket } = await act("store:S001", "submit-password-reset", { ...about, idCopyId });
  const { refusals } = (await read("store:S001", "password-reset-eligibility", about)).passwordResetEligibility;
  assert.deepEqual(refusals.map((one) => one.code), ["PROCEDURE_OPEN_ALREADY"]);
  await confirm("wang", ticket.id, idCopyId, member);
  await called(ticket.id, "REGISTERED", "CONSENTED", member.mobile);
  await settled(ticket.id, "SOLVED");
});
