// A page without a browser: facts, and a world that is written down.

import type { Answer, Office, Place, Ticket } from "../../src/browser/office.js";
import type { ResumeStore } from "../../src/browser/resume_store.js";
import type { FromWorker, ToWorker } from "../../src/core/port.js";
import { Conductor } from "../../src/ui/conductor.js";
import type { Facts } from "../../src/ui/facts.js";
import { Grant, Pause, Phase, Sharing } from "../../src/wire/messages.gen.js";
import type { ControlStanding } from "../../src/wire/messages.gen.js";

export const NOON = Date.parse("2026-11-23T03:00:00Z"); // noon in Japan

export function facts(change: Partial<Facts> = {}): Facts {
  return {
    number: "a1", session: null, routing: "482",
    case: { id: "c1", reference: "A-1", category: "障害対応", subject: "件名", organisation: "お客様会社", contact: "佐藤" },
    operator: { name: "山田", organisation: "当社" },
    csrf: "t", language: "ja", officeUrl: "/office/cases/c1", demo: false, expiresAt: NOON + 600_000, sentences: [],
    ...change,
  };
}

export function standing(change: Partial<ControlStanding> = {}): FromWorker {
  return {
    kind: "heard",
    message: {
      is: "control.Standing", phase: Phase.CONNECTED, view: Grant.HELD, control: Grant.NONE, clipboard: Grant.NONE, files: Grant.NONE,
      pause: Pause.NONE, sharing: Sharing.MONITOR, sharing_title: "DP-1", bytes_used: 1, view_left: 0, control_left: 0,
      clipboard_left: 0, files_left: 0, data_limit: 0, low_data: false, ...change,
    },
  };
}

export const refused = (status: number, retryAfter: number | null = null): Answer<never> => ({
  ok: false, refusal: { status, code: "no", message: "だめです", retryAfter },
});
const TICKET: Ticket = {
  relayUrl: "wss://relay", ticket: "t", route: new Uint8Array(16), card: new Uint8Array(1), cardSignature: new Uint8Array(64), expiresAt: NOON + 500_000,
};

/** Everything that the conductor asks of the world, and what came of it. `settle` lets promises run dry. */
export class Stage implements Office, ResumeStore {
  readonly posted: ToWorker[] = [];
  readonly calls: string[] = [];
  readonly kept = new Map<string, CryptoKey>();
  readonly timers: { at: number; act: () => void }[] = [];
  readonly conductor: Conductor;
  now = NOON;
  went: string | null = null;
  submitted: string | null = null;
  address: string | null = null;
  tickets: Answer<Ticket>[] = []; // what the next calls are answered; then TICKET
  confirms: Answer<{ session: string }> = { ok: true, value: { session: "5e55" } };
  ends: Answer<{ ending: string }> = { ok: true, value: { ending: "resolved" } };
  ending: string | null = null;
  guesses = { wrong: 0, burnt: false };

  constructor(change: Partial<Facts> = {}) {
    this.conductor = new Conductor(facts(change), {
      post: (message) => void this.posted.push(message),
      office: this,
      store: this,
      now: () => this.now,
      later: (ms, act) => {
        const timer = { at: this.now + ms, act };
        this.timers.push(timer);
        return () => void this.timers.splice(this.timers.indexOf(timer), 1);
      },
      newKey: () => Promise.resolve({ pair: {} as CryptoKeyPair, publicKey: new Uint8Array(32) }),
      random: (count) => new Uint8Array(count).fill(1),
      goTo: (path) => void (this.went = path),
      submit: (path, fields) => void (this.submitted = `${path} ${JSON.stringify(fields)}`),
      replaceAddress: (path) => void (this.address = path),
    });
  }

  async settle(): Promise<void> {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  }

  async hear(...said: FromWorker[]): Promise<void> {
    for (const one of said) {
      this.conductor.hear(one);
      await this.settle();
    }
  }

  /** Time passes, a second at a time, as the page's clock ticks. */
  async pass(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second += 1) {
      this.now += 1_000;
      for (const timer of this.timers.filter(({ at }) => at <= this.now)) {
        this.timers.splice(this.timers.indexOf(timer), 1);
        timer.act();
        await this.settle();
      }
      this.conductor.tick();
      await this.settle();
    }
  }

  kinds(): string[] {
    return this.posted.map(({ kind }) => kind);
  }

  ticket(place: Place): Promise<Answer<Ticket>> {
    this.calls.push("number" in place ? `ticket number ${place.number}` : `ticket session ${place.session}`);
    return Promise.resolve(this.tickets.shift() ?? { ok: true, value: TICKET });
  }
  wrong(number: string): Promise<Answer<{ wrong: number; burnt: boolean }>> {
    this.calls.push(`wrong ${number}`);
    return Promise.resolve({ ok: true, value: this.guesses });
  }
  confirmed(number: string, attempt: Uint8Array): Promise<Answer<{ session: string }>> {
    this.calls.push(`confirmed ${number} ${attempt.length}`);
    return Promise.resolve(this.confirms);
  }
  cancel(number: string): Promise<Answer<null>> {
    this.calls.push(`cancel ${number}`);
    return Promise.resolve({ ok: true, value: null });
  }
  end(session: string, ending: string, note: string): Promise<Answer<{ ending: string }>> {
    this.calls.push(`end ${session} ${ending} ${note}`);
    return Promise.resolve(this.ends);
  }
  session(session: string): ReturnType<Office["session"]> {
    this.calls.push(`session ${session}`);
    const timeline = [{ at: "2026-11-23T02:50:00Z", kind: "connected", by: "host", text: "" }];
    return Promise.resolve({ ok: true, value: { phase: "connected", ending: this.ending, timeline } });
  }
  keep(session: string, key: CryptoKey): Promise<void> {
    this.kept.set(session, key);
    return Promise.resolve();
  }
  find(session: string): Promise<CryptoKey | null> {
    return Promise.resolve(this.kept.get(session) ?? null);
  }
  touch(session: string): Promise<void> {
    this.calls.push(`touch ${session}`);
    return Promise.resolve();
  }
  forget(session: string): Promise<void> {
    this.kept.delete(session);
    return Promise.resolve();
  }
}
