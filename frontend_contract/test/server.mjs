// What the tests are told about the running server, and how they speak to it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { createClient } from "graphql-ws";
import WebSocket from "ws";

const told = (name) => JSON.parse(process.env[name]);

export const URL_ = process.env.CONTRACT_URL;
export const TOKENS = told("CONTRACT_TOKENS");
export const ITEMS = told("CONTRACT_ITEMS");
export const AGENTS = told("CONTRACT_AGENTS");
export const GROUPS = told("CONTRACT_GROUPS");
export const UNITS = told("CONTRACT_UNITS");
export const ERROR_CODES = JSON.parse(read("error-codes.json"));

const [program, ...given] = told("CONTRACT_CLOCK");
let clock;

/** The text of a trusted document, by its file's name. */
export const document = (name) => read(`operations/${name}.graphql`);

/** What the platform says, asked by its own GraphQL. */
export async function platform(query, variables = {}) {
  const response = await fetch(process.env.CONTRACT_PLATFORM, {
    method: "POST",
    headers: { Authorization: "Bearer reference-platform", "Content-Type": "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

/** Send a request as a role; the HTTP status and the whole body. */
export async function post(role, query, variables = {}, headers = {}) {
  const response = await fetch(URL_, {
    method: "POST",
    headers: {
      Authorization: `Bearer ${TOKENS[role] ?? role}`,
      "Content-Type": "application/json",
      Accept: "application/graphql-response+json",
      "Accept-Language": "en",
      ...headers,
    },
    body: JSON.stringify({ query, variables }),
  });
  return { status: response.status, body: await response.json() };
}

/** Run a trusted document as a role; its data. Errors are failures of the test. */
export async function ask(role, name, variables = {}, headers = {}) {
  const { body } = await post(role, document(name), variables, headers);
  if (body.errors) throw new Error(`${name}: ${JSON.stringify(body.errors)}`);
  return body.data;
}

/** Run a mutation's document; its payload, user errors included. */
export async function attempt(role, name, input, headers = {}) {
  const [payload] = Object.values(await ask(role, name, { input }, headers));
  const unknown = payload.userErrors.filter((error) => !(error.code in ERROR_CODES));
  if (unknown.length) throw new Error(`not in error-codes.json: ${JSON.stringify(unknown)}`);
  return payload;
}

/** As `attempt`, where nothing may forbid it. */
export async function change(role, name, input) {
  const payload = await attempt(role, name, input);
  if (payload.userErrors.length) throw new Error(`${name}: ${JSON.stringify(payload.userErrors)}`);
  return payload;
}

/** Follow tickets as a role with the plain graphql-ws client: `seen` grows with each update. */
export function follower(role, variables = {}) {
  const client = createClient({
    url: URL_.replace(/^http/, "ws"),
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${TOKENS[role] ?? role}` },
    retryAttempts: 0,
    lazy: true,
  });
  const found = { seen: [], closed: null, failure: null, stop: () => client.dispose() };
  found.ready = new Promise((resolve) => client.on("connected", resolve));
  client.on("closed", (event) => (found.closed = event));
  client.subscribe(
    { query: document("ticket-updates"), variables },
    {
      next: ({ data, errors }) => {
        if (errors) found.failure = errors;
        else found.seen.push({ ...data.ticketUpdates, arrived: performance.now() });
      },
      error: (error) => (found.failure = error),
      complete: () => {},
    },
  );
  return found;
}

/** Wait until a condition holds; what it answered. */
export async function until(what, condition, milliseconds = 10_000) {
  const end = performance.now() + milliseconds;
  for (;;) {
    const answer = await condition();
    if (answer) return answer;
    if (performance.now() > end) throw new Error(`within ${milliseconds} ms it was not so that ${what}`);
    await pause(20);
  }
}

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Move the shared clock: to an instant, or `now` to keep what it shows; and how fast it runs from then on. */
export async function moveClock(to, speed) {
  clock ??= spawn(program, given, { stdio: ["pipe", "pipe", "inherit"] });
  clock.stdin.write(`${to} ${speed}\n`);
  await once(createInterface(clock.stdout), "line");
  await pause(700); // each process looks at the shared clock twice a second
}

/** Let the process that moves the clock end. */
export const releaseClock = () => clock?.stdin.end();

/** An RFC 3339 instant as microseconds, exactly. */
export function microseconds(instant) {
  const [, whole, fraction = "", zone] = /^(.*?)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/.exec(instant);
  return BigInt(Date.parse(whole + zone)) * 1000n + BigInt(fraction.padEnd(6, "0"));
}

function read(path) {
  return readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
}
