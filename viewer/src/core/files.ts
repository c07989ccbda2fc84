// Every file of the session, the console's side of the FILES channel: who is meant, and how many at once. The passage of one file is in
// sending.ts and receiving.ts; its rules in transfer.ts.
//
// A message for a transfer that is over, or that was never begun, is on its way from before a Stop: it changes nothing.
//
// Article: 5.5, 5.6

import { PeerError } from "../wire/errors.js";
import { FileReason, type FilesMessage, RelayReason } from "../wire/messages.gen.js";
import type { FileStep } from "./port.js";
import { Receiving } from "./receiving.js";
import { Sending } from "./sending.js";

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

  constructor(shell: FilesShell) {
    this.#shell = shell;
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
    if (message.is === "files.Offer" && !this.#flows.has(message.transfer)) {
      if (message.transfer % 2 !== 0) throw new PeerError(RelayReason.NOT_YOURS_TO_DO, "an odd transfer is ours to begin");
      if (this.#flows.size >= MOST_AT_ONCE) return this.#refuse(message.transfer);
      this.#flows.set(message.transfer, new Receiving(message.transfer, this.#shell));
    }
    await this.#flows.get(message.transfer)?.hear(message);
    this.#tidy(message.transfer);
  }

  linkUp(): void {
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

  #refuse(transfer: number): void {
    void this.#shell.say({ is: "files.Stop", transfer, reason: FileReason.REFUSED });
  }

  #tidy(transfer: number): void {
    if (this.#flows.get(transfer)?.over === true) this.#flows.delete(transfer);
  }
}
