-- Tickets of half a year with their timers, comments and events, as the product would have left them.
-- Reads seed_run (tickets, moment, version), seed_group, seed_agent, seed_item, seed_text, seed_terms.

CREATE FUNCTION pg_temp.pick(g bigint, salt int, n int) RETURNS int LANGUAGE sql IMMUTABLE
  AS 'SELECT (hashint8extended(g, salt) & 2147483647)::int % n';

CREATE FUNCTION pg_temp.ordered_id(at timestamptz, g bigint, salt int) RETURNS uuid LANGUAGE sql IMMUTABLE
  AS $$ SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0')
                || '7' || lpad(to_hex(hashint8extended(g, salt) & 4095), 3, '0')
                || '8' || lpad(to_hex(hashint8extended(g, salt + 1) & 1152921504606846975), 15, '0'))::uuid $$;

INSERT INTO customers (id, name, member_code, store_code, grade, note, created_at, revision, last_event_at)
SELECT pg_temp.ordered_id(moment - interval '300 days', c, 11), '会员' || c,
       'M' || lpad(c::text, 7, '0'), 'S' || lpad((c % 500 + 1)::text, 4, '0'),
       (ARRAY['A', 'B', 'C', 'V', NULL])[c % 5 + 1], '', moment - interval '300 days', 1, moment - interval '300 days'
  FROM seed_run, generate_series(1, greatest(1000, tickets / 10)) AS c;

-- One line a ticket with all that is chosen for it. The newest are mostly open: some
-- thousands, whatever the size, so that an inbox is as full on a small database as on a large one.
CREATE TEMP TABLE seed_ticket AS
WITH chosen AS (
  SELECT g, tickets, moment, version, tickets - g AS age,
         date_trunc('milliseconds', moment - (tickets - g + 1) * (interval '180 days' / tickets)) AS created_at,
         pg_temp.pick(g, 1, 100) AS luck, pg_temp.pick(g, 2, 20) AS group_n, pg_temp.pick(g, 3, 10) AS desk_n,
         pg_temp.pick(g, 4, 40) AS item_n, pg_temp.pick(g, 5, 100) < 70 AS by_member,
         pg_temp.pick(g, 6, 500) + 1 AS store_n, pg_temp.pick(g, 7, greatest(1000, tickets / 10)) + 1 AS customer_n,
         pg_temp.pick(g, 8, 200) AS text_n, pg_temp.pick(g, 9, 1000) / 1000.0 AS part
    FROM seed_run, generate_series(1, tickets) AS g
), settled AS (
  SELECT *,
         CASE WHEN age < least(tickets / 2, 6000)
              THEN (ARRAY['NEW', 'OPEN', 'OPEN', 'OPEN', 'OPEN', 'WAITING_ON_REQUESTER', 'WAITING_ON_REQUESTER',
                          'WAITING_ON_THIRD_PARTY', 'SNOOZED', 'SOLVED'])[luck / 10 + 1]
              WHEN luck < 88 THEN 'CLOSED' WHEN luck < 92 THEN 'SOLVED' WHEN luck < 96 THEN 'DECLINED'
              ELSE 'CANCELLED' END AS status,
         CASE WHEN g % 250 = 7 THEN 50
              WHEN luck % 10 < 5 THEN luck % 3 WHEN luck % 10 < 9 THEN 1 + luck % 5 ELSE 8 + luck % 13 END AS comments
    FROM chosen
)
SELECT *, pg_temp.ordered_id(created_at, g, 21) AS id,
       date_trunc('milliseconds', created_at + part * least(moment - created_at, interval '5 days')) AS touched_at,
       status IN ('CLOSED', 'DECLINED', 'CANCELLED') AS ended, status = 'NEW' AND luck % 2 = 0 AS queued,
       'S' || lpad(store_n::text, 4, '0') AS store, 'M' || lpad(customer_n::text, 7, '0') AS member
  FROM settled;
ANALYZE seed_ticket;

INSERT INTO tickets (id, number, origin, external_id, title, description, status, priority, channel, service_item_id,
                     configuration_version, form, group_id, assignee_id, requester_kind, requester_key, customer_id,
                     store_code, member_code, order_code, tags, flag, queued_at, wake_at, awaiting,
                     first_responded_at, solved_at, ended_at, urged, search_text, search, created_at, revision,
                     last_event_at)
