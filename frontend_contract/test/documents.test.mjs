// Every trusted document is sent to the running server, as somebody who may, and does what it says.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import WebSocket from "ws";
import { Helpdesk, Refused } from "../dist/client.js";
import "./documents/calls.mjs";
import "./documents/phrases.mjs";
import "./documents/changes.mjs";
import "./documents/files.mjs";
import "./documents/notifying.mjs";
import "./documents/procedures.mjs";
import "./documents/tokens.mjs";
import { act, name, read, refused, sent, submitted } from "./documents/sending.mjs";
import { AGENTS, GROUPS, ITEMS, TOKENS, UNITS, URL_ } from "./server.mjs";

const PHONE = "+8613800005678";

/** A client that is closed when its test ends, however it ends. */
function client(role, context) {
  const made = new Helpdesk({ url: URL_, token: () => TOKENS[role], webSocket: WebSocket });
  context.after(() => made.close());
  return made;
}

test("what agents and stores do with a ticket", async () => {
  const ticket = await submitted();
  const { id } = ticket;
  await act("lin", "assign-ticket", { ticketId: id, assigneeId: AGENTS.zhao, expectedVersion: ticket.version });
  await act("zhao", "add-internal-note", { ticketId: id, body: "内部备注" });
  assert.deepEqual((await act("zhao", "add-tags", { ticketId: id, tags: ["甲", "乙"] })).ticket.tags, ["乙", "甲"]);
  assert.deepEqual((await act("zhao", "remove-tags", { ticketId: id, tags: ["甲"] })).ticket.tags, ["乙"]);
  const flagged = await act("zhao", "set-flag", { ticketId: id, colour: "RED", content: "改地址" });
  assert.deepEqual(flagged.ticket.flags.map((flag) => [flag.colour, flag.content, flag.author.id]), [["RED", "改地址", AGENTS.zhao]]);
  assert.equal((await act("lin", "change-priority", { ticketId: id, priority: "URGENT" })).ticket.priority, "URGENT");
  await act("store:S001", "urge-ticket", { ticketId: id });
  const soon = new Date(Date.parse((await read("zhao", "viewer")).viewer.now) + 3_600_000).toISOString();
  assert.equal((await act("zhao", "snooze-ticket", { ticketId: id, until: soon })).ticket.status, "SNOOZED");
  await act("zhao", "reply-to-ticket", { ticketId: id, body: "已查" });
  await act("zhao", "request-information", { ticketId: id, question: "几号下单？" });
  await act("zhao", "solve-ticket", { ticketId: id });
  await act("store:S001", "reopen-ticket", { ticketId: id, reason: "还有问题" });
  await act("lin", "move-ticket", { ticketId: id, groupId: GROUPS.returns, reason: "退换货" });
  await act("zhao", "solve-ticket", { ticketId: id, resolution: "好了" });
  assert.equal((await act("zhao", "close-ticket", { ticketId: id })).ticket.status, "CLOSED");
  const page = (await read("lin", "ticket-timeline", { id, first: 3 })).ticket.timeline;
  const next = (await read("lin", "ticket-timeline", { id, first: 3, after: page.pageInfo.endCursor })).ticket.timeline;
  assert.deepEqual([...page.nodes, ...next.nodes].map((event) => event.revision), [1, 2, 3, 4, 5, 6]);
  assert.equal((await read("lin", "ticket-timers", { id })).ticket.timers.length >= 2, true);
  assert.equal((await read("lin", "ticket-detail", { number: ticket.number })).ticket.id, id);
  assert.equal((await read("lin", "routing-decision", { ticketId: id })).ticket.routingDecision.group.code, "hotline");
});

test("tickets that belong together", async () => {
  const [one, two, three] = [await submitted(), await submitted(), await submitted()];
  const linked = await act("wang", "link-tickets", { sourceId: one.id, targetId: two.id, kind: "CAUSED_BY" });
  assert.deepEqual(linked.ticket.links.map((link) => [link.kind, link.isSource, link.ticket.id]), [["CAUSED_BY", true, two.id]]);
  await act("lin", "merge-tickets", { sourceId: two.id, targetId: one.id });
  assert.equal((await act("store:S001", "cancel-ticket", { ticketId: three.id, reason: "不需要了" })).ticket.status, "CANCELLED");
  assert.deepEqual((await refused("wang", "acknowledge-escalation", { ticketId: one.id })).map(([code]) => code), ["NOTHING_TO_ACKNOWLEDGE"]);
});

