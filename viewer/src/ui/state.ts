// What the operator's page knows, and how each event changes it. Pure: (state, event, now) → state. Nothing is sent from
// here; the conductor acts, this remembers. What the customer allows is only ever what the host's own `Standing` says.
//
// Article: 5.1, 5.2, 5.3, 5.5, 5.7, 6.2

import type { FromWorker } from "../core/port.js";
import { Access, Grant, Pause, Phase, Sharing } from "../wire/messages.gen.js";
import type { ControlMeter, ControlRequestStands, ControlStanding, Ending, RelayReason, RequestState } from "../wire/messages.gen.js";
import type { Facts } from "./facts.js";
import { fileBegun, fileStep, forgetFile } from "./files_state.js";
import type { FileRow } from "./files_state.js";
import { noticeOf } from "./notices.js";
import type { Notice } from "./notices.js";
import { noticeOfRequest, requestAsked, requestSettling, requestStands } from "./requests_state.js";
import type { RequestRow } from "./requests_state.js";
import type { Language } from "./words.js";

export const GUESSES = 3;
export const CUT_MS = 120_000;
const NOTICES_KEPT = 30;
export const ACCESSES = [Access.VIEW, Access.CONTROL, Access.CLIPBOARD, Access.FILES] as const;

/** Why a number cannot be used any more. */
export type NumberOver = "destroyed" | "expired" | "used" | "elsewhere";
export type NumberStage = "preparing" | "waiting" | "present" | "proven" | "over";
export interface NumberState {
  readonly digits: readonly string[] | null; // group by group, as it is said
  readonly stage: NumberStage;
  readonly wrong: number; // guesses so far
  readonly over: NumberOver | null;
  readonly expiresAt: number | null;
}

export type Link =
  | { readonly is: "joining" } // the first time, or after a reload
  | { readonly is: "up" }
  /** `by` says whose side is gone as far as we can tell; `tryAt` is when we try again. */
  | { readonly is: "down"; readonly since: number; readonly by: "us" | "customer"; readonly tryAt: number | null }
  | { readonly is: "elsewhere" }; // another page of this operator has it now

export interface AccessState {
  readonly grant: Grant;
  readonly until: number | null; // ms: when the question or the time box is over, by the host's word; null: never by itself
}

export interface Quality {
  readonly roundTripMs: number;
  readonly bytesPerSecond: number;
  readonly framesPerSecond: number;
  readonly bytesTotal: number;
}

export interface ChatLine {
  readonly mine: boolean;
  readonly text: string;
  readonly at: number;
}

export interface SessionState {
  readonly id: string;
  readonly link: Link;
  readonly spoken: string | null;
  readonly phase: Phase;
  readonly access: Readonly<Record<Access, AccessState>>;
  readonly pause: Pause;
  readonly sharing: Sharing;
  readonly sharingTitle: string;
  readonly bytesUsed: number;
  readonly meter: ControlMeter | null; // time and fee, as the customer's program tells them
  readonly dataLimit: number; // the customer's own; 0: none
  readonly lowData: boolean;
  readonly connectedAt: number | null;
  readonly quality: Quality | null;
  readonly picture: { readonly width: number; readonly height: number } | null;
  readonly chat: readonly ChatLine[];
  readonly unread: number;
  readonly requests: readonly RequestRow[];
  readonly answered: number; // requests that the customer answered and the operator has not looked at
  readonly files: readonly FileRow[];
  readonly clip: { readonly text: string; readonly at: number } | null;
}

export interface EndedState {
  readonly ending: Ending;
  readonly at: number;
  readonly record: "none" | "writing" | "written" | "failed"; // our own word for the office
}

export type Stuck = "no-key" | "signed-out" | "broken" | "wrong-version" | "caller-not-proven" | "worker" | "refused";
export type Screen = "number" | "session" | "ended" | "stuck";

export interface State {
  readonly facts: Facts;
  readonly language: Language;
  readonly now: number;
  readonly screen: Screen;
  readonly number: NumberState;
  readonly session: SessionState | null;
  readonly ended: EndedState | null;
  readonly stuck: { readonly why: Stuck; readonly said: string } | null;
  readonly notices: readonly Notice[];
}

