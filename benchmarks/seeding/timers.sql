-- Open tickets copied from seeded ones, with two running clocks each that nothing happens to for a month and more.
-- Reads backlog (timers int, terms jsonb, version int). Who is told of escalations is set as well.

UPDATE agent_groups SET manager_id = m.agent_id
  FROM (SELECT DISTINCT ON (group_id) group_id, agent_id FROM group_members ORDER BY group_id, agent_id) AS m
 WHERE m.group_id = agent_groups.id;

-- No queues: a worker that finds queued tickets looks each second whether somebody can take them.
UPDATE tickets SET assignee_id = g.manager_id, queued_at = NULL
  FROM agent_groups AS g WHERE g.id = tickets.group_id AND assignee_id IS NULL AND status IN ('NEW', 'OPEN');

CREATE TEMP TABLE model AS
SELECT row_number() OVER () - 1 AS n, t AS ticket
  FROM tickets AS t WHERE status = 'OPEN' AND assignee_id IS NOT NULL LIMIT 500;

INSERT INTO tickets
SELECT made.*
  FROM backlog, generate_series(0, timers / 2 - 1) AS g
  JOIN model ON model.n = g % (SELECT count(*) FROM model)
 CROSS JOIN LATERAL jsonb_populate_record(model.ticket, jsonb_build_object('id', uuidv7(), 'number', 10000000 + g)) AS made;

INSERT INTO sla_timers (id, subject_kind, subject_id, metric, instance, configuration_version, terms, extended, phase,
                        started_at, anchor, elapsed_time, elapsed_days, mark_time, mark_days, waited_days, warned, level,
                        due_at, warn_at, provisional, next_at, next_crossing, next_level)
SELECT uuidv7(), 'ticket', t.id, metric, 1, version, terms, false, 'RUNNING', now(), now(), interval '0', '0',
       interval '0', '0', '0', false, 0, far + interval '10 days', far, false, far, 'WARN', 0
  FROM backlog, tickets AS t CROSS JOIN unnest(ARRAY['FIRST_RESPONSE', 'RESOLUTION']) AS metric
 CROSS JOIN LATERAL (SELECT now() + interval '30 days' + (t.number % 100000) * interval '1 minute' AS far) AS f
 WHERE t.number >= 10000000
 ORDER BY t.number, metric;