SELECT t.id, 100000 + t.g, CASE WHEN by_member THEN 'member:' || member ELSE 'store:' || store END, NULL,
       x.title, x.description, t.status, (ARRAY['NORMAL', 'NORMAL', 'NORMAL', 'LOW', 'HIGH', 'URGENT'])[luck % 6 + 1],
       (ARRAY['PHONE', 'WEB_FORM', 'WECHAT', 'WEB_CHAT', 'API'])[luck % 5 + 1], i.id, version,
       CASE WHEN i.has_form THEN jsonb_build_object('orderCode', 'D' || t.g, 'pieces', luck) ELSE '{}' END,
       r.id, CASE WHEN NOT queued THEN a.id END, CASE WHEN by_member THEN 'MEMBER' ELSE 'STORE_MANAGER' END,
       CASE WHEN by_member THEN 'member:' || member ELSE 'store:' || store END, CASE WHEN by_member THEN c.id END,
       store, CASE WHEN by_member THEN member END, CASE WHEN luck % 3 = 0 THEN 'D' || t.g END,
       CASE luck % 4 WHEN 0 THEN ARRAY['rule-' || luck % 25, 'vip'] WHEN 1 THEN ARRAY['rule-' || luck % 25] ELSE '{}' END,
       (ARRAY['RED', 'YELLOW', NULL, NULL, NULL, NULL, NULL])[luck % 7 + 1],
       CASE WHEN queued THEN t.created_at END,
       CASE WHEN t.status = 'SNOOZED' THEN moment + interval '2 days' END,
       CASE t.status WHEN 'WAITING_ON_REQUESTER' THEN 'REQUESTER' WHEN 'WAITING_ON_THIRD_PARTY' THEN 'THIRD_PARTY' END,
       CASE WHEN t.status <> 'NEW' THEN date_trunc('milliseconds', t.created_at + (touched_at - t.created_at) * 0.2) END,
       CASE WHEN t.status IN ('SOLVED', 'CLOSED') THEN touched_at END, CASE WHEN ended THEN touched_at END,
       (luck = 3)::int, x.search_text || E'\n' || store, x.search || array_to_tsvector(ARRAY[lower(store)]),
       t.created_at, 6 + t.comments + ended::int, touched_at
  FROM seed_ticket t JOIN seed_text x ON x.n = t.text_n JOIN seed_item i ON i.n = t.item_n
  JOIN seed_group r ON r.n = t.group_n JOIN seed_agent a ON a.n = t.group_n * 10 + t.desk_n
  LEFT JOIN customers c ON c.member_code = t.member
 ORDER BY t.g;

-- Three promises a ticket: first and next response (which is met by the last reply) and resolution.
INSERT INTO sla_timers (id, subject_kind, subject_id, metric, instance, policy_id, configuration_version, calendar_id,
                        terms, extended, phase, started_at, anchor, elapsed_time, elapsed_days, mark_time, mark_days,
                        waited_days, breached_at, met_at, paused_at, awaiting, warned, level, acknowledged_level,
                        due_at, warn_at, limit_at, provisional, next_at, next_crossing, next_level)
SELECT pg_temp.ordered_id(t.created_at, t.g * 3 + s.n, 31), 'ticket', t.id, s.metric, 1, s.policy_id, t.version,
       s.calendar_id, s.terms, false, p.phase, t.created_at,
       CASE p.phase WHEN 'RUNNING' THEN t.created_at ELSE touched_at END, interval '0', '0', interval '0', '0', '0',
       CASE WHEN late THEN t.created_at + s.target END, CASE WHEN p.phase = 'MET' THEN touched_at END,
       CASE WHEN p.phase = 'PAUSED' THEN touched_at END, CASE WHEN p.phase = 'PAUSED' THEN 'REQUESTER_REPLY' END,
       late, late::int, CASE WHEN late THEN 1 END, t.created_at + s.target, t.created_at + s.target * 0.75, NULL, false,
       CASE WHEN p.phase = 'RUNNING' AND NOT late THEN moment + interval '30 days' + t.luck * interval '1 minute' END,
       CASE WHEN p.phase = 'RUNNING' AND NOT late THEN 'BREACH' END, 0
  FROM seed_ticket t CROSS JOIN seed_terms s
 CROSS JOIN LATERAL (
       SELECT CASE WHEN t.status IN ('DECLINED', 'CANCELLED') THEN 'CANCELLED' WHEN ended OR t.status = 'SOLVED' THEN 'MET'
                   WHEN s.n = 1 AND t.status <> 'NEW' THEN 'MET'
                   WHEN s.n = 2 AND t.status = 'WAITING_ON_REQUESTER' THEN 'PAUSED' ELSE 'RUNNING' END AS phase,
              pg_temp.pick(t.g, 40 + s.n, 100) < 8 AND t.status NOT IN ('DECLINED', 'CANCELLED') AS late) p
 ORDER BY t.g, s.n;