export type Event =
  | { readonly kind: "tick" }
  | { readonly kind: "language"; readonly language: Language }
  | { readonly kind: "worker"; readonly said: FromWorker }
  | { readonly kind: "number-drawn"; readonly digits: readonly string[] }
  | { readonly kind: "number-ticket"; readonly expiresAt: number | null }
  | { readonly kind: "number-over"; readonly why: NumberOver }
  | { readonly kind: "guesses"; readonly wrong: number; readonly burnt: boolean } // the office's count
  | { readonly kind: "confirmed"; readonly session: string }
  | { readonly kind: "resuming"; readonly session: string }
  | { readonly kind: "connected-at"; readonly at: number }
  | { readonly kind: "try-at"; readonly at: number }
  | { readonly kind: "elsewhere" }
  | { readonly kind: "taking-over" }
  | { readonly kind: "chatted"; readonly text: string }
  | { readonly kind: "chat-seen" }
  | { readonly kind: "request-asked"; readonly request: number; readonly text: string }
  | { readonly kind: "request-settling"; readonly request: number; readonly state: RequestState }
  | { readonly kind: "requests-seen" }
  | { readonly kind: "clip-sent" }
  | { readonly kind: "clip-cleared" }
  | { readonly kind: "file-begun"; readonly transfer: number; readonly way: "out" | "in"; readonly name: string; readonly size: number | null; readonly purpose: string }
  | { readonly kind: "file-accepted"; readonly transfer: number }
  | { readonly kind: "file-saved"; readonly transfer: number }
  | { readonly kind: "file-forgotten"; readonly transfer: number }
  | { readonly kind: "ending"; readonly ending: Ending; readonly record: EndedState["record"] }
  | { readonly kind: "record"; readonly record: EndedState["record"] }
  | { readonly kind: "stuck"; readonly why: Stuck; readonly said: string };

const NO_ACCESS: AccessState = { grant: Grant.NONE, until: null };

export function firstState(facts: Facts, now: number): State {
  return {
    facts,
    language: facts.language,
    now,
    screen: facts.number === null ? "session" : "number",
    number: { digits: null, stage: "preparing", wrong: 0, over: null, expiresAt: facts.expiresAt },
    session: facts.number === null && facts.session !== null ? newSession(facts.session) : null,
    ended: null,
    stuck: null,
    notices: [],
  };
}

function newSession(id: string): SessionState {
  return {
    id,
    link: { is: "joining" },
    spoken: null,
    phase: Phase.STARTED,
    access: { [Access.VIEW]: NO_ACCESS, [Access.CONTROL]: NO_ACCESS, [Access.CLIPBOARD]: NO_ACCESS, [Access.FILES]: NO_ACCESS },
    pause: Pause.NONE,
    sharing: Sharing.NOTHING,
    sharingTitle: "",
    bytesUsed: 0,
    meter: null,
    dataLimit: 0,
    lowData: false,
    connectedAt: null,
    quality: null,
    picture: null,
    chat: [],
    unread: 0,
    requests: [],
    answered: 0,
    files: [],
    clip: null,
  };
}

/** Whether the operator's input may leave now: a courtesy; the host decides. */
export function mayControl(state: State): boolean {
  const session = state.session;
  return (
    state.screen === "session" && session !== null && session.link.is === "up" && session.phase === Phase.CONNECTED &&
    session.access[Access.CONTROL].grant === Grant.HELD
  );
}

export function holds(state: State, access: Access): boolean {
  const session = state.session;
  return state.screen === "session" && session?.link.is === "up" && session.access[access].grant === Grant.HELD;
}

