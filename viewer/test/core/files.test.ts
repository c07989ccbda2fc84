import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { Files, type FilesShell, type Sink, type Source } from "../../src/core/files.js";
import type { FileStep } from "../../src/core/port.js";
import { WINDOW } from "../../src/core/sending.js";
import { hex } from "../../src/wire/bytes.js";
import { CHUNK_LIMIT, FileReason, type FilesMessage } from "../../src/wire/messages.gen.js";
import { reasonOfAsync } from "../vectors.js";

const PIECE = 64 * 1024;

/** Bytes that any place can say without keeping them: what stands at `start`. */
function pattern(start: number, end: number): Uint8Array {
  const bytes = new Uint8Array(end - start);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = ((start + at) * 31 + ((start + at) >> 13)) & 0xff;
  return bytes;
}

function sha(size: number): Uint8Array {
  const hash = createHash("sha256");
  for (let at = 0; at < size; at += PIECE) hash.update(pattern(at, Math.min(size, at + PIECE)));
  return new Uint8Array(hash.digest());
}

class Bench implements FilesShell {
  up = true;
  readonly said: FilesMessage[] = [];
  readonly steps: (readonly [number, FileStep])[] = [];
  readonly written: Uint8Array[] = [];
  discarded = 0;
  fails: "open" | "write" | null = null;
  largestRead = 0;
  /** What the other end does with each message, at once. */
  other: (message: FilesMessage) => void = () => undefined;
  readonly files = new Files(this);
  #now = 0;

  now(): number {
    return (this.#now += 1);
  }

  async say(message: FilesMessage): Promise<void> {
    if (!this.up) return;
    this.said.push(message);
    this.other(message);
  }

  tell(transfer: number, what: FileStep): void {
    this.steps.push([transfer, what]);
  }

  async open(): Promise<Sink> {
    if (this.fails === "open") throw new Error("no room");
    return {
      write: (data) => {
        if (this.fails === "write") throw new Error("no room");
        this.written.push(Uint8Array.from(data));
      },
      finish: async () => ({ name: "kept", size: this.kept().length }) as File,
      discard: () => void (this.discarded += 1),
    };
  }

  async room(): Promise<void> {
    await new Promise((resume) => setImmediate(resume));
  }

  source(size: number): Source {
    return {
      size,
      read: async (start, end) => {
        this.largestRead = Math.max(this.largestRead, end - start);
        return pattern(start, end);
      },
    };
  }

  kept(): Uint8Array {
    return new Uint8Array(Buffer.concat(this.written));
  }

  last(): FileStep | undefined {
    return this.steps.at(-1)?.[1];
  }

  async until(done: () => boolean): Promise<void> {
    while (!done()) await new Promise((resume) => setImmediate(resume));
  }
}

/** The customer's end of one transfer that we send: keeps what comes, and can lose the line at any byte. */
class Keeper {
  have = 0;
  whole: Uint8Array | null = null;
  exact = true;
  readonly #bench: Bench;
  readonly #hash = createHash("sha256");
  cutAt = Number.POSITIVE_INFINITY;

  constructor(bench: Bench) {
    this.#bench = bench;
    bench.other = (message) => this.#hear(message);
  }

  #hear(message: FilesMessage): void {
    if (message.is === "files.Chunk") {
      this.exact &&= message.start === this.have && Buffer.from(message.data).equals(Buffer.from(pattern(message.start, message.start + message.data.length)));
      this.#hash.update(message.data);
      this.have += message.data.length;
      if (this.have >= this.cutAt) return this.#cut();
      void this.#bench.files.hear({ is: "files.Kept", transfer: message.transfer, upto: this.have });
    }
    if (message.is === "files.Whole") this.whole = message.sha256;
  }

  #cut(): void {
    this.cutAt = Number.POSITIVE_INFINITY;
    this.#bench.up = false;
    this.#bench.files.linkDown();
  }

  get digest(): string {
    return this.#hash.copy().digest("hex");
  }
}

