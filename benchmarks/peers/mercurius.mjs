// Mercurius with its JIT and its own batching loaders, on Fastify, no logging.
import Fastify from "fastify";
import { GraphQLScalarType } from "graphql";
import mercurius from "mercurius";
import { readFileSync } from "node:fs";
import { byId, rows } from "./database.mjs";

const DateTime = new GraphQLScalarType({ name: "DateTime", serialize: (value) => value.toISOString() });

function state(timer) {
  if (timer.breachedAt) return { __typename: "Breached", at: timer.breachedAt };
  if (timer.phase === "RUNNING") return { __typename: "Running", dueAt: timer.dueAt };
  if (timer.phase === "PAUSED") return { __typename: "Paused", since: timer.pausedAt };
  if (timer.phase === "MET") return { __typename: "Met", at: timer.metAt };
  return { __typename: "Cancelled", at: timer.anchor };
}

const resolvers = {
  DateTime,
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
    comments: async (ticket, { first = 20 }) => ({ nodes: await rows("comments", [ticket.id, first]) }),
  },
  Comment: { author: (comment) => ({ kind: comment.authorKind, key: comment.authorKey, agentId: comment.authorId }) },
  SlaTimer: { state },
  SlaTimerState: { resolveType: (value) => value.__typename },
};

const loaded = (table, key) => ({ loader: (queries) => byId(table, queries.map(({ obj }) => obj[key])), opts: { cache: false } });

const loaders = {
  Ticket: {
    customer: loaded("customers", "customerId"),
    assignee: loaded("agents", "assigneeId"),
    group: loaded("groups", "groupId"),
    serviceItem: loaded("items", "serviceItemId"),
    timers: {
      async loader(queries) {
        const found = new Map(queries.map(({ obj }) => [obj.id, []]));
        for (const timer of await rows("timers", [[...found.keys()]])) found.get(timer.ticketId).push(timer);
        return queries.map(({ obj }) => found.get(obj.id));
      },
      opts: { cache: false },
    },
  },
  Party: { agent: loaded("agents", "agentId") },
};

const app = Fastify({ logger: false });
const schema = readFileSync(new URL("schema.graphql", import.meta.url), "utf8");
await app.register(mercurius, { schema, resolvers, loaders, jit: 1, graphiql: false });
await app.listen({ host: "127.0.0.1", port: Number(process.env.PORT) });
