// A ticket's whole way, as a store's front end, an agent's front end and an integration live it.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import WebSocket from "ws";
import { Helpdesk, Refused, StoreTicketsDocument } from "../dist/client.js";
import {
  ERROR_CODES, ITEMS, TOKENS, URL_,
  ask, attempt, change, follower, microseconds, moveClock, pause, post, releaseClock, until,
} from "./server.mjs";

const SECOND = 1000;
const sockets = [];
/** The real WebSocket of the package `ws`, kept at hand so that the network can be cut. */
class Cuttable extends WebSocket {
  constructor(...given) {
    super(...given);
    sockets.push(this);
  }
}

const agent = follower("lin");
const stranger = follower("store:S002");
let network = Promise.resolve();
let mended;
const integration = {
  client: helpdesk("follower", { webSocket: Cuttable, token: () => network.then(() => TOKENS.follower) }),
  seen: [],
};
const watching = (async () => {
  for await (const update of integration.client.follow()) integration.seen.push(update);
})();
let ticket, worker;

after(async () => {
  mended?.();
  await Promise.all([agent.stop(), stranger.stop(), integration.client.close()]);
  await watching;
  releaseClock();
});

function helpdesk(role, options = {}) {
  return new Helpdesk({ url: URL_, token: () => TOKENS[role], webSocket: WebSocket, ...options });
}

async function detail(role = "lin") {
  return (await ask(role, "ticket-detail", { id: ticket.id })).ticket;
}

async function timer(metric) {
  return (await detail()).timers.findLast((one) => one.metric === metric);
}

const eventsSeen = ({ seen }) =>
  seen.filter((update) => update.ticketId === ticket.id && update.event).map((update) => update.event);

const crossings = (events) =>
  events
    .filter((event) => event.data.metric === "FIRST_RESPONSE" && /^clock\.(warned|breached|escalated)$/.test(event.kind))
    .map((event) => event.kind + (event.data.level ? ` ${event.data.level}` : ""));

test("a submitted ticket reaches a subscribed agent within a second", async () => {
  await Promise.all([agent.ready, stranger.ready, until("the integration is connected", () => sockets[0]?.readyState === 1)]);
  await pause(300); // the subscriptions themselves follow the acknowledgement
  const sent = performance.now();
  const payload = await change("store:S001", "submit-ticket", {
    serviceItemId: ITEMS["product-use"],
    title: "怎么用？",
    description: "说明书看不懂",
    idempotencyKey: "journey",
  });
  ticket = payload.ticket;
  const first = await until("the agent sees it", () => agent.seen.find((update) => update.ticketId === ticket.id));
  assert.equal(first.changeType, "ADDED");
  assert.equal(first.ticket.number, ticket.number);
  assert.ok(first.arrived - sent < SECOND, `it took ${first.arrived - sent} ms`);
  worker = ticket.assignee.name.toLowerCase();
  assert.ok(["wang", "zhao"].includes(worker), "routed to the hotline and given to an agent on shift");
  assert.deepEqual(payload.ticket.timers.map((one) => [one.metric, one.state.__typename]), [
    ["FIRST_RESPONSE", "Running"],
    ["RESOLUTION", "Running"],
  ]);
});

test("unanswered it is warned about, breached and escalated three levels, each exactly once", async () => {
  await moveClock("now", 200);
  await until(
    "level 3 is seen",
    () => crossings(eventsSeen(agent)).includes("clock.escalated 3"),
    30_000,
  );
  await moveClock("now", 1);
  const wanted = ["clock.warned", "clock.breached", "clock.escalated 1", "clock.escalated 2", "clock.escalated 3"];
  assert.deepEqual(crossings(eventsSeen(agent)), wanted);
  const { timeline } = await detail();
  assert.deepEqual(crossings(timeline.nodes), wanted);
  const told = timeline.nodes.filter((event) => event.kind === "ticket.escalation_notified");
  assert.equal(told.length, wanted.length, "each crossing tells people once");
  assert.ok(told.every((event) => event.data.recipients.length > 0));
  assert.equal((await timer("FIRST_RESPONSE")).escalationLevel, 3);
});

