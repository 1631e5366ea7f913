// Customers are called by plan and by script (回访).
import assert from "node:assert/strict";
import { test } from "node:test";
import { GROUPS, ITEMS } from "../server.mjs";
import { act, name, read, refused } from "./sending.mjs";

const PHONE = "+8613800009911";

test("a call is planned, put off, made by the script, and refused for good", async () => {
  const answer = (code, leads) => ({ code, label: name(code), ...leads });
  const script = await act("admin", "save-call-script", {
    code: "visit", name: name("回访"), nodes: [
      { code: "ring", text: name("您好，{customer}"), answers: [answer("reached", { next: "ask" }), answer("nobody", { outcome: "NOT_REACHED" })] },
      { code: "ask", text: name("货收到了吗？"), answers: [
        answer("good", { outcome: "SATISFIED" }),
        answer("damaged", { outcome: "DAMAGED", opensItemId: ITEMS["product-use"] }),
        answer("never", { outcome: "DO_NOT_CALL" }),
      ] },
    ],
  });
  const [calendar] = (await read("admin", "calendars")).calendars;
  const plan = await act("admin", "save-call-plan", {
    code: "visit", name: name("到店回访"), trigger: "OCCASION", window: { fromDay: 0, toDay: 5 },
    groupId: GROUPS.hotline, calendarId: calendar.id, scriptId: script.id,
  });
  const { customer } = await act("wang", "identify-caller", { phone: PHONE, name: "钱女士" });
  const { viewer } = await read("wang", "viewer");
  const planned = (orderCode) => act("admin", "plan-call", { planCode: "visit", happenedAt: viewer.now, customerId: customer.id, orderCode });
  const [first, second, third] = [(await planned("V-1")).call, (await planned("V-2")).call, (await planned("V-3")).call];
  assert.equal((await planned("V-1")).call.id, first.id); // the same occasion is one call

  const due = (await read("wang", "calls-due", { groupId: GROUPS.hotline, first: 100 })).callsDue.nodes.filter((one) => one.plan.id === plan.id);
  assert.deepEqual(due.map((one) => one.orderCode).sort(), ["V-1", "V-2", "V-3"]);
  assert.deepEqual(due[0].plan.script.nodes.map((node) => node.code), ["ring", "ask"]);

  const tomorrow = new Date(Date.parse(viewer.now) + 86_400_000).toISOString();
  const postponed = (await act("wang", "postpone-call", { callId: second.id, until: tomorrow })).call;
  assert.equal(Date.parse(postponed.notBefore), Date.parse(tomorrow));
  const never = new Date(Date.parse(viewer.now) + 60 * 86_400_000).toISOString();
  assert.deepEqual((await refused("wang", "postpone-call", { callId: third.id, until: never })).map(([, field]) => field), ["until"]);

  const number = await act("wang", "unmask-customer-phone", { callId: first.id, reason: "回访" });
  assert.deepEqual([number.phone, number.customer.phone], [PHONE, "138****9911"]);
  const damaged = (await act("wang", "record-call", {
    callId: first.id, path: [{ node: "ring", answer: "reached" }, { node: "ask", answer: "damaged" }], notes: "外箱破损",
  })).call;
  assert.deepEqual([damaged.state, damaged.outcome, damaged.attemptCount], ["DONE", "DAMAGED", 1]);
  const opened = (await read("wang", "ticket-detail", { id: damaged.openedTicket.id })).ticket;
  assert.equal(opened.number, damaged.openedTicket.number);

  const [from, to] = [new Date(Date.parse(viewer.now) - 86_400_000).toISOString(), new Date(Date.parse(viewer.now) + 30 * 86_400_000).toISOString()];
  const coverage = (await read("lin", "call-plan-coverage", { planId: plan.id, from, to })).callPlanCoverage;
  assert.deepEqual([coverage.planned, coverage.done, coverage.open], [3, 1, 2]);

  const current = (await read("wang", "customer-by-phone", { phone: PHONE })).customer;
  const stopped = await act("wang", "set-do-not-call", { customerId: customer.id, reason: "客户要求", expectedVersion: current.version });
  assert.equal(stopped.customer.callRefusal.reason, "客户要求");

  assert.deepEqual((await refused("admin", "erase-customer", { customerId: customer.id, reason: "本人要求" })).map(([code]) => code), ["CUSTOMER_HAS_OPEN_TICKETS"]);
  await act("wang", "cancel-ticket", { ticketId: opened.id, reason: "已在电话中解决" });
  const erased = await act("admin", "erase-customer", { customerId: customer.id, reason: "本人要求" });
  assert.notEqual(erased.customer.erasedAt, null);
  assert.equal((await read("wang", "customer-by-phone", { phone: PHONE })).customer, null);
});
