// Fan-out by Node's graphql-ws: its own server on ws, each subscriber's selection executed by graphql-js.
import { buildSchema } from "graphql";
import { useServer } from "graphql-ws/use/ws";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { WebSocketServer } from "ws";

const schema = buildSchema(readFileSync(new URL("fanout.graphql", import.meta.url), "utf8"));
const followers = new Set();

// Every follower's own queue; publishing puts the update into each.
async function* follow() {
  const waiting = [];
  let wake = () => {};
  const follower = (update) => {
    waiting.push(update);
    wake();
  };
  followers.add(follower);
  try {
    for (;;) {
      while (waiting.length) yield { ticketUpdates: waiting.shift() };
      await new Promise((resolve) => (wake = resolve));
    }
  } finally {
    followers.delete(follower);
  }
}
schema.getSubscriptionType().getFields().ticketUpdates.subscribe = follow;

const server = createServer((request, response) => {
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", () => {
    if (request.method === "POST") {
      const update = JSON.parse(Buffer.concat(parts));
      for (const follower of followers) follower(update);
    }
    response.end(String(followers.size));
  });
});
useServer({ schema }, new WebSocketServer({ server, path: "/graphql" }), 0);
server.listen({ port: Number(process.env.PORT), host: "127.0.0.1", backlog: 4096 });