test("a late answer meets the clock, and the breach stays on record", async () => {
  await change(worker, "reply-to-ticket", { ticketId: ticket.id, body: "您好，请稍等。" });
  const { state } = await timer("FIRST_RESPONSE");
  assert.equal(state.__typename, "Breached");
  assert.ok(state.metAt > state.at);
});

test("a question to the store stops the resolution clock, its answer moves the due instant by exactly the pause", async () => {
  const before = (await timer("RESOLUTION")).state;
  const asked = await change(worker, "request-information", { ticketId: ticket.id, question: "请提供订单号" });
  assert.equal(asked.ticket.status, "WAITING_ON_REQUESTER");
  const paused = asked.ticket.timers.find((one) => one.metric === "RESOLUTION").state;
  assert.equal(paused.__typename, "Paused");
  assert.match(paused.remaining, /^PT3H\d+M/);

  network = new Promise((resolve) => (mended = resolve));
  sockets.at(-1).terminate(); // the integration's network is cut, and things go on meanwhile
  const noon = new Date(Number(microseconds(paused.since) / 1000n) + 45 * 60_000).toISOString();
  await moveClock(noon, 1);
  const answered = await change("store:S001", "reply-to-ticket", { ticketId: ticket.id, body: "D00031" });
  assert.equal(answered.ticket.status, "OPEN");
  const running = (await timer("RESOLUTION")).state;
  assert.equal(running.__typename, "Running");
  const { timeline } = await detail();
  const [stop, start] = ["clock.paused", "clock.resumed"].map(
    (kind) => timeline.nodes.find((event) => event.kind === kind && event.data.metric === "RESOLUTION").at,
  );
  const length = microseconds(start) - microseconds(stop);
  assert.ok(length >= 45n * 60_000_000n);
  assert.equal(microseconds(running.dueAt) - microseconds(before.dueAt), length);
});

test("it is solved, and the timeline says who, when, before and after", async () => {
  const solved = await change(worker, "solve-ticket", { ticketId: ticket.id, resolution: "每日两次，每次一粒。" });
  assert.equal(solved.ticket.status, "SOLVED");
  const { timeline, comments } = await detail();
  assert.equal(timeline.totalCount, timeline.nodes.length);
  assert.deepEqual(timeline.nodes.map((event) => event.revision), timeline.nodes.map((_, place) => place + 1));
  for (const event of timeline.nodes) {
    assert.match(event.at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?([+-]\d\d:\d\d|Z)$/);
    assert.match(event.actorKey, /^(agent:|store:S001$|system$)/);
  }
  const statuses = timeline.nodes
    .filter((event) => event.kind === "ticket.status_changed")
    .map((event) => [event.actorKind, event.data.before, event.data.after]);
  assert.deepEqual(statuses.slice(-3), [
    ["AGENT", "OPEN", "WAITING_ON_REQUESTER"],
    ["STORE_MANAGER", "WAITING_ON_REQUESTER", "OPEN"],
    ["AGENT", "OPEN", "SOLVED"],
  ]);
  assert.deepEqual(comments.nodes.map((comment) => comment.author.kind), ["AGENT", "AGENT", "STORE_MANAGER", "AGENT"]);
});

test("the store sees its ticket's way, but no clock and no routing", async () => {
  const { timeline } = (await ask("store:S001", "ticket-timeline", { id: ticket.id })).ticket;
  const kinds = new Set(timeline.nodes.map((event) => event.kind));
  assert.ok(kinds.has("ticket.submitted") && kinds.has("ticket.comment_added"));
  assert.deepEqual([...kinds].filter((kind) => /^clock\.|routed|escalation/.test(kind)), []);
});

