// Mercurius with its JIT and its DataLoaders, on Fastify, no logging.
import DataLoader from "dataloader";
import Fastify from "fastify";
import mercurius from "mercurius";
import { readFileSync } from "node:fs";
import { byId, rows } from "./database.mjs";

function state(timer) {
  if (timer.breachedAt) return { __typename: "Breached", at: timer.breachedAt };
  if (timer.phase === "RUNNING") return { __typename: "Running", dueAt: timer.dueAt };
  if (timer.phase === "PAUSED") return { __typename: "Paused", since: timer.pausedAt };
  if (timer.phase === "MET") return { __typename: "Met", at: timer.metAt };
  return { __typename: "Cancelled", at: timer.anchor };
}

const resolvers = {
  Query: {
    async tickets(_, { filter, first = 50 }) {
      const nodes = filter
        ? await rows("agentInbox", [first, filter.status, filter.groupId, filter.orAssigneeId])
        : await rows("inbox", [first]);
      return { nodes };
    },
    ticket: async (_, { id }) => (await rows("ticket", [id]))[0] ?? null,
  },
  Mutation: {
    createTicket: async (_, { input }) =>
      (await rows("create", [input.title, input.description, input.serviceItemId, input.groupId, input.storeCode, input.requesterKey]))[0],
  },
  Ticket: {
    requester: (ticket) => ({ kind: ticket.requesterKind, key: ticket.requesterKey, agentId: null }),
    customer: ({ customerId }, _, { customers }) => customerId && customers.load(customerId),
    assignee: ({ assigneeId }, _, { agents }) => assigneeId && agents.load(assigneeId),
    group: ({ groupId }, _, { groups }) => groups.load(groupId),
    serviceItem: ({ serviceItemId }, _, { items }) => items.load(serviceItemId),
    timers: ({ id }, _, { timers }) => timers.load(id),
    comments: async (ticket, { first = 20 }) => ({ nodes: await rows("comments", [ticket.id, first]) }),
  },
  Party: { agent: ({ agentId }, _, { agents }) => agentId && agents.load(agentId) },
  Comment: { author: (comment) => ({ kind: comment.authorKind, key: comment.authorKey, agentId: comment.authorId }) },
  SlaTimer: { state },
  SlaTimerState: { resolveType: (value) => value.__typename },
};

const one = (table) => new DataLoader((ids) => byId(table, ids));

async function timersOf(ids) {
  const found = new Map(ids.map((id) => [id, []]));
  for (const timer of await rows("timers", [ids])) found.get(timer.ticketId).push(timer);
  return ids.map((id) => found.get(id));
}

// DataLoaders of one request; Mercurius' own loaders make a key of the whole parent as JSON and were slower here.
const context = () => ({
  customers: one("customers"),
  agents: one("agents"),
  groups: one("groups"),
  items: one("items"),
  timers: new DataLoader(timersOf),
});

const app = Fastify({ logger: false });
const schema = readFileSync(new URL("schema.graphql", import.meta.url), "utf8");
await app.register(mercurius, { schema, resolvers, context, jit: 1, graphiql: false });
await app.listen({ host: "127.0.0.1", port: Number(process.env.PORT) });
