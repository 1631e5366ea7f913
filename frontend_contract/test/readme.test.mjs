// The examples of README.md run as they stand.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { ITEMS, TOKENS, URL_, change, until } from "./server.mjs";

const HERE = new URL("../", import.meta.url);
const examples = [...readFileSync(new URL("README.md", HERE), "utf8").matchAll(/```js\n([\s\S]*?)```/g)].map(
  ([, code]) => code.replaceAll("127.0.0.1:8000", new URL(URL_).host),
);

function start(code) {
  const running = spawn(process.execPath, ["--input-type=module"], {
    cwd: HERE,
    env: { ...process.env, TOKEN: TOKENS["store:S001"], ITEM: ITEMS["product-use"] },
  });
  running.text = "";
  for (const stream of [running.stdout, running.stderr]) stream.on("data", (data) => (running.text += data));
  running.stdin.end(code);
  return running;
}

test("the example with fetch submits a ticket", async () => {
  const running = start(examples[0]);
  await once(running, "close");
  assert.match(running.text, /id: 'tkt_[0-9a-f]{32}'.*userErrors: \[\]/s);
});

test("the example with graphql-ws shows updates", async () => {
  const running = start(examples[1]);
  try {
    await until("an update is shown", async () => {
      await change("store:S001", "submit-ticket", { serviceItemId: ITEMS["product-use"], title: "一张工单" });
      return /changeType: 'ADDED'/.test(running.text);
    });
  } finally {
    running.kill();
  }
});
