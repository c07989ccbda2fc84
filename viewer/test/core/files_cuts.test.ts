// A file between this console and the Python host, with the link cut at every message: whatever was lost, both ends come to the same
// view, nobody is asked twice, and what was taken arrives exact. docs/protocol.md §4, "After a cut".

import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Files, type FilesShell, type Sink } from "../../src/core/files.js";
import type { FileStep } from "../../src/core/port.js";
import { fromHex, hex } from "../../src/wire/bytes.js";
import { FROM_HOST, LANGUAGES, Reader } from "../../src/wire/codec.js";
import { FileReason, type FilesMessage } from "../../src/wire/messages.gen.js";

const SIZE = 200_000;
const DATA = Uint8Array.from({ length: SIZE }, (_, at) => at % 251);

interface Told {
  readonly say: readonly string[];
  readonly asked: readonly number[];
  readonly kinds: readonly string[];
}

class PythonHost {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;

  constructor() {
    const folder = join(import.meta.dirname, "../../..");
    this.#process = spawn(join(folder, ".venv/bin/python"), [join(folder, "viewer/test/interop_files.py")], { cwd: folder });
    this.#process.stderr.pipe(process.stderr);
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  async does(value: unknown): Promise<Told> {
    this.#process.stdin.write(`${JSON.stringify(value)}\n`);
    const { value: line, done } = await this.#lines.next();
    if (done === true) throw new Error("the host is gone");
    return JSON.parse(line as string) as Told;
  }

  async end(): Promise<void> {
    this.#process.stdin.end();
    await once(this.#process, "exit");
  }
}

/** The two ends and the line between them, which is cut when the `cutAt`-th message is on its way: it and all behind it are lost. */
class Play implements FilesShell {
  up = true;
  readonly steps: FileStep[] = [];
  readonly files: Files = new Files(this);
  messages = 0;
  told: Told = { say: [], asked: [], kinds: [] };
  kept = new Uint8Array(0);
  readonly #host: PythonHost;
  readonly #cuts: number[];
  #out: FilesMessage[] = []; // to the host
  #in: string[] = []; // to the console
  #reader = new Reader(LANGUAGES.files, FROM_HOST);

  constructor(host: PythonHost, cuts: readonly number[]) {
    this.#host = host;
    this.#cuts = [...cuts];
  }

  now(): number {
    return 0;
  }

  async say(message: FilesMessage): Promise<void> {
    if (this.up) this.#out.push(message);
  }

  tell(_transfer: number, what: FileStep): void {
    this.steps.push(what);
  }

  async open(): Promise<Sink> {
    return {
      write: (data) => {
        const before = this.kept;
        this.kept = new Uint8Array(before.length + data.length);
        this.kept.set(before);
        this.kept.set(data, before.length);
      },
      finish: async () => ({}) as File,
      discard: () => undefined,
    };
  }

  async room(): Promise<void> {
    // the socket has room
  }

  async host(value: unknown): Promise<void> {
    this.told = await this.#host.does(value);
    this.#in.push(...this.told.say);
  }

  /** Deliver until nobody says anything more. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 3; ) {
      await new Promise((resume) => setImmediate(resume)); // the console's own reading and hashing
      const [out, back] = [this.#out.shift(), this.#in.shift()];
      quiet = out === undefined && back === undefined ? quiet + 1 : 0;
      if (out !== undefined && !(await this.#passes())) continue;
      if (out !== undefined) await this.host({ hear: hex(LANGUAGES.files.send(out)) });
      if (back !== undefined && !(await this.#passes())) continue;
      if (back !== undefined) for (const message of this.#reader.receive(fromHex(back))) await this.files.hear(message as FilesMessage);
    }
  }

  async #passes(): Promise<boolean> {
    this.messages += 1;
    if (this.#cuts[0] !== this.messages) return true;
    this.#cuts.shift();
    await this.cut();
    return false;
  }

  async cut(meanwhile: () => Promise<void> = async () => undefined): Promise<void> {
    this.up = false;
    this.files.linkDown();
    await this.host("down");
    this.#out = [];
    this.#in = [];
    await meanwhile();
    this.#out = [];
    this.#in = [];
    this.#reader = new Reader(LANGUAGES.files, FROM_HOST);
    this.up = true;
    this.files.linkUp();
    await this.host("up");
  }

  get last(): FileStep | undefined {
    return this.steps.at(-1);
  }
}

const bytes = { size: SIZE, read: async (start: number, end: number) => DATA.slice(start, end) };
type Scene = readonly [name: string, acts: readonly ((play: Play) => Promise<void> | void)[], step: FileStep["step"], kinds: readonly string[]];

const offers = (play: Play): void => play.files.offer(1, bytes, "手順.pdf", "ご確認");
const asks = (play: Play): void => play.files.request(1, "", "調査");
const SCENES: readonly Scene[] = [
  ["offered and taken", [offers, (play) => play.host({ accept: [1, false] })], "delivered", ["file:accepted", "file:received"]],
  ["offered and refused", [offers, (play) => play.host({ refuse: 1 })], "stopped", ["file:refused"]],
  ["offered and taken back", [offers, (play) => play.files.stop(1, FileReason.CANCELLED)], "stopped", ["file:refused"]],
  ["asked for and picked", [asks, (play) => play.host({ accept: [1, true] })], "received", ["file:accepted", "file:sent"]],
  ["asked for and refused", [asks, (play) => play.host({ refuse: 1 })], "stopped", ["file:refused"]],
  ["asked for and taken back", [asks, (play) => play.files.stop(1, FileReason.CANCELLED)], "stopped", ["file:refused"]],
  ["sent by the customer", [(play) => play.host("send"), (play) => play.files.accept(2)], "received", ["file:accepted", "file:sent"]],
  ["sent by the customer, not taken", [(play) => play.host("send"), (play) => play.files.stop(2, FileReason.REFUSED)], "stopped", ["file:accepted", "file:stopped"]],
  ["sent by the customer, taken back", [(play) => play.host("send"), (play) => play.host({ cancel: 2 })], "stopped", ["file:accepted", "file:stopped"]],
];

describe("[5.5] [5.6] a link cut at every message", () => {
  let host: PythonHost;
  beforeAll(() => {
    host = new PythonHost();
  });
  afterAll(() => host.end());

  async function played(acts: Scene[1], cuts: readonly number[]): Promise<Play> {
    const play = new Play(host, cuts);
    await play.host("begin");
    for (const act of acts) {
      await act(play);
      await play.settle();
    }
    return play;
  }

  test.each(SCENES)("%s", async (_name, acts, step, kinds) => {
    const whole = await played(acts, []);
    expect([whole.last?.step, whole.told.kinds]).toEqual([step, kinds]);
    for (let first = 1; first <= whole.messages; first += 1) {
      for (const cuts of [[first], [first, first + 2]]) {
        const play = await played(acts, cuts);
        expect([cuts, play.last?.step, play.told.kinds, play.told.asked]).toEqual([cuts, step, kinds, []]);
        expect(play.steps.filter((one) => one.step === "offered")).toHaveLength(whole.steps.filter((one) => one.step === "offered").length);
        if (step === "received") expect(hex(play.kept)).toBe(hex(DATA));
      }
    }
  });

  test.each(SCENES)("%s, the second act while the link is cut", async (_name, [first, second], step, kinds) => {
    const play = new Play(host, []);
    await play.host("begin");
    await first?.(play);
    await play.settle();
    await play.cut(async () => second?.(play));
    await play.settle();
    expect([play.last?.step, play.told.kinds, play.told.asked]).toEqual([step, kinds, []]);
  });

  test("begun while the link is cut", async () => {
    for (const [, [first, second], step, kinds] of SCENES) {
      const play = new Play(host, []);
      await play.host("begin");
      await play.cut(async () => first?.(play));
      await play.settle();
      await second?.(play);
      await play.settle();
      expect([play.last?.step, play.told.kinds, play.told.asked]).toEqual([step, kinds, []]);
    }
  });

  test("a page loaded anew hears of the customer's file again, and lets go of what the old page asked for", async () => {
    const old = await played([(play) => play.host("send"), asks, (play) => play.host({ accept: [1, true] })], []);
    expect(old.told.kinds).toEqual(["file:accepted", "file:accepted", "file:sent"]);
    const before = await played([(play) => play.host("send"), asks], []);
    expect(before.told.asked).toEqual([1]);
    const page = new Play(host, []);
    await page.host("down");
    await page.host("up");
    await page.settle();
    expect(page.last).toMatchObject({ step: "offered", byCustomer: true });
    await page.host({ accept: [1, true] });
    await page.settle();
    expect(page.told.kinds).toEqual(["file:accepted", "file:accepted", "file:stopped"]);
    await page.files.accept(2);
    await page.settle();
    expect(page.told.kinds.at(-1)).toBe("file:sent");
  });
});
