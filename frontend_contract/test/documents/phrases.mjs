// Replies by standard phrases (标准用语).
import assert from "node:assert/strict";
import { test } from "node:test";
import { ITEMS } from "../server.mjs";
import { act, name, read, refused, submitted } from "./sending.mjs";

test("a phrase is saved, offered on the tickets that it is for, and sent whole or not at all", async () => {
  const saved = await act("admin", "save-phrase", {
    code: "shipped", name: name("已发货"), itemIds: [ITEMS["product-use"]],
    text: { zh: "您好，工单 {number}：由{carrier}发出。", en: "Ticket {number}: left with {carrier}." },
    blanks: [{ code: "carrier", label: name("承运商") }],
  });
  assert.deepEqual((await read("wang", "phrases")).phrases.filter((one) => one.id === saved.id).map((one) => one.code), ["shipped"]);

  const { id, number } = await submitted();
  const [offered] = (await read("wang", "ticket-phrases", { ticketId: id, language: "EN" })).ticketPhrases;
  assert.deepEqual([offered.text, offered.missing], [`Ticket ${number}: left with {carrier}.`, []]);

  const phrase = { code: offered.phrase.code, language: "ZH_CN" };
  assert.deepEqual(await refused("wang", "reply-to-ticket", { ticketId: id, phrase }), [["PHRASE_INCOMPLETE", "phrase.blanks"]]);
  const blanks = [{ code: offered.phrase.blanks[0].code, value: "顺丰" }];
  const { comment } = await act("wang", "reply-to-ticket", { ticketId: id, phrase: { ...phrase, blanks } });
  assert.deepEqual([comment.body, comment.phraseCode], [`您好，工单 ${number}：由顺丰发出。`, "shipped"]);
});