export function reduce(before: State, event: Event, now: number): State {
  const state = before.now === now ? before : { ...before, now };
  switch (event.kind) {
    case "tick":
      return ticked(state);
    case "language":
      return { ...state, language: event.language };
    case "worker":
      return heard(state, event.said);
    case "number-drawn":
      return onNumber(state, { digits: event.digits });
    case "number-ticket":
      return onNumber(state, { expiresAt: event.expiresAt ?? state.number.expiresAt });
    case "number-over":
      return overNumber(state, event.why);
    case "guesses":
      return counted(state, event.wrong, event.burnt);
    case "confirmed":
    case "resuming":
      return { ...state, screen: "session", session: newSession(event.session) };
    case "connected-at":
      return onSession(state, () => ({ connectedAt: event.at }));
    case "try-at":
      return onSession(state, ({ link }) => (link.is === "down" ? { link: { ...link, tryAt: event.at } } : {}));
    case "elsewhere":
      return onSession(state, () => ({ link: { is: "elsewhere" } }));
    case "taking-over":
      return onSession(state, () => ({ link: { is: "down", since: now, by: "us", tryAt: null } }));
    case "chatted":
      return onSession(state, ({ chat }) => ({ chat: [...chat, { mine: true, text: event.text, at: now }] }));
    case "chat-seen":
      return state.session?.unread === 0 ? state : onSession(state, () => ({ unread: 0 }));
    case "request-asked":
      return onSession(state, ({ requests }) => ({ requests: requestAsked(requests, event.request, event.text, now) }));
    case "request-settling":
      return onSession(state, ({ requests }) => ({ requests: requestSettling(requests, event.request, event.state) }));
    case "requests-seen":
      return state.session?.answered === 0 ? state : onSession(state, () => ({ answered: 0 }));
    case "clip-sent":
      return noted(state, "console.clip.sent");
    case "clip-cleared":
      return onSession(state, () => ({ clip: null }));
    case "file-begun":
      return onSession(state, ({ files }) => ({ files: [...files, fileBegun(event)] }));
    case "file-accepted":
      return onFile(state, event.transfer, (row) => (row.step.is === "offered" ? { ...row, step: { is: "waiting" } } : row));
    case "file-saved":
      return onFile(state, event.transfer, (row) => (row.step.is === "received" ? { ...row, saved: true } : row));
    case "file-forgotten":
      return onSession(state, ({ files }) => ({ files: forgetFile(files, event.transfer) }));
    case "ending":
      return ended(state, event.ending, event.record);
    case "record":
      return state.ended === null ? state : { ...state, ended: { ...state.ended, record: event.record } };
    case "stuck":
      return { ...state, screen: "stuck", stuck: { why: event.why, said: event.said } };
  }
}

function heard(state: State, said: FromWorker): State {
  switch (said.kind) {
    case "joined":
      return state.screen === "number" ? onNumber(state, { stage: "waiting" }) : onSession(state, ({ link }) => ({ link: waiting(link, state.now) }));
    case "peer":
      return state.screen === "number" ? onNumber(state, { stage: "present" }) : state;
    case "wrong-secret":
      return counted(state, said.tries, said.destroyed);
    case "proven":
      return state.screen === "number" ? onNumber(state, { stage: "proven" }) : state;
    case "open":
      return onSession(state, (session) => ({ link: { is: "up" }, spoken: said.spoken === "" ? session.spoken : said.spoken }));
    case "heard":
      return heardControl(state, said.message);
    case "canvas-size":
      return onSession(state, () => ({ picture: { width: said.width, height: said.height } }));
    case "quality":
      return onSession(state, () => ({ quality: said }));
    case "file":
      return onSession(state, ({ files }) => ({ files: fileStep(files, said.transfer, said.what) }));
    case "link-down":
      return linkDown(state, said.reason);
    case "ended":
      return ended(state, said.ending, "none");
    case "cursor":
    case "cursor-shape":
    case "frame":
    case "broken": // the conductor decides what it means
      return state;
  }
}

function heardControl(state: State, message: Extract<FromWorker, { kind: "heard" }>["message"]): State {
  switch (message.is) {
    case "control.Standing":
      return onSession(state, (session) => standing(session, message, state.now));
    case "control.Meter":
      return onSession(state, () => ({ meter: message }));
    case "control.Answer":
      return withNotice(state, noticeOf(message, state.now));
    case "control.Chat":
      return onSession(state, ({ chat, unread }) => ({ chat: [...chat, { mine: false, text: message.text, at: state.now }], unread: unread + 1 }));
    case "control.RequestStands":
      return requestHeard(state, message);
    case "control.Clip":
      return noted(onSession(state, () => ({ clip: { text: message.text, at: state.now } })), "console.clip.received");
    default:
      return state;
  }
}

