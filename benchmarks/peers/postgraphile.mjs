// PostGraphile 5, its Amber preset with the connection filter, on Node's own HTTP server.
import { createServer } from "node:http";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { jsonPgSmartTags } from "postgraphile/utils";
import { PostGraphileConnectionFilterPreset } from "postgraphile-plugin-connection-filter";

// The catalog's plain table and the timers have no foreign keys in the product: named here, for its joins.
const relations = jsonPgSmartTags({
  version: 1,
  config: {
    class: {
      "public.tickets": { tags: { foreignKey: ["(service_item_id) references peers.service_items (id)"] } },
      "public.sla_timers": { tags: { foreignKey: ["(subject_id) references public.tickets (id)"] } },
    },
  },
});

const preset = {
  extends: [PostGraphileAmberPreset, PostGraphileConnectionFilterPreset],
  plugins: [relations],
  pgServices: [
    makePgService({
      connectionString: process.env.DATABASE_URL,
      poolConfig: { max: Number(process.env.POOL) },
      schemas: ["public", "peers"],
    }),
  ],
  grafast: { context: {} },
  grafserv: { graphiql: false, watch: false, graphqlPath: "/graphql" },
};

const serv = postgraphile(preset).createServ(grafserv);
const server = createServer();
await serv.addTo(server);
server.listen(Number(process.env.PORT), "127.0.0.1");
if (process.env.PRINT_SCHEMA) {
  const { printSchema } = await import("graphql");
  console.log(printSchema(await postgraphile(preset).getSchema()));
}
