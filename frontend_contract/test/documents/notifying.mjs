// Being told outside the helpdesk: preferences, robots of groups, what could not be delivered.
import assert from "node:assert/strict";
import { test } from "node:test";
import { GROUPS } from "../server.mjs";
import { act, read, refused } from "./sending.mjs";

test("an agent says where, of what and when they are told, and sees no address in full", async () => {
  const choices = [{ channel: "EMAIL", reason: "URGED", wish: "DIGEST" }];
  const quietHours = { begins: "22:00", ends: "08:00" };
  const robot = { kind: "DINGTALK", url: "https://robot.example.com/send?access_token=t", secret: "SEC" };
  const { preferences } = await act("zhao", "save-notification-preferences", {
    email: "zhao@example.com", mobile: "13812345678", robot, choices, quietHours, urgentPasses: false, digestAt: "18:00",
  });
  assert.deepEqual([preferences.email, preferences.mobile, preferences.robot], ["z****@****.com", "138****5678", "DINGTALK"]);
  const kept = (await read("zhao", "notification-preferences")).viewer.notificationPreferences;
  const wish = (channel, reason) => kept.choices.find((one) => one.channel === channel && one.reason === reason).wish;
  assert.deepEqual([wish("EMAIL", "URGED"), wish("EMAIL", "SLA_ESCALATED"), wish("SMS", "SLA_ESCALATED")], ["DIGEST", "OFF", "AT_ONCE"]);
  assert.deepEqual([kept.quietHours, kept.urgentPasses, kept.digestAt], [quietHours, false, "18:00"]);
  assert.equal((await act("zhao", "save-notification-preferences", { email: null })).preferences.email, null);
  assert.deepEqual(await refused("zhao", "save-notification-preferences", { digestAt: "24:00" }), [["INVALID_VALUE", "digestAt"]]);
  assert.equal((await read("store:S001", "notification-preferences")).viewer.notificationPreferences, null);
});

test("a group has a robot on a public address", async () => {
  const input = { groupId: GROUPS.returns, reasons: ["SLA_ESCALATED"] };
  const wrong = { kind: "WECOM", url: "https://10.0.0.1/" };
  assert.deepEqual(await refused("admin", "save-group-robot", { ...input, robot: wrong }), [["INVALID_VALUE", "robot.url"]]);
  const robot = { kind: "WECOM", url: "https://qyapi.example.com/send?key=k" };
  assert.deepEqual((await act("admin", "save-group-robot", { ...input, robot })).robot, { kind: "WECOM", reasons: ["SLA_ESCALATED"], language: "ZH_CN" });
  assert.deepEqual((await read("wang", "group-robots")).groupRobots.map((one) => one.group.code), ["returns"]);
  assert.equal((await act("admin", "save-group-robot", { ...input, reasons: [] })).robot, null);
});

test("what could not be delivered is listed, and what is not there is not tried again", async () => {
  const { nodes } = (await read("lin", "undelivered-notifications", { channel: "EMAIL", first: 5 })).undeliveredNotifications;
  assert.deepEqual(nodes, []);
  const gone = `dlv_${"0".repeat(32)}`;
  assert.deepEqual(await refused("lin", "retry-deliveries", { deliveryIds: [gone] }), [["NOT_FOUND", "deliveryIds.0"]]);
});
