// What the server wrote into the page. Read once, checked, then plain values.

import type { Language } from "./words.js";

export interface CaseFacts {
  readonly id: string;
  readonly reference: string;
  readonly category: string;
  readonly subject: string;
  readonly organisation: string;
  readonly contact: string;
}
export interface Facts {
  readonly number: string | null;
  readonly session: string | null;
  readonly routing: string | null;
  readonly case: CaseFacts;
  readonly operator: { readonly name: string; readonly organisation: string };
  readonly csrf: string;
  readonly language: Language;
  readonly officeUrl: string;
  readonly demo: boolean;
  readonly expiresAt: number | null; // ms
  readonly sentences: readonly Readonly<Record<Language, string>>[]; // the provider's own, for お願い
}

type Json = Readonly<Record<string, unknown>>;

/** Raises TypeError when the page's facts are not what they should be: nothing can work then. */
export function readFacts(json: string): Facts {
  const all = JSON.parse(json) as Json;
  const support = part(all, "case");
  const operator = part(all, "operator");
  const expires = maybe(all, "expires_at");
  return {
    number: hexOrNull(all, "number"),
    session: hexOrNull(all, "session"),
    routing: maybe(all, "routing"),
    case: {
      id: text(support, "id"),
      reference: text(support, "reference"),
      category: text(support, "category"),
      subject: text(support, "subject"),
      organisation: text(support, "organisation"),
      contact: text(support, "contact"),
    },
    operator: { name: text(operator, "name"), organisation: text(operator, "organisation") },
    csrf: text(all, "csrf"),
    language: all["language"] === "en" ? "en" : "ja",
    officeUrl: ownPath(text(all, "office_url")),
    demo: all["demo"] === true,
    expiresAt: expires === null ? null : Date.parse(expires),
    sentences: list(all, "sentences").map((one) => ({ ja: text(one, "ja"), en: text(one, "en") })),
  };
}

function part(json: Json, name: string): Json {
  const value = json[name];
  if (typeof value !== "object" || value === null) throw new TypeError(`console-facts: ${name}`);
  return value as Json;
}

function list(json: Json, name: string): readonly Json[] {
  const value = json[name];
  if (!Array.isArray(value)) throw new TypeError(`console-facts: ${name}`);
  return value as readonly Json[];
}

function text(json: Json, name: string): string {
  const value = json[name];
  if (typeof value !== "string") throw new TypeError(`console-facts: ${name}`);
  return value;
}

function maybe(json: Json, name: string): string | null {
  return json[name] === null || json[name] === undefined ? null : text(json, name);
}

function hexOrNull(json: Json, name: string): string | null {
  const value = maybe(json, name);
  if (value !== null && !/^[0-9a-f]+$/.test(value)) throw new TypeError(`console-facts: ${name}`);
  return value;
}

function ownPath(path: string): string {
  if (!/^\/(?!\/)/.test(path)) throw new TypeError("console-facts: office_url");
  return path;
}
