// Tokens of integrations: made, borne over HTTP, revoked.
import assert from "node:assert/strict";
import { test } from "node:test";
import { URL_ } from "../server.mjs";
import { act, read } from "./sending.mjs";

/** What a bearer is answered to `{ viewer { key } }`. */
async function asked(secret) {
  const headers = { authorization: `Bearer ${secret}`, "content-type": "application/json" };
  const answer = await fetch(URL_, { method: "POST", headers, body: JSON.stringify({ query: "{ viewer { key permissions } }" }) });
  return { status: answer.status, ...(await answer.json()) };
}

test("an integration's token is shown once, lets in, and is revoked", async () => {
  const { integration } = await act("admin", "save-integration", { externalKey: "warehouse", name: "仓库", active: true });
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  const input = { integrationId: integration.id, name: "生产", permissions: ["ticket.read"], seesAll: true, expiresAt, idempotencyKey: "one" };
  const made = await act("admin", "create-integration-token", input);
  assert.match(made.secret, /^hdi_[\w-]{43}$/);
  assert.equal((await act("admin", "create-integration-token", input)).secret, null);
  assert.deepEqual((await asked(made.secret)).data.viewer, { key: "integration:warehouse", permissions: ["ticket.read"] });
  const { nodes } = (await read("admin", "integration-tokens", { integrationId: integration.id })).integrationTokens;
  assert.deepEqual(nodes.map((one) => [one.id, one.integration.externalKey]), [[made.integrationToken.id, "warehouse"]]);
  assert.ok(nodes[0].lastUsedAt);
  await act("admin", "revoke-integration-token", { integrationTokenId: made.integrationToken.id });
  const turnedAway = await asked(made.secret);
  assert.deepEqual([turnedAway.status, turnedAway.errors[0].extensions.code], [401, "TOKEN_REVOKED"]);
});

test("tokens are taken back, and are listed", async () => {
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  const one = (await act("admin", "revoke-token", { jti: "lost-phone", expiresAt, reason: "丢失" })).tokenRevocation;
  const all = (await act("admin", "revoke-tokens-of", { actorKey: "store:S777", reason: "闭店" })).tokenRevocation;
  const { nodes } = (await read("admin", "token-revocations", { first: 10 })).tokenRevocations;
  assert.deepEqual(nodes.map(({ id, jti, actorKey }) => [id, jti, actorKey]), [[one.id, "lost-phone", null], [all.id, null, "store:S777"]]);
});
