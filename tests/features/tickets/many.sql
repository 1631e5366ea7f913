-- Nearly all tickets are closed, as they are after a year; stores, groups and items are of very different size.
-- :tickets and :customers are put in by many.py.

CREATE FUNCTION pg_temp.id(kind text, i bigint) RETURNS uuid IMMUTABLE LANGUAGE sql AS $$ SELECT md5(kind || i)::uuid $$;

SET search_path = public, pg_temp;

INSERT INTO agents (id, external_key, name, roles, skills, capacity, presence, active, language, created_at, revision,
    last_event_at) SELECT pg_temp.id('agent', i), 'many' || i, 'Agent', '{AGENT}', '{}', 5, 'ONLINE', true, 'zh', now(), 1, now()
    FROM generate_series(1, 60) AS i;

INSERT INTO agent_groups (id, code, name_zh, name_en, active, revision, last_event_at)
    SELECT pg_temp.id('group', i), 'many' || i, '', '', true, 1, now() FROM generate_series(1, 20) AS i;

INSERT INTO group_members SELECT pg_temp.id('group', 1 + i % 20), pg_temp.id('agent', i) FROM generate_series(1, 60) AS i;

INSERT INTO customers (id, member_code, note, created_at, revision, last_event_at)
    SELECT pg_temp.id('customer', i), 'C' || i, '', now(), 1, now() FROM generate_series(1, :customers) AS i;

INSERT INTO shifts SELECT gen_random_uuid(), pg_temp.id('agent', 1 + i % 60), day, day + interval '8 hours'
    FROM (SELECT i, timestamptz '2026-12-16' - i / 60 * interval '1 day' AS day FROM generate_series(0, 14999) AS i) AS days;

INSERT INTO leaves SELECT gen_random_uuid(), agent_id, starts_at, ends_at, '' FROM shifts;

INSERT INTO tickets (
    id, origin, external_id, title, description, status, priority, channel, service_item_id, configuration_version,
    form, group_id, assignee_id, requester_kind, requester_key, customer_id, store_code, member_code, order_code,
    tags, urged, search_text, search, created_at, revision, last_event_at, queued_at)
SELECT pg_temp.id('ticket', i), 'store:' || s, CASE WHEN i % 5 = 0 THEN 'X' || i END, 'ticket ' || i, '', status,
    CASE WHEN i < 400 AND i % 4 = 0 THEN 'URGENT' WHEN h % 10 = 1 THEN 'HIGH' WHEN h % 10 = 2 THEN 'LOW' ELSE 'NORMAL' END,
    CASE WHEN i < 400 AND i % 4 = 0 THEN 'EMAIL' ELSE (ARRAY['PHONE', 'WEB_FORM', 'WEB_CHAT'])[1 + h % 3] END,
    pg_temp.id('item', 1 + h % 40), 1, '{}', pg_temp.id('group', g), CASE WHEN status <> 'NEW' THEN pg_temp.id('agent', 1 + (g * 3 + h % 3) % 60) END,
    'STORE_MANAGER', 'store:S' || s, pg_temp.id('customer', 1 + h % :customers), 'S' || s, 'M' || h % :customers,
    CASE WHEN i % 2 = 0 THEN 'D' || i END,
    CASE WHEN i % 1000 = 0 THEN ARRAY['gold', 'vip'] WHEN i % 10 = 0 THEN ARRAY['vip'] ELSE '{}' END, 0,
    'parcel p' || i, array_to_tsvector(ARRAY['parcel', 'p' || i]), at, 5, at + h % 72 * interval '1 hour',
    CASE WHEN status = 'NEW' THEN at END
FROM (
    SELECT i, h, 1 + (200 * power(h % 10007 / 10007.0, 2))::int AS s, 1 + (20 * power(h / 7 % 1009 / 1009.0, 2))::int % 20 AS g,
    timestamptz '2025-11-16' + i * interval '1 year' / :tickets AS at,
    CASE WHEN i > :tickets * 0.97 THEN (ARRAY['NEW', 'OPEN', 'WAITING_ON_REQUESTER', 'SOLVED', 'CLOSED'])[1 + h % 5]
    WHEN h % 1000 < 3 THEN 'OPEN' WHEN h % 1000 = 4 THEN 'SNOOZED' WHEN h % 1000 < 20 THEN 'CANCELLED'
    ELSE 'CLOSED' END AS status
    FROM (SELECT i, ('x' || substr(md5('hash' || i), 1, 7))::bit(28)::int AS h FROM generate_series(1, :tickets) AS i) AS drawn
) AS shaped;

INSERT INTO comments SELECT gen_random_uuid(), t.id, 'PUBLIC', 'AGENT', 'agent', NULL, '', created_at FROM tickets t;

INSERT INTO ticket_flags SELECT gen_random_uuid(), t.id, 'RED', '', current_date, 'agent', NULL, created_at FROM tickets t;

INSERT INTO ticket_links SELECT gen_random_uuid(), t.id, pg_temp.id('ticket', 1 + (number - 100001) / 2), 'RELATED', created_at
    FROM tickets t;

INSERT INTO routing_decisions (id, subject_kind, subject_id, configuration_version, subject, availability, rule_ids,
    group_id, priority, tags, why, at) SELECT gen_random_uuid(), 'ticket', t.id, 1, '{}', '{}', '{}', group_id, priority, '{}',
    '', created_at FROM tickets t;

INSERT INTO events (id, position, kind, subject_kind, subject_id, revision, actor_kind, actor_key, at, data)
    SELECT gen_random_uuid(), 1000000 + row_number() OVER (ORDER BY created_at), 'ticket.submitted', 'ticket', t.id, 1, 'AGENT', 'a',
    created_at, '{}' FROM tickets t;

INSERT INTO notifications (id, event_id, recipient_key, reason, ticket_id, at, read_at)
    SELECT gen_random_uuid(), e.id, 'agent:' || e.position % 40, 'ASSIGNED', e.subject_id, e.at,
    CASE WHEN e.position % 40 > 1 AND e.position % 100 > 2 THEN e.at END FROM events e WHERE subject_kind = 'ticket';

INSERT INTO sla_timers (id, subject_kind, subject_id, metric, instance, policy_id, configuration_version, calendar_id, terms,
    extended, phase, started_at, anchor, elapsed_time, elapsed_days, mark_time, mark_days, waited_days, warned, level,
    provisional, next_level) SELECT gen_random_uuid(), 'ticket', t.id, 'RESOLUTION', 1, t.id, 1, t.id, '{}', false, 'MET',
    created_at, created_at, '0', '0', '0', '0', '0', false, 0, false, 0 FROM tickets t;
