// Every file of the session, the console's side of the FILES channel: who is meant, and how many at once. The passage of one file is in
// sending.ts and receiving.ts; its rules in transfer.ts.
//
// A message for a transfer that is over, or that was never begun, is on its way from before a Stop, or said again after a cut: it changes
// nothing, and who should know better hears our last word again.
//
// Article: 5.5, 5.6

import { FileReason, type FilesMessage } from "../wire/messages.gen.js";
import type { FileStep } from "./port.js";
import { Receiving } from "./receiving.js";
import { Sending } from "./sending.js";

const REMEMBERED = 64; // last words that are said again after a cut
const MOST_AT_ONCE = 32; // open transfers; what the customer's program offers beyond is refused

/** Where a file's bytes come from. */
export interface Source {
  readonly size: number;
  read(start: number, end: number): Promise<Uint8Array>;
}

/** Where a file's bytes go. A failed write throws: there is no room. */
export interface Sink {
  write(data: Uint8Array): void;
  finish(): Promise<File>;
  discard(): void;
}

export interface FilesShell {
  readonly up: boolean; // a conversation is open
  now(): number; // ms
  /** Resolves when it was handed to the socket. */
  say(message: FilesMessage): Promise<void>;
  tell(transfer: number, what: FileStep): void;
  /** A place for `size` bytes. Rejects when there is no room. */
  open(transfer: number, name: string, size: number): Promise<Sink>;
  /** Resolves when the socket holds little enough, so that no key press waits behind a file. */
  room(): Promise<void>;
}

export interface Flow {
  readonly over: boolean;
  hear(message: FilesMessage): Promise<void> | void;
  stop(reason: FileReason): void;
  linkUp(): void;
  linkDown(): void;
  discard(): void;
}

export class Files {
  readonly #shell: FilesShell;
  readonly #flows = new Map<number, Flow>();
  readonly #lastWords = new Map<number, FilesMessage>(); // what we said last of each that is over
  #theirLast = 0; // the highest number that the customer's program has begun

  constructor(shell: FilesShell) {
    this.#shell = {
      get up() {
        return shell.up;
      },
      now: () => shell.now(),
      say: (message) => {
        if (message.is === "files.Stop" || message.is === "files.Received") this.#remember(message);
        return shell.say(message);
      },
      tell: (transfer, what) => shell.tell(transfer, what),
      open: (transfer, name, size) => shell.open(transfer, name, size),
      room: () => shell.room(),
    };
  }

  /** The operator offers a file. `transfer` is odd. */
  offer(transfer: number, source: Source, name: string, purpose: string): void {
    const sending = new Sending(transfer, source, this.#shell);
    this.#flows.set(transfer, sending);
    sending.offer(name, purpose);
  }

  /** The operator asks for a file. `transfer` is odd. */
  request(transfer: number, name: string, purpose: string): void {
    const receiving = new Receiving(transfer, this.#shell);
    this.#flows.set(transfer, receiving);
    receiving.request(name, purpose);
  }

  async accept(transfer: number): Promise<void> {
    const flow = this.#flows.get(transfer);
    if (flow instanceof Receiving) await flow.accept();
    this.#tidy(transfer);
  }

  stop(transfer: number, reason: FileReason): void {
    this.#flows.get(transfer)?.stop(reason);
    this.#tidy(transfer);
  }

  /** Raises PeerError. */
  async hear(message: FilesMessage): Promise<void> {
    if ((message.is === "files.Offer" || message.is === "files.Accept") && !this.#flows.has(message.transfer)) {
      const begins = message.is === "files.Offer" && message.transfer % 2 === 0 && message.transfer > this.#theirLast;
      if (!begins) return this.#sayLast(message.transfer); // over here, or begun by the page before this one
      this.#theirLast = message.transfer;
      if (this.#flows.size >= MOST_AT_ONCE) return this.#refuse(message.transfer);
      this.#flows.set(message.transfer, new Receiving(message.transfer, this.#shell));
    }
    await this.#flows.get(message.transfer)?.hear(message);
    this.#tidy(message.transfer);
  }

  /** A conversation is open again: say again what may have been lost with the one before. docs/protocol.md §4 */
  linkUp(): void {
    for (const word of [...this.#lastWords.values()]) void this.#shell.say(word);
    for (const flow of this.#flows.values()) flow.linkUp();
  }

  linkDown(): void {
    for (const flow of this.#flows.values()) flow.linkDown();
  }

  /** The session is over: what is not whole is thrown away. */
  end(): void {
    for (const [transfer, flow] of this.#flows) {
      flow.discard();
      this.#shell.tell(transfer, { step: "stopped", reason: FileReason.SESSION_ENDED });
    }
    this.#flows.clear();
  }

  #remember(word: FilesMessage): void {
    this.#lastWords.delete(word.transfer);
    this.#lastWords.set(word.transfer, word);
    const oldest = this.#lastWords.keys().next();
    if (this.#lastWords.size > REMEMBERED && oldest.done !== true) this.#lastWords.delete(oldest.value);
  }

  #sayLast(transfer: number): void {
    void this.#shell.say(this.#lastWords.get(transfer) ?? { is: "files.Stop", transfer, reason: FileReason.CANCELLED });
  }

  #refuse(transfer: number): void {
    void this.#shell.say({ is: "files.Stop", transfer, reason: FileReason.REFUSED });
  }

  #tidy(transfer: number): void {
    if (this.#flows.get(transfer)?.over === true) this.#flows.delete(transfer);
  }
}
