// Procedures are data: installed, saved, walked step by step.
import assert from "node:assert/strict";
import { test } from "node:test";
import { GROUPS, platform, until } from "../server.mjs";
import { act, name, read, refused } from "./sending.mjs";

/** Orders of the store on the platform that `wanted` says yes to. */
async function ordersOf(wanted) {
  const { orders } = await platform(
    `{ orders(storeCode: "S001") { code shipped kind lines { number } payments { payer } settlementPeriod { closesAt } } }`,
  );
  return orders.filter(wanted);
}

/** A ticket once it has come to a status by the workers' doing. */
async function settled(role, id, status) {
  return until(`${id} is ${status}`, async () => {
    const { ticket } = await read(role, "ticket-detail", { id });
    return ticket.status === status && ticket;
  });
}

test("an invoice is asked for by line, and issued or refused by finance", async () => {
  const asked = [];
  for (const { code, lines, payments } of await ordersOf((order) => order.payments.length)) {
    if (asked.length === 2) break;
    const { allowed, kinds, linesLeft } = (await read("store:S001", "invoice-eligibility", { orderCode: code })).invoiceEligibility;
    if (!allowed || !kinds.some((one) => one.kind === "VAT_ORDINARY" && one.open)) continue;
    assert.equal(linesLeft.length, lines.length);
    const buyer = { individual: { title: payments[0].payer, phone: "13812345678" } };
    const input = { orderCode: code, kind: "VAT_ORDINARY", buyer, lines: [{ number: 1 }] };
    asked.push((await act("store:S001", "submit-invoice-request", input)).ticket);
  }
  for (const { id } of asked) await act("wang", "take-step", { ticketId: id, step: "ACCEPT", outcome: "ACCEPTED" });
  const [first, second] = asked;
  assert.equal((await act("qian", "issue-invoice", { ticketId: first.id, number: "24352000000000000001" })).ticket.status, "SOLVED");
  await act("qian", "refuse-invoice", { ticketId: second.id, reason: "税号有误" });
  assert.equal((await settled("store:S001", second.id, "DECLINED")).status, "DECLINED");
});

test("a shipped order is deleted once its fee is paid", async () => {
  let found;
  for (const { code } of await ordersOf((order) => order.shipped && order.kind === "PURCHASE")) {
    found = (await read("store:S001", "order-deletion-eligibility", { orderCode: code })).orderDeletionEligibility;
    found.code = code;
    if (found.way === "FEE") break;
  }
  assert.deepEqual([found.way, found.refusals.map((error) => error.code)], ["FEE", ["FEE_NOT_PAID"]]);
  const { ticket } = await act("store:S001", "submit-order-deletion", { orderCode: found.code, reason: "下错单" });
  const work = (await read("wang", "steps-due", { groupId: GROUPS.hotline, first: 100 })).stepsDue.nodes;
  assert.ok(work.some((step) => step.ticket.id === ticket.id && step.code === "CHECK" && step.mine));
  const { procedure } = (await read("wang", "ticket-procedure", { id: ticket.id })).ticket;
  const possible = procedure.steps.find((step) => step.state === "CURRENT").possible;
  // what the platform is asked about is judged when the step is taken
  assert.deepEqual(possible.map((one) => [one.code, one.allowed]), [["NOT_SHIPPED", null], ["SHIPPED", null], ["REFUSED", true]]);
  await act("wang", "take-step", { ticketId: ticket.id, step: "CHECK", outcome: "SHIPPED" });
  const little = await refused("qian", "record-fee-payment", { ticketId: ticket.id, reference: "FEE-1", amount: "0.01" });
  assert.deepEqual(little.map(([code]) => code), ["FEE_NOT_PAID"]);
  await act("qian", "record-fee-payment", { ticketId: ticket.id, reference: "FEE-1", amount: found.fee.amount });
  await settled("store:S001", ticket.id, "SOLVED");
  const { order } = await platform(`query($code: String!) { order(code: $code) { deletedAt } }`, { code: found.code });
  assert.ok(order.deletedAt);
  const { acts } = (await read("admin", "ticket-procedure", { id: ticket.id })).ticket.procedure;
  assert.deepEqual(acts.map((one) => [one.kind, one.state]), [["RECORD_FEE", "DONE"], ["DELETE_ORDER", "DONE"]]);
  assert.ok(acts[1].answer.reference && acts[1].settledAt);
  for (const decision of ["ask-act-again", "repeat-act", "give-up-act"]) { // nothing of it is left to decide
    assert.deepEqual(await refused("admin", decision, { actId: acts[1].id, reason: "平台已答复" }), [["ACT_NOT_STUCK", "actId"]]);
  }
  assert.deepEqual((await read("admin", "stuck-acts")).stuckActs, { totalCount: 0, nodes: [], pageInfo: { hasNextPage: false, endCursor: null } });
});

test("a procedure of one's own is saved, and a department that ships with it is installed once", async () => {
  const done = { code: "DONE", title: name("好了"), end: "DONE" };
  const lost = { code: "LOST", title: name("到不了"), outcomes: [done] };
  const first = { code: "LOOK", title: name("查看"), group_id: GROUPS.hotline, outcomes: [done] };
  const own = { code: "look", name: name("查看"), first: "LOOK" };
  assert.ok((await refused("admin", "save-procedure", { ...own, steps: [first, lost] })).length > 0); // nothing leads there
  const { id } = await act("admin", "save-procedure", { ...own, steps: [first] });
  const { procedureDefinitions } = await read("admin", "procedure-definitions");
  const [saved] = procedureDefinitions.filter((one) => one.id === id);
  assert.deepEqual([saved.code, saved.steps[0].group_id], ["look", GROUPS.hotline]);
  const made = await act("admin", "install-pack", { name: "factory" });
  assert.ok(made.groups.length > 0);
  const again = await act("admin", "install-pack", { name: "factory" });
  assert.deepEqual([again.units, again.groups, again.unstaffed], [[], [], made.unstaffed]);
  assert.deepEqual(await refused("admin", "install-pack", { name: "bakery" }), [["UNKNOWN_PACK", "name"]]);
});
