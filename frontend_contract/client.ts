// A small typed client: `execute` over fetch, `follow` over graphql-ws with resuming by the last cursor.
import { createClient, type Client } from "graphql-ws";
import { FeedCursorDocument, NotificationReceivedDocument, TicketUpdatesDocument } from "./generated/contract.js";
import type {
  NotificationReceivedSubscription,
  TicketUpdatesSubscription,
  TicketUpdatesSubscriptionVariables,
  TypedDocumentString,
} from "./generated/contract.js";

export * from "./generated/contract.js";

export type TicketUpdate = TicketUpdatesSubscription["ticketUpdates"];
export type NotificationUpdate = NotificationReceivedSubscription["notificationReceived"];

export interface Failure {
  message: string;
  path?: readonly (string | number)[];
  extensions?: { code?: string; requestId?: string; retryable?: boolean };
}

export interface Options {
  /** The endpoint, as `https://shop.example/graphql`. */
  url: string;
  /** The platform's bearer token; asked for again at each request and connection, so that it can be renewed. */
  token: () => string | Promise<string>;
  language?: "zh-CN" | "en";
  /** Where there is no global WebSocket (Node 20): the one of the package `ws`. */
  webSocket?: unknown;
  /** Milliseconds before the first attempt to connect again, 250 by default; doubled up to 30 s. */
  pause?: number;
}

/** The request was refused: GraphQL errors, or no good HTTP answer. User errors are in payloads instead. */
export class Refused extends Error {
  constructor(
    readonly failures: readonly Failure[],
    readonly status?: number,
  ) {
    super(failures.map((failure) => failure.message).join("; "));
  }

  get code(): string | undefined {
    return this.failures[0]?.extensions?.code;
  }
}

/** Close codes that end a socket for good; after any other it is opened again. */
const FATAL = new Set([4400, 4403, 4406, 4429]);
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 30_000;

/** Whether trying again cannot help: refused for good, not cut off nor away for a moment. */
function isFinal(error: unknown): boolean {
  if (error instanceof Refused) return error.status === undefined || error.status < 500;
  return FATAL.has((error as CloseEvent).code);
}

/** Whether an operation was ended because its updates were not read in time: it goes on from its last cursor. */
function fellBehind(error: unknown): boolean {
  return Array.isArray(error) && (error as Failure[]).some((one) => one.extensions?.code === "FELL_BEHIND");
}

export class Helpdesk {
  private socket: Client | undefined;

  constructor(private readonly options: Options) {}

  /** Run a query or mutation. Raises Refused. */
  async execute<Result, Variables>(
    document: TypedDocumentString<Result, Variables>,
    variables: Variables,
    signal?: AbortSignal,
  ): Promise<Result> {
    const response = await fetch(this.options.url, {
      method: "POST",
      headers: {
        Accept: "application/graphql-response+json",
        "Accept-Language": this.options.language ?? "en",
        Authorization: `Bearer ${await this.options.token()}`,
        "Content-Type": "application/json",
      },
      body: JSON.stringify({ query: document.toString(), variables }),
      signal: signal ?? null,
    });
    const body = (await response.json().catch(() => ({}))) as { data?: Result | null; errors?: Failure[] };
    if (body.errors || body.data == null) {
      throw new Refused(body.errors ?? [{ message: `HTTP ${response.status}` }], response.status);
    }
    return body.data;
  }

  /**
   * Ticket updates from now on, or from a cursor on; each once and in order. A lost connection is opened
   * again after the last cursor. Raises Refused with CURSOR_EXPIRED or SCOPE_CHANGED: read anew, then follow.
   */
  async *follow(variables: TicketUpdatesSubscriptionVariables = {}): AsyncGenerator<TicketUpdate, void, void> {
    for await (const data of this.resuming(TicketUpdatesDocument, variables, (one) => one.ticketUpdates.cursor)) {
      yield data.ticketUpdates;
    }
  }

  /** The caller's own notifications, as `follow` gives tickets. */
  async *notifications(after?: string): AsyncGenerator<NotificationUpdate, void, void> {
    const variables = { after: after ?? null };
    const cursor = (one: NotificationReceivedSubscription) => one.notificationReceived.cursor;
    for await (const data of this.resuming(NotificationReceivedDocument, variables, cursor)) {
      yield data.notificationReceived;
    }
  }

  /** The log's end as of now: take it, read a list, follow from it, and nothing falls between. */
  async feedCursor(): Promise<string> {
    return (await this.execute(FeedCursorDocument, {})).feedCursor;
  }

  /** Close the socket; what follows ends. */
  async close(): Promise<void> {
    await this.socket?.dispose();
  }

  private async *resuming<Result, Variables extends { after?: string | null | undefined }>(
    document: TypedDocumentString<Result, Variables>,
    variables: Variables,
    cursorOf: (data: Result) => string,
  ): AsyncGenerator<Result, void, void> {
    let after = variables.after;
    let pause = this.options.pause ?? FIRST_PAUSE;
    for (;;) {
      try {
        after ??= await this.feedCursor(); // so that a connection lost before the first update loses nothing
        const request = { query: document.toString(), variables: { ...variables, after } };
        for await (const { data, errors } of this.connected().iterate<Result>(request)) {
          if (errors || !data) throw new Refused((errors ?? []) as readonly Failure[]);
          after = cursorOf(data);
          pause = this.options.pause ?? FIRST_PAUSE;
          yield data;
        }
        return;
      } catch (error) {
        if (!fellBehind(error)) {
          if (Array.isArray(error)) throw new Refused(error as Failure[]);
          if (isFinal(error)) throw error;
        }
        await new Promise((resolve) => setTimeout(resolve, pause));
        pause = Math.min(pause * 2, LONGEST_PAUSE);
      }
    }
  }

  private connected(): Client {
    const { url, token, language, webSocket } = this.options;
    return (this.socket ??= createClient({
      url: url.replace(/^http/, "ws"),
      connectionParams: async () => ({
        authorization: `Bearer ${await token()}`,
        acceptLanguage: language ?? "en",
      }),
      keepAlive: 10_000,
      retryAttempts: 0,
      ...(webSocket ? { webSocketImpl: webSocket } : {}),
    }));
  }
}
