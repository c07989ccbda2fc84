// The office's API for the console (docs/protocol.md §5): a call in, a value or a refusal out. A "no" is a value; only our
// own mistakes throw.

export interface Refusal {
  readonly status: number; // 0: the office could not be reached
  readonly code: string;
  readonly message: string; // a whole sentence in the asked language; empty when the office was not reached
  readonly retryAfter: number | null; // seconds
}
export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

export interface Ticket {
  readonly relayUrl: string;
  readonly ticket: string;
  readonly route: Uint8Array;
  readonly card: Uint8Array;
  readonly cardSignature: Uint8Array;
  readonly expiresAt: number | null; // ms
}
export interface TimelineRow {
  readonly at: string;
  readonly kind: string;
  readonly by: string;
  readonly text: string;
}
export interface SessionFacts {
  readonly phase: string;
  readonly ending: string | null;
  readonly timeline: readonly TimelineRow[];
}
export type Place = { readonly number: string } | { readonly session: string };

export interface Office {
  ticket(place: Place, consoleKey: Uint8Array): Promise<Answer<Ticket>>;
  wrong(number: string): Promise<Answer<{ readonly wrong: number; readonly burnt: boolean }>>;
  confirmed(number: string, attempt: Uint8Array): Promise<Answer<{ readonly session: string }>>;
  cancel(number: string): Promise<Answer<null>>;
  end(session: string, ending: string, note: string): Promise<Answer<{ readonly ending: string }>>;
  session(session: string): Promise<Answer<SessionFacts>>;
}

export function toHex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function fromHex(text: string): Uint8Array {
  if (!/^([0-9a-f]{2})*$/i.test(text)) throw new TypeError("not hex");
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

export function toBase64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

export function fromBase64url(text: string): Uint8Array {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

type Json = Readonly<Record<string, unknown>>;

export class HttpOffice implements Office {
  readonly #csrf: string;
  readonly #language: () => string;

  constructor(csrf: string, language: () => string) {
    this.#csrf = csrf;
    this.#language = language;
  }

  ticket(place: Place, consoleKey: Uint8Array): Promise<Answer<Ticket>> {
    const path = "number" in place ? `numbers/${place.number}/ticket` : `sessions/${place.session}/ticket`;
    return this.#call("POST", path, { console_key: toBase64url(consoleKey) }, readTicket);
  }

  wrong(number: string): Promise<Answer<{ readonly wrong: number; readonly burnt: boolean }>> {
    return this.#call("POST", `numbers/${number}/wrong`, {}, (body) => ({ wrong: Number(body["wrong"]), burnt: body["burnt"] === true }));
  }

  confirmed(number: string, attempt: Uint8Array): Promise<Answer<{ readonly session: string }>> {
    return this.#call("POST", `numbers/${number}/confirmed`, { attempt: toHex(attempt) }, (body) => ({ session: text(body, "session") }));
  }

  cancel(number: string): Promise<Answer<null>> {
    return this.#call("POST", `numbers/${number}/cancel`, {}, () => null);
  }

  end(session: string, ending: string, note: string): Promise<Answer<{ readonly ending: string }>> {
    return this.#call("POST", `sessions/${session}/end`, { ending, note }, (body) => ({ ending: text(body, "ending") }));
  }

  session(session: string): Promise<Answer<SessionFacts>> {
    return this.#call("GET", `sessions/${session}`, null, (body) => ({
      phase: text(body, "phase"),
      ending: typeof body["ending"] === "string" ? body["ending"] : null,
      timeline: (Array.isArray(body["timeline"]) ? (body["timeline"] as Json[]) : []).map((row) => ({
        at: text(row, "at"), kind: text(row, "kind"), by: text(row, "by"), text: text(row, "text"),
      })),
    }));
  }

  async #call<T>(method: string, path: string, body: Json | null, read: (body: Json) => T): Promise<Answer<T>> {
    let response: Response;
    let said: Json;
    try {
      response = await fetch(`/api/v1/console/${path}`, {
        method,
        credentials: "same-origin",
        cache: "no-store",
        redirect: "error",
        headers: {
          "Accept": "application/json",
          "Accept-Language": this.#language(),
          "X-CSRF-Token": this.#csrf,
          ...(body === null ? {} : { "Content-Type": "application/json" }),
        },
        ...(body === null ? {} : { body: JSON.stringify(body) }),
      });
      said = response.status === 204 ? {} : ((await response.json()) as Json);
    } catch {
      return { ok: false, refusal: { status: 0, code: "unreachable", message: "", retryAfter: null } };
    }
    if (!response.ok) return { ok: false, refusal: refusal(response.status, said) };
    return { ok: true, value: read(said) };
  }
}

function refusal(status: number, said: Json): Refusal {
  return {
    status,
    code: typeof said["refusal"] === "string" ? said["refusal"] : "unknown",
    message: typeof said["message"] === "string" ? said["message"] : "",
    retryAfter: typeof said["retry_after"] === "number" ? said["retry_after"] : null,
  };
}

function text(body: Json, name: string): string {
  const value = body[name];
  return typeof value === "string" ? value : "";
}

function readTicket(body: Json): Ticket {
  const expires = text(body, "expires_at");
  return {
    relayUrl: text(body, "relay_url"),
    ticket: text(body, "ticket"),
    route: fromHex(text(body, "route")),
    card: new TextEncoder().encode(text(body, "card")),
    cardSignature: fromBase64url(text(body, "card_signature")),
    expiresAt: expires === "" ? null : Date.parse(expires),
  };
}