test("lists and the catalog", async () => {
  const { nodes, pageInfo } = (await read("lin", "inbox", { first: 2 })).tickets;
  assert.equal(nodes.length, 2);
  assert.ok(pageInfo.hasNextPage);
  const { totalCount } = (await read("lin", "inbox-count", { filter: { groupId: [GROUPS.hotline] } })).tickets;
  assert.ok(totalCount >= 2);
  assert.ok((await read("store:S001", "store-tickets")).tickets.nodes.length > 0);
  const roots = (await read("store:S001", "service-items")).serviceItems.map((item) => item.code);
  assert.ok(roots.includes("consultation") && !roots.includes("retired"));
  const [item] = (await read("admin", "service-item-by-code", { code: "shipment" })).serviceItems;
  assert.deepEqual(item.form.required, ["orderCode"]);
  assert.equal(item.effectiveConfig.group.inheritedFrom, ITEMS.consultation);
});

test("who calls", async () => {
  const { customer } = await act("wang", "identify-caller", { phone: PHONE, name: "李女士" });
  assert.equal(customer.phone, "138****5678");
  await submitted("wang", { channel: "PHONE", requester: { phone: PHONE } });
  const { name } = (await act("wang", "update-customer", { customerId: customer.id, name: "李梅", expectedVersion: customer.version })).customer;
  assert.equal(name, "李梅");
  const found = (await read("wang", "customer-by-phone", { phone: "138 0000 5678" })).customer;
  assert.deepEqual([found.id, found.tickets.nodes.length], [customer.id, 1]);
});

test("people and rosters", async () => {
  const saved = await act("admin", "save-agent", {
    externalKey: "sun", name: "孙", roles: ["AGENT"], skills: [], capacity: 3, active: true, language: "ZH_CN",
  });
  const members = [AGENTS.qian, saved.agent.id];
  assert.equal((await act("admin", "set-group-members", { groupId: GROUPS.finance, agentIds: members })).group.members.length, 2);
  await act("admin", "save-agent-group", { code: "archive", nameZh: "档案组", nameEn: "Archive", departmentId: UNITS.FINANCE, active: true });
  await act("admin", "save-organisation-unit", { kind: "DEPARTMENT", code: "LAW", nameZh: "法务部", nameEn: "Law", parentId: UNITS.HQ });
  await act("admin", "save-integration", { externalKey: "scanner", name: "扫描枪", active: true });
  const [from, to] = ["2027-03-01T09:00:00+08:00", "2027-03-01T18:00:00+08:00"];
  const { shift } = await act("cfo", "plan-shift", { agentId: AGENTS.qian, startsAt: from, endsAt: to });
  const { leave } = await act("admin", "record-leave", { agentId: AGENTS.qian, startsAt: from, endsAt: to, reason: "年假" });
  const { roster } = await read("admin", "roster", { from, to, groupId: GROUPS.finance });
  assert.deepEqual([roster.shifts.map((one) => one.id), roster.leaves.map((one) => one.id)], [[shift.id], [leave.id]]);
  await act("admin", "remove-shift", { shiftId: shift.id });
  await act("admin", "remove-leave", { leaveId: leave.id });
  assert.equal((await act("wang", "set-availability", { presence: "AWAY" })).agent.presence, "AWAY");
  assert.equal((await act("wang", "set-availability", { presence: "ONLINE" })).agent.presence, "ONLINE");
  assert.ok((await read("admin", "agents")).agents.nodes.some((agent) => agent.externalKey === "sun"));
  assert.ok((await read("admin", "agent-groups")).agentGroups.some((group) => group.code === "archive"));
  assert.ok((await read("admin", "organisation-units")).organisationUnits.some((unit) => unit.code === "LAW"));
  assert.ok((await read("admin", "integrations")).integrations.some((one) => one.externalKey === "scanner"));
});