INSERT INTO comments (id, ticket_id, visibility, author_kind, author_key, author_id, body, at)
SELECT pg_temp.ordered_id(said.at, t.g * 64 + k, 51), t.id, CASE WHEN k % 5 = 4 THEN 'INTERNAL' ELSE 'PUBLIC' END,
       CASE WHEN k % 2 = 0 THEN 'AGENT' WHEN by_member THEN 'MEMBER' ELSE 'STORE_MANAGER' END,
       CASE WHEN k % 2 = 0 THEN 'agent:' || replace(a.id::text, '-', '') WHEN by_member THEN 'member:' || member
            ELSE 'store:' || store END,
       CASE WHEN k % 2 = 0 THEN a.id END, x.description, said.at
  FROM seed_ticket t CROSS JOIN LATERAL generate_series(1, t.comments) AS k
 CROSS JOIN LATERAL (SELECT date_trunc('milliseconds', t.created_at + (touched_at - t.created_at) * k / (comments + 1)) AS at) said
  JOIN seed_agent a ON a.n = t.group_n * 10 + (t.desk_n + k) % 10 JOIN seed_text x ON x.n = (t.text_n + k) % 200
 ORDER BY t.g, k;

INSERT INTO events (id, position, kind, subject_kind, subject_id, revision, actor_kind, actor_key, at, data,
                    facets_before, facets_after)
SELECT pg_temp.ordered_id(happened.at, t.g * 64 + k, 61),
       (SELECT position FROM log_head) + row_number() OVER (), happened.kind, 'ticket', t.id, k, 'SYSTEM', 'system',
       happened.at, happened.data, CASE WHEN k > 1 THEN facets END, facets
  FROM seed_ticket t JOIN seed_item i ON i.n = t.item_n JOIN seed_group r ON r.n = t.group_n
  JOIN seed_agent a ON a.n = t.group_n * 10 + t.desk_n
 CROSS JOIN LATERAL (SELECT jsonb_build_object(
         'status', t.status, 'priority', 'NORMAL', 'channel', 'PHONE', 'service_item_id', i.id, 'group_id', r.id,
         'assignee_id', CASE WHEN NOT queued THEN a.id END, 'store_code', store,
         'member_code', CASE WHEN by_member THEN member END, 'requester_key', 'store:' || store, 'tags', '[]'::jsonb)
       AS facets OFFSET 0) f -- made once a ticket
 CROSS JOIN LATERAL generate_series(1, 6 + t.comments + ended::int) AS k
 CROSS JOIN LATERAL (SELECT
         CASE WHEN k = 1 THEN 'ticket.submitted' WHEN k = 2 THEN 'ticket.routed' WHEN k = 3 THEN 'ticket.assigned'
              WHEN k <= 6 THEN 'clock.started' WHEN k <= 6 + t.comments THEN 'ticket.comment_added'
              ELSE 'ticket.status_changed' END AS kind,
         CASE WHEN k <= 6 THEN t.created_at
              ELSE date_trunc('milliseconds', t.created_at + (touched_at - t.created_at) * (k - 6) / (comments + 1)) END AS at,
         CASE WHEN k = 1 THEN jsonb_build_object('number', 100000 + t.g, 'service_item_id', i.id, 'channel', 'PHONE',
                                                 'priority', 'NORMAL', 'requester_key', 'store:' || store)
              WHEN k = 2 THEN jsonb_build_object('before', NULL, 'after', r.id, 'configuration_version', version)
              WHEN k = 3 THEN jsonb_build_object('before', NULL, 'after', a.id, 'why', 'LEAST_LOADED')
              ELSE jsonb_build_object('visibility', 'PUBLIC', 'by', 'AGENT') END AS data) happened;

UPDATE log_head SET position = greatest(position, coalesce((SELECT max(position) FROM events), 0));
SELECT setval(pg_get_serial_sequence('tickets', 'number'), 100001 + tickets) FROM seed_run;