describe("[5.6] a file to the customer", () => {
  test("offered, accepted, sent in pieces with its hash, delivered", async () => {
    const bench = new Bench();
    const keeper = new Keeper(bench);
    const size = 3 * CHUNK_LIMIT + 17;
    bench.files.offer(1, bench.source(size), "設定.zip", "ドライバー");
    expect(bench.said).toEqual([{ is: "files.Offer", transfer: 1, name: "設定.zip", size, purpose: "ドライバー" }]);
    expect(bench.last()).toMatchObject({ step: "offered", byCustomer: false });
    await bench.files.hear({ is: "files.Accept", transfer: 1, start: 0 });
    await bench.until(() => keeper.whole !== null);
    expect([keeper.have, keeper.exact, hex(keeper.whole ?? new Uint8Array())]).toEqual([size, true, hex(sha(size))]);
    await bench.files.hear({ is: "files.Received", transfer: 1 });
    expect(bench.last()).toEqual({ step: "delivered", sha256: hex(sha(size)) });
    expect(bench.largestRead).toBeLessThanOrEqual(CHUNK_LIMIT);
  });

  test("an empty file is whole at once", async () => {
    const bench = new Bench();
    bench.files.offer(1, bench.source(0), "空", "");
    await bench.files.hear({ is: "files.Accept", transfer: 1, start: 0 });
    await bench.until(() => bench.said.at(-1)?.is === "files.Whole");
    expect(bench.said.at(-1)).toEqual({ is: "files.Whole", transfer: 1, sha256: sha(0) });
  });

  test("never more than the window ahead of what is kept", async () => {
    const bench = new Bench();
    const size = 3 * WINDOW;
    bench.files.offer(1, bench.source(size), "大", "");
    await bench.files.hear({ is: "files.Accept", transfer: 1, start: 0 });
    const sent = (): number => bench.said.reduce((sum, message) => sum + (message.is === "files.Chunk" ? message.data.length : 0), 0);
    await bench.until(() => sent() === WINDOW);
    for (let quiet = 0; quiet < 20; quiet += 1) await bench.room();
    expect(sent()).toBe(WINDOW);
    await bench.files.hear({ is: "files.Kept", transfer: 1, upto: CHUNK_LIMIT });
    await bench.until(() => sent() === WINDOW + CHUNK_LIMIT);
  });

  test("[5.5] cut at many places and resumed, the customer has it exact, and each byte is hashed once", async () => {
    const bench = new Bench();
    const keeper = new Keeper(bench);
    const size = 20 * CHUNK_LIMIT + 5;
    bench.files.offer(1, bench.source(size), "a", "");
    await bench.files.hear({ is: "files.Accept", transfer: 1, start: 0 });
    for (let cut = 1; cut <= 20; cut += 1) {
      keeper.cutAt = cut * CHUNK_LIMIT;
      await bench.until(() => !bench.up || keeper.whole !== null);
      bench.up = true;
      bench.files.linkUp();
      await bench.files.hear({ is: "files.Accept", transfer: 1, start: keeper.have });
    }
    await bench.until(() => keeper.whole !== null);
    expect([keeper.have, keeper.exact, hex(keeper.whole ?? new Uint8Array())]).toEqual([size, true, keeper.digest]);
  });

  test("[5.5] a receiver that lost some of it says so, and gets it again", async () => {
    const bench = new Bench();
    const keeper = new Keeper(bench);
    const size = 6 * CHUNK_LIMIT;
    bench.files.offer(1, bench.source(size), "a", "");
    keeper.cutAt = 4 * CHUNK_LIMIT;
    await bench.files.hear({ is: "files.Accept", transfer: 1, start: 0 });
    await bench.until(() => !bench.up);
    bench.up = true;
    keeper.have = CHUNK_LIMIT; // only this much had reached its disk
    await bench.files.hear({ is: "files.Accept", transfer: 1, start: keeper.have });
    await bench.until(() => keeper.whole !== null);
    expect([keeper.have, keeper.exact, hex(keeper.whole ?? new Uint8Array())]).toEqual([size, true, hex(sha(size))]);
  });

  test("a receiver that begins in the middle gets the hash of the whole", async () => {
    const bench = new Bench();
    const keeper = new Keeper(bench);
    const size = 6 * CHUNK_LIMIT;
    bench.files.offer(1, bench.source(size), "a", "");
    keeper.have = 3 * CHUNK_LIMIT + 11;
    await bench.files.hear({ is: "files.Accept", transfer: 1, start: keeper.have });
    await bench.until(() => keeper.whole !== null);
    expect([keeper.have, keeper.exact, hex(keeper.whole ?? new Uint8Array())]).toEqual([size, true, hex(sha(size))]);
  });

  test("refused by the customer", async () => {
    const bench = new Bench();
    bench.files.offer(1, bench.source(5), "a", "");
    await bench.files.hear({ is: "files.Stop", transfer: 1, reason: FileReason.REFUSED });
    expect(bench.last()).toEqual({ step: "stopped", reason: FileReason.REFUSED });
    await bench.files.hear({ is: "files.Kept", transfer: 1, upto: 5 }); // on its way from before
  });

  test("stopped by the operator: nothing more is sent", async () => {
    const bench = new Bench();
    bench.files.offer(1, bench.source(50 * CHUNK_LIMIT), "a", "");
    await bench.files.hear({ is: "files.Accept", transfer: 1, start: 0 });
    await bench.until(() => bench.said.length > 3);
    bench.files.stop(1, FileReason.CANCELLED);
    const count = bench.said.length;
    for (let quiet = 0; quiet < 20; quiet += 1) await bench.room();
    expect(bench.said).toHaveLength(count);
    expect(bench.said.at(-1)).toEqual({ is: "files.Stop", transfer: 1, reason: FileReason.CANCELLED });
  });

  test("a file that changed while it was read is stopped", async () => {
    const bench = new Bench();
    const source: Source = { size: 10, read: () => Promise.reject(new Error("NotReadableError")) };
    bench.files.offer(1, source, "a", "");
    await bench.files.hear({ is: "files.Accept", transfer: 1, start: 0 });
    await bench.until(() => bench.said.at(-1)?.is === "files.Stop");
    expect(bench.last()).toEqual({ step: "stopped", reason: FileReason.CHANGED });
  });

  test.each([
    ["accepted from beyond its end", { is: "files.Accept", transfer: 1, start: 11 }, "malformed"],
    ["kept what was never sent", { is: "files.Kept", transfer: 1, upto: 9 }, "malformed"],
    ["received before it was sent", { is: "files.Received", transfer: 1 }, "not_yours_to_do"],
    ["bytes for a file that we send", { is: "files.Chunk", transfer: 1, start: 0, data: new Uint8Array(1) }, "not_yours_to_do"],
  ] as const)("a host that says: %s", async (_name, message, reason) => {
    const bench = new Bench();
    bench.files.offer(1, bench.source(10), "a", "");
    expect(await reasonOfAsync(() => bench.files.hear(message as FilesMessage))).toBe(reason);
  });
});