test("configuration goes from a draft into force and back", async () => {
  const { number } = (await read("admin", "configuration")).configuration;
  const { draft } = await act("admin", "create-configuration-draft", { title: "春季" });
  let version = draft.version;
  const enter = async (document, input) => {
    const payload = await act("admin", document, { draftId: draft.id, expectedVersion: version, ...input });
    version = payload.draft.version;
    return payload.id;
  };
  const calendar = await enter("save-calendar", { name: name("春"), weekly: { monday: ["09:00-17:00"] } });
  const promise = { metric: "RESOLUTION", clock: "BUSINESS", targets: { normal: { duration: "PT8H" } } };
  const policy = await enter("save-sla-policy", { name: name("春"), calendarId: calendar, promises: [promise] });
  const item = await enter("save-service-item", { code: "spring", name: name("春"), submittable: true, groupId: GROUPS.hotline, slaPolicyId: policy });
  await enter("save-menu", { channel: "WECHAT", entries: [{ itemId: item, name: name("春季咨询") }] });
  await enter("save-desk", { name: name("春"), defaultGroupId: GROUPS.hotline, channels: ["WECHAT"] });
  const rule = await enter("save-routing-rule", {
    name: name("春"), position: 5, when: { store: ["S007"] }, then: { addTags: ["spring"] },
  });
  assert.equal((await read("admin", "configuration-draft", { id: draft.id })).configurationDraft.changes.length, 6);
  const { simulation } = await act("admin", "simulate-routing", { serviceItemId: item, storeCode: "S007", draftId: draft.id });
  assert.deepEqual(simulation.tags, ["spring"]);
  await enter("remove-configuration-entry", { kind: "ROUTING_RULE", id: rule });
  assert.equal((await read("admin", "configuration-drafts")).configurationDrafts[0].id, draft.id);
  const published = await act("admin", "publish-configuration", { draftId: draft.id, expectedVersion: version });
  assert.equal(published.configuration.number, number + 1);
  const menu = (await read("store:S001", "navigation-menu", { channel: "WECHAT" })).navigationMenu;
  assert.deepEqual(menu.map((entry) => entry.item.id), [item]);
  for (const [document, field] of [["calendars", "calendars"], ["sla-policies", "slaPolicies"], ["desks", "desks"], ["menus", "menus"], ["routing-rules", "routingRules"]]) {
    assert.ok((await read("admin", document))[field].length > 0, document);
  }
  await act("admin", "revert-configuration", { toVersion: number });
  assert.equal((await read("admin", "configuration-versions")).configurationVersions.nodes[0].revertsTo, number);
  const other = await act("admin", "create-configuration-draft", { title: "不要了" });
  await act("admin", "discard-configuration-draft", { draftId: other.draft.id });
  await act("admin", "learn-holidays", { year: 2031, daysOff: ["2031-01-01"], workingDays: [] });
  assert.ok((await read("admin", "holiday-years")).holidayYears.some((one) => one.year === 2031));
});

test("the event feed is paged by its cursor, each event once", async () => {
  const seen = [];
  for (let cursor, more = true; more; ) {
    const { events } = await read("follower", "event-feed", { first: 100, after: cursor });
    seen.push(...events.nodes.map((event) => event.id));
    [cursor, more] = [events.endCursor, events.hasNextPage];
  }
  assert.ok(seen.length > 50);
  assert.equal(new Set(seen).size, seen.length);
});

test("notifications come in as they happen and are marked as read", async (context) => {
  const lin = client("lin", context);
  const next = lin.notifications(await lin.feedCursor()).next();
  const ticket = await submitted();
  await act("store:S001", "urge-ticket", { ticketId: ticket.id });
  const { notification } = (await next).value;
  assert.deepEqual([notification.reason, notification.ticket.id], ["URGED", ticket.id]);
  const listed = (await read("lin", "notifications", { unreadOnly: true })).notifications.nodes.map((one) => one.id);
  assert.ok(listed.includes(notification.id));
  const marked = await act("lin", "mark-notifications-read", { ids: [notification.id] });
  assert.ok(marked.notifications[0].readAt);
});

test("who no longer sees the same is told to read anew", async (context) => {
  const qian = client("qian", context);
  // from a cursor: the subscription may begin after the ticket is there
  const updates = qian.follow({ after: await qian.feedCursor() });
  const next = updates.next();
  const ticket = await submitted("store:S001", { serviceItemId: ITEMS.invoice });
  assert.equal((await next).value.ticketId, ticket.id);
  const told = assert.rejects(
    async () => { for await (const _ of updates); },
    (error) => error instanceof Refused && error.code === "SCOPE_CHANGED",
  );
  await act("admin", "set-group-members", { groupId: GROUPS.finance, agentIds: [] });
  await told;
});

test("every document was sent", () => {
  const all = readdirSync(new URL("../operations/", import.meta.url)).map((name) => name.replace(/\.graphql$/, ""));
  assert.deepEqual(all.filter((name) => !sent.has(name)), []);
});
