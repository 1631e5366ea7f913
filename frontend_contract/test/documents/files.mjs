// Files go to the store by signed links, and sensitive values are seen one at a time.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ITEMS, TOKENS, URL_ } from "../server.mjs";
import { act, read, refused, submitted } from "./sending.mjs";

const PHOTO = Buffer.concat([Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"), Buffer.alloc(600, "picture")]);

const link = (path) => new URL(path, URL_);

test("a file is sent to its link, hangs on the ticket and comes back as it was", async () => {
  const announced = await act("store:S001", "create-attachment-upload", { purpose: "PHOTO", fileName: "破损.png", size: PHOTO.length });
  assert.equal(announced.attachment.state, "AWAITING_UPLOAD");
  const put = await fetch(link(announced.uploadUrl), { method: "PUT", body: PHOTO });
  assert.equal(put.status, 201);
  const { id } = await submitted("store:S001", { attachmentIds: [announced.attachment.id] });
  const opened = await act("wang", "open-attachment", { attachmentId: announced.attachment.id });
  assert.deepEqual([opened.attachment.fileName, opened.attachment.contentType, opened.attachment.size], ["破损.png", "image/png", PHOTO.length]);
  const got = await fetch(link(opened.downloadUrl), { headers: { Authorization: `Bearer ${TOKENS.wang}` } });
  assert.deepEqual(Buffer.from(await got.arrayBuffer()), PHOTO);
  const elsewhere = await refused("store:S002", "open-attachment", { attachmentId: announced.attachment.id });
  assert.deepEqual(elsewhere, [["NOT_FOUND", "attachmentId"]]);
  assert.equal((await read("store:S001", "ticket-detail", { id })).ticket.id, id);
});

test("a sensitive field shows its mask, and its value to who says why", async () => {
  const form = { orderCode: "D1", phone: "13812345678" };
  const { id } = await submitted("store:S001", { serviceItemId: ITEMS.shipment, form });
  assert.equal((await read("wang", "ticket-detail", { id })).ticket.form.phone, "138****5678");
  assert.deepEqual(await refused("wang", "unmask-field", { ticketId: id, path: "phone", reason: " " }), [["INVALID_VALUE", "reason"]]);
  const shown = await act("wang", "unmask-field", { ticketId: id, path: "phone", reason: "快递电话核对" });
  assert.equal(shown.value, "13812345678");
  assert.equal(shown.ticket.form.phone, "138****5678");
});