describe("[5.6] a file from the customer", () => {
  const SIZE = 20 * PIECE + 3;
  const offer: FilesMessage = { is: "files.Offer", transfer: 2, name: "記録.log", size: SIZE, purpose: "調査" };

  async function send(bench: Bench, transfer: number, from: number, to: number): Promise<void> {
    for (let at = from; at < to; at += PIECE) await bench.files.hear({ is: "files.Chunk", transfer, start: at, data: pattern(at, Math.min(to, at + PIECE)) });
  }

  test("offered, taken, kept, checked", async () => {
    const bench = new Bench();
    await bench.files.hear(offer);
    expect(bench.last()).toEqual({ step: "offered", name: "記録.log", size: SIZE, purpose: "調査", byCustomer: true });
    expect(bench.said).toEqual([]); // nothing flows before the operator takes it
    await bench.files.accept(2);
    await bench.files.accept(2); // a second click changes nothing
    expect(bench.said).toEqual([{ is: "files.Accept", transfer: 2, start: 0 }]);
    await send(bench, 2, 0, SIZE);
    expect(bench.said.at(-1)).toEqual({ is: "files.Kept", transfer: 2, upto: SIZE });
    await bench.files.hear({ is: "files.Whole", transfer: 2, sha256: sha(SIZE) });
    expect(bench.said.at(-1)).toEqual({ is: "files.Received", transfer: 2 });
    expect(bench.last()).toMatchObject({ step: "received", sha256: hex(sha(SIZE)) });
    expect(Buffer.from(bench.kept()).equals(Buffer.from(pattern(0, SIZE)))).toBe(true);
    expect(bench.discarded).toBe(0);
  });

  test("what we asked for is taken without asking the operator again", async () => {
    const bench = new Bench();
    bench.files.request(3, "", "設定の確認");
    await bench.files.hear({ ...offer, transfer: 3 });
    expect(bench.said.map(({ is }) => is)).toEqual(["files.Request", "files.Accept"]);
  });

  test("[5.5] after a cut we say how much we have, and the rest comes", async () => {
    const bench = new Bench();
    await bench.files.hear(offer);
    await bench.files.accept(2);
    for (let cut = 0; cut < 20; cut += 1) {
      await send(bench, 2, cut * PIECE, (cut + 1) * PIECE);
      bench.files.linkDown();
      bench.files.linkUp();
      expect(bench.said.at(-1)).toEqual({ is: "files.Accept", transfer: 2, start: (cut + 1) * PIECE });
    }
    await send(bench, 2, 20 * PIECE, SIZE);
    await bench.files.hear({ is: "files.Whole", transfer: 2, sha256: sha(SIZE) });
    expect(bench.last()).toMatchObject({ step: "received", sha256: hex(sha(SIZE)) });
  });

  test("another hash than it was said: thrown away", async () => {
    const bench = new Bench();
    await bench.files.hear(offer);
    await bench.files.accept(2);
    await send(bench, 2, 0, SIZE);
    await bench.files.hear({ is: "files.Whole", transfer: 2, sha256: new Uint8Array(32) });
    expect(bench.said.at(-1)).toEqual({ is: "files.Stop", transfer: 2, reason: FileReason.HASH_DIFFERS });
    expect([bench.last(), bench.discarded]).toEqual([{ step: "stopped", reason: FileReason.HASH_DIFFERS }, 1]);
  });

  test.each(["open", "write"] as const)("no room at %s: stopped, and told", async (fails) => {
    const bench = new Bench();
    bench.fails = fails;
    await bench.files.hear(offer);
    await bench.files.accept(2);
    if (fails === "write") await send(bench, 2, 0, PIECE);
    expect(bench.said.at(-1)).toEqual({ is: "files.Stop", transfer: 2, reason: FileReason.NO_SPACE });
  });

  test.each([
    ["a gap", { is: "files.Chunk", transfer: 2, start: 1, data: new Uint8Array(1) }, "malformed"],
    ["an empty piece", { is: "files.Chunk", transfer: 2, start: 0, data: new Uint8Array(0) }, "malformed"],
    ["more than the size", { is: "files.Chunk", transfer: 2, start: 0, data: new Uint8Array(SIZE + 1) }, "malformed"],
    ["whole too early", { is: "files.Whole", transfer: 2, sha256: new Uint8Array(32) }, "malformed"],
    ["kept, for a file that we receive", { is: "files.Kept", transfer: 2, upto: 0 }, "not_yours_to_do"],
  ] as const)("a host that sends: %s", async (_name, message, reason) => {
    const bench = new Bench();
    await bench.files.hear(offer);
    await bench.files.accept(2);
    expect(await reasonOfAsync(() => bench.files.hear(message as FilesMessage))).toBe(reason);
  });

  test("bytes before we took it are refused", async () => {
    const bench = new Bench();
    await bench.files.hear(offer);
    expect(await reasonOfAsync(() => send(bench, 2, 0, PIECE))).toBe("not_yours_to_do");
  });

  test("more offers than anyone could answer are refused", async () => {
    const bench = new Bench();
    for (let at = 1; at <= 33; at += 1) await bench.files.hear({ ...offer, transfer: 2 * at });
    expect(bench.said).toEqual([{ is: "files.Stop", transfer: 66, reason: FileReason.REFUSED }]);
  });

  test("the session's end throws half files away", async () => {
    const bench = new Bench();
    await bench.files.hear(offer);
    await bench.files.accept(2);
    await send(bench, 2, 0, PIECE);
    bench.files.end();
    expect([bench.discarded, bench.last()]).toEqual([1, { step: "stopped", reason: FileReason.SESSION_ENDED }]);
  });
});