function requestHeard(state: State, said: ControlRequestStands): State {
  const notice = noticeOfRequest(state.session?.requests ?? [], said, state.now);
  const heard = onSession(state, ({ requests, answered }) => ({
    requests: requestStands(requests, said), answered: answered + (notice === null ? 0 : 1),
  }));
  return notice === null ? heard : withNotice(heard, notice);
}

function standing(session: SessionState, said: ControlStanding, now: number): Partial<SessionState> {
  const access = (grant: Grant, left: number): AccessState => ({ grant, until: left === 0 ? null : now + 1000 * left });
  return {
    phase: said.phase,
    access: {
      [Access.VIEW]: access(said.view, said.view_left),
      [Access.CONTROL]: access(said.control, said.control_left),
      [Access.CLIPBOARD]: access(said.clipboard, said.clipboard_left),
      [Access.FILES]: access(said.files, said.files_left),
    },
    pause: said.pause,
    sharing: said.sharing,
    sharingTitle: said.sharing_title,
    bytesUsed: said.bytes_used,
    dataLimit: said.data_limit,
    lowData: said.low_data,
    connectedAt: session.connectedAt ?? (said.phase === Phase.CONNECTED ? now : null),
  };
}

function waiting(link: Link, now: number): Link {
  if (link.is === "joining" || link.is === "elsewhere") return { is: "down", since: now, by: "customer", tryAt: null };
  return link.is === "down" ? { ...link, by: "customer", tryAt: null } : { is: "down", since: now, by: "customer", tryAt: null };
}

function linkDown(state: State, reason: RelayReason | "network"): State {
  if (state.screen === "number") return state.number.stage === "over" ? state : onNumber(state, { stage: "preparing" });
  return onSession(state, ({ link }) =>
    link.is === "elsewhere" ? {} : { link: { is: "down", since: link.is === "down" ? link.since : state.now, by: reason === "network" ? "us" : "customer", tryAt: null } },
  );
}

function counted(state: State, wrong: number, destroyed: boolean): State {
  if (state.screen !== "number" || state.number.stage === "over") return state;
  const most = Math.max(wrong, state.number.wrong);
  if (destroyed || most >= GUESSES) return overNumber(onNumber(state, { wrong: most }), "destroyed");
  return onNumber(state, { wrong: most, stage: "waiting" });
}

function overNumber(state: State, why: NumberOver): State {
  if (state.screen !== "number" || state.number.stage === "over") return state;
  return onNumber(state, { stage: "over", over: why, digits: null });
}

function ticked(state: State): State {
  const { stage, expiresAt } = state.number;
  const running = state.screen === "number" && (stage === "waiting" || stage === "preparing");
  return running && expiresAt !== null && state.now >= expiresAt ? overNumber(state, "expired") : state;
}

function ended(state: State, ending: Ending, record: EndedState["record"]): State {
  if (state.screen === "ended") return state; // the first ending stands
  const session = state.session;
  const files = session?.files.map((row): FileRow => (isOpen(row) ? { ...row, step: { is: "stopped", reason: null } } : row)) ?? [];
  return {
    ...state,
    screen: "ended",
    ended: { ending, at: state.now, record },
    session: session === null ? null : { ...session, phase: Phase.ENDED, files },
  };
}

function isOpen(row: FileRow): boolean {
  return row.step.is === "waiting" || row.step.is === "offered" || row.step.is === "flowing";
}

function onNumber(state: State, change: Partial<NumberState>): State {
  return { ...state, number: { ...state.number, ...change } };
}

function onSession(state: State, change: (session: SessionState) => Partial<SessionState>): State {
  return state.session === null ? state : { ...state, session: { ...state.session, ...change(state.session) } };
}

function onFile(state: State, transfer: number, change: (row: FileRow) => FileRow): State {
  return onSession(state, ({ files }) => ({ files: files.map((row) => (row.transfer === transfer ? change(row) : row)) }));
}

function noted(state: State, key: Notice["key"]): State {
  return withNotice(state, { key, slots: {}, at: state.now, tone: "plain" });
}

function withNotice(state: State, notice: Notice): State {
  return { ...state, notices: [...state.notices, notice].slice(-NOTICES_KEPT) };
}