test("an integration that was cut off resumes by its cursor: nothing missed, nothing twice", async () => {
  const { timeline } = await detail();
  const last = timeline.nodes.at(-1).id;
  assert.ok(!eventsSeen(integration).some((event) => event.kind === "clock.resumed"), "cut off in the middle");
  mended();
  await until("the integration caught up", () => integration.seen.some((update) => update.event?.id === last));
  assert.ok(sockets.length >= 2, "it connected again");
  const ids = (events) => events.map((event) => event.id);
  assert.deepEqual(ids(eventsSeen(integration)), ids(timeline.nodes));
});

test("another store's manager sees nothing of it", async () => {
  assert.equal(await detail("store:S002"), null);
  assert.equal((await ask("store:S002", "store-tickets")).tickets.totalCount, 0);
  const refused = await attempt("store:S002", "reply-to-ticket", { ticketId: ticket.id, body: "?" });
  assert.deepEqual(refused.userErrors.map((error) => error.code), ["NOT_FOUND"]);
  assert.deepEqual(stranger.seen, []);
  assert.equal(stranger.failure, null);
});

test("two submits that race with one idempotency key are one ticket", async () => {
  const count = async () => (await ask("store:S001", "store-tickets")).tickets.totalCount;
  const before = await count();
  const input = { serviceItemId: ITEMS["product-use"], title: "只要一张", idempotencyKey: "race" };
  const [left, right] = await Promise.all([change("store:S001", "submit-ticket", input), change("store:S001", "submit-ticket", input)]);
  assert.equal(left.ticket.id, right.ticket.id);
  assert.equal(await count(), before + 1);
  const reused = await attempt("store:S001", "submit-ticket", { ...input, title: "另一张" });
  assert.deepEqual(reused.userErrors.map((error) => error.code), ["IDEMPOTENCY_KEY_REUSED"]);
});

test("a bad token is answered 401, and closes a socket with 4403", async () => {
  for (const bad of ["", "nonsense", TOKENS.wang.slice(0, -4) + "AAAA"]) {
    const { status, body } = await post(bad, "{ __typename }");
    assert.equal(status, 401);
    assert.ok(body.errors[0].extensions.code in ERROR_CODES);
    const refused = follower(bad);
    const closed = await until("the socket is closed", () => refused.closed);
    assert.equal(closed.code, 4403);
  }
});

test("the enum of error codes is error-codes.json, and a message comes in the caller's language", async () => {
  const { body } = await post("wang", '{ __type(name: "ErrorCode") { enumValues { name } } }');
  assert.deepEqual(body.data.__type.enumValues.map((value) => value.name).sort(), Object.keys(ERROR_CODES).sort());
  for (const language of ["en", "zh-CN"]) {
    const { userErrors } = await attempt(
      worker, "reply-to-ticket", { ticketId: `tkt_${"0".repeat(32)}`, body: "?" }, { "Accept-Language": language },
    );
    const known = ERROR_CODES[userErrors[0].code];
    const shape = known.message[language].replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\\\{\w+\\\}/g, ".*");
    assert.match(userErrors[0].message, new RegExp(`^${shape}$`));
    assert.equal(userErrors[0].retryable, known.retryable);
  }
});

test("a cursor of another log is a typed answer", async (context) => {
  const client = helpdesk("follower");
  context.after(() => client.close());
  const foreign = Buffer.alloc(24, 7).toString("base64url");
  await assert.rejects(
    () => client.follow({ after: foreign }).next(),
    (error) => error instanceof Refused && error.code === "CURSOR_EXPIRED",
  );
});

test("the typed client runs documents and raises what is refused", async () => {
  const client = helpdesk("store:S001", { language: "zh-CN" });
  const { tickets } = await client.execute(StoreTicketsDocument, { first: 1 });
  assert.equal(tickets.nodes.length, 1);
  await assert.rejects(() => client.execute(StoreTicketsDocument, { first: 101 }), Refused);
  const nobody = new Helpdesk({ url: URL_, token: () => "nonsense" });
  await assert.rejects(() => nobody.execute(StoreTicketsDocument, {}), (error) => error.status === 401);
});
