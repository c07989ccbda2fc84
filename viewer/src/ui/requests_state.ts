// One row an お願い: what we asked, and how it stands by the customer's program's own word. Pure.
//
// What has no answer yet is said again after every handshake, under the same number: the customer's program knows it then.
//
// Article: 5.7

import type { ControlMessage, ControlRequestStands } from "../wire/messages.gen.js";
import { RequestState } from "../wire/messages.gen.js";
import type { Notice } from "./notices.js";
import { oneLine } from "./plain.js";

const NOTICE_LONGEST = 60; // characters of a request in a slip

export interface RequestRow {
  readonly request: number;
  readonly text: string;
  readonly state: RequestState | null; // null: on its way
  readonly word: string; // what the customer added when they could not do it
  readonly wanted: RequestState | null; // what we said last and have no answer to
  readonly at: number | null; // when we asked; null: before this page was loaded
}

export function requestAsked(rows: readonly RequestRow[], request: number, text: string, at: number): readonly RequestRow[] {
  return [...rows, { request, text, state: null, word: "", wanted: null, at }];
}

export function requestSettling(rows: readonly RequestRow[], request: number, wanted: RequestState): readonly RequestRow[] {
  return rows.map((row) => (row.request === request ? { ...row, wanted } : row));
}

export function requestStands(rows: readonly RequestRow[], said: ControlRequestStands): readonly RequestRow[] {
  const { request, state, text, word } = said;
  if (rows.some((row) => row.request === request)) {
    return rows.map((row) => (row.request === request ? { ...row, state, word, wanted: null, text: text === "" ? row.text : text } : row));
  }
  return state === RequestState.NOT_TAKEN ? rows : [...rows, { request, text, state, word, wanted: null, at: null }];
}

/** What has to be said again on a new line: the asks first, then what we decided since. */
export function sayAgain(rows: readonly RequestRow[]): readonly ControlMessage[] {
  return [
    ...rows.filter(({ state }) => state === null).map(({ request, text }): ControlMessage => ({ is: "control.RequestToCustomer", request, text })),
    ...rows.flatMap(({ request, wanted }): ControlMessage[] => (wanted === null ? [] : [{ is: "control.SettleRequest", request, state: wanted }])),
  ];
}

/** The customer did it, or cannot: said at once, whatever the operator is looking at. Null for anything else. */
export function noticeOfRequest(before: readonly RequestRow[], said: ControlRequestStands, at: number): Notice | null {
  const known = before.find(({ request }) => request === said.request);
  if (known === undefined || known.state === said.state) return null;
  const text = oneLine(said.text).slice(0, NOTICE_LONGEST);
  if (said.state === RequestState.DONE) return { key: "console.requests.notice_done", slots: { text }, at, tone: "good" };
  if (said.state === RequestState.CANNOT) return { key: "console.requests.notice_cannot", slots: { text }, at, tone: "warn" };
  if (said.state === RequestState.ASKED && known.state !== null) return { key: "console.requests.notice_reopened", slots: { text }, at, tone: "warn" };
  return null;
}
