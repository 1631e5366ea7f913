// The pool and the statements of the Node peers: each statement is prepared once a connection, by its name.
import pg from "pg";

// Instants stay text, `2026-11-20 02:00:00.5+00` in UTC as RFC 3339: a Date for each would cost more than the rest.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (text) => `${text.slice(0, 10)}T${text.slice(11, -3)}Z`);

export const pool = new pg.Pool({
  connectionString: process.env.DATABASE_URL,
  max: Number(process.env.POOL),
  options: "-c timezone=UTC",
});

const TICKET = `t.id, t.number, t.title, t.description, t.status, t.priority, t.channel, t.store_code AS "storeCode",
  t.member_code AS "memberCode", t.order_code AS "orderCode", t.tags, t.flag, t.urged, t.revision AS version,
  t.created_at AS "createdAt", t.last_event_at AS "updatedAt", t.requester_kind AS "requesterKind",
  t.requester_key AS "requesterKey", t.customer_id AS "customerId", t.assignee_id AS "assigneeId",
  t.group_id AS "groupId", t.service_item_id AS "serviceItemId"`;

const STATEMENTS = {
  inbox: `SELECT ${TICKET} FROM tickets t ORDER BY t.last_event_at DESC, t.id DESC LIMIT $1`,
  agentInbox: `SELECT ${TICKET} FROM tickets t WHERE t.status = ANY ($2) AND (t.group_id = ANY ($3) OR t.assignee_id = $4)
    ORDER BY t.last_event_at DESC, t.id DESC LIMIT $1`,
  ticket: `SELECT ${TICKET} FROM tickets t WHERE t.id = $1`,
  customers: "SELECT id, name FROM customers WHERE id = ANY ($1)",
  agents: "SELECT id, name FROM agents WHERE id = ANY ($1)",
  groups: "SELECT id, code FROM agent_groups WHERE id = ANY ($1)",
  items: "SELECT id, code FROM peers.service_items WHERE id = ANY ($1)",
  timers: `SELECT id, subject_id AS "ticketId", metric, phase, due_at AS "dueAt", paused_at AS "pausedAt", met_at AS "metAt",
    breached_at AS "breachedAt", anchor FROM sla_timers WHERE subject_kind = 'ticket' AND subject_id = ANY ($1) ORDER BY id`,
  comments: `SELECT id, visibility, body, at AS "createdAt", author_kind AS "authorKind", author_key AS "authorKey",
    author_id AS "authorId" FROM comments WHERE ticket_id = $1 ORDER BY at, id LIMIT $2`,
  create: `INSERT INTO peers.bare_tickets AS t (id, origin, title, description, status, priority, channel, service_item_id,
      configuration_version, form, group_id, requester_kind, requester_key, store_code, tags, urged, search_text, search,
      created_at, revision, last_event_at)
    VALUES (gen_random_uuid(), $6, $1, $2, 'NEW', 'NORMAL', 'WEB_FORM', $3, 1, '{}', $4, 'STORE_MANAGER', $6, $5, '{}', 0, '',
      '', now(), 1, now()) RETURNING ${TICKET}`,
};

// The rows of one of the statements.
export async function rows(name, values) {
  return (await pool.query({ name, text: STATEMENTS[name], values })).rows;
}

// One row for each id, in the order asked for, as a DataLoader wants it.
export async function byId(name, ids) {
  const found = new Map((await rows(name, [ids])).map((row) => [row.id, row]));
  return ids.map((id) => found.get(id) ?? null);
}
