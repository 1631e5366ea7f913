// Trusted documents, sent to the running server; which ones were is taken down.
import { ITEMS, ask, attempt, change } from "../server.mjs";

export const sent = new Set(["ticket-updates", "notification-received", "feed-cursor"]); // what the client sends

export async function read(role, name, variables) {
  sent.add(name);
  return ask(role, name, variables);
}

export async function act(role, name, input) {
  sent.add(name);
  return change(role, name, input);
}

/** The codes and fields of what forbids a mutation. */
export async function refused(role, name, input) {
  sent.add(name);
  return (await attempt(role, name, input)).userErrors.map(({ code, field }) => [code, field]);
}

export async function submitted(role = "store:S001", extra = {}) {
  const input = { serviceItemId: ITEMS["product-use"], title: "一张工单", ...extra };
  return (await act(role, "submit-ticket", input)).ticket;
}

export const name = (text) => ({ zh: text, en: text });
