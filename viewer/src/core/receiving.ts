// A file that comes from the customer: offered by them, or asked for by us. Written where the worker keeps it, hashed on the way, and
// ours only when its SHA-256 is the one that was said. A cut loses nothing: we say how much we have, and the rest comes.
//
// Article: 5.5, 5.6

import { sha256 } from "@noble/hashes/sha2.js";
import { hex, sameBytes } from "../wire/bytes.js";
import { PeerError } from "../wire/errors.js";
import { FileReason, type FilesMessage, RelayReason } from "../wire/messages.gen.js";
import type { FilesShell, Flow, Sink } from "./files.js";
import { Speed } from "./speed.js";
import { Transfer } from "./transfer.js";

const KEPT_EVERY = 512 * 1024; // bytes between two Kept

export class Receiving implements Flow {
  readonly #id: number;
  readonly #shell: FilesShell;
  readonly #machine = new Transfer();
  readonly #hash = sha256.create();
  readonly #speed: Speed;
  #asked = false;
  #name = ""; // what we asked for, then what is offered
  #purpose = "";
  #size = 0;
  #sink: Sink | null = null;
  #opening = false;
  #have = 0;
  #said = 0; // the last Kept

  constructor(id: number, shell: FilesShell) {
    this.#id = id;
    this.#shell = shell;
    this.#speed = new Speed(shell);
  }

  get over(): boolean {
    return this.#machine.over;
  }

  /** Ask the customer for a file; an empty name lets them choose. Their offer is taken without asking the operator again. */
  request(name: string, purpose: string): void {
    this.#asked = true;
    this.#name = name;
    this.#purpose = purpose;
    this.#sayRequest();
  }

  async hear(message: FilesMessage): Promise<void> {
    switch (message.is) {
      case "files.Offer":
        return this.#offered(message);
      case "files.Chunk":
        return this.#chunk(message.start, message.data);
      case "files.Whole":
        return this.#whole(message.sha256);
      case "files.Stop":
        return this.#stopped(message.reason);
      default:
        throw new PeerError(RelayReason.NOT_YOURS_TO_DO, `${message.is} for a file that we receive`);
    }
  }

  /** The operator takes it: make room, then say so. */
  async accept(): Promise<void> {
    if (this.#machine.passage !== "offered" || this.#opening) return;
    this.#opening = true;
    try {
      this.#sink = await this.#shell.open(this.#id, this.#name, this.#size);
    } catch {
      return this.stop(FileReason.NO_SPACE);
    }
    if (this.#machine.passage !== "offered") return this.#sink.discard(); // taken back while we made room
    this.#machine.move("receiver", "accept");
    this.#acceptFromHere();
  }

  stop(reason: FileReason): void {
    if (this.over) return;
    this.#say({ is: "files.Stop", transfer: this.#id, reason });
    this.#stopped(reason);
  }

  linkDown(): void {
    // What we have stays; linkUp says how much it is.
  }

  linkUp(): void {
    if (this.#machine.passage === "requested") this.#sayRequest();
    if (this.#machine.passage === "flowing") this.#acceptFromHere();
  }

  discard(): void {
    this.#sink?.discard();
    this.#sink = null;
  }

  #sayRequest(): void {
    this.#machine.move("asker", "request");
    this.#say({ is: "files.Request", transfer: this.#id, name: this.#name, purpose: this.#purpose });
  }

  /** Said again after a cut it changes nothing: the first one holds. */
  async #offered({ name, size, purpose }: FilesMessage & { is: "files.Offer" }): Promise<void> {
    const known = this.#machine.passage === "offered" || this.#machine.passage === "flowing";
    this.#machine.move("sender", "offer");
    if (known) return;
    this.#name = name;
    this.#size = size;
    this.#shell.tell(this.#id, { step: "offered", name, size, purpose, byCustomer: true });
    if (this.#asked) await this.accept();
  }

  #acceptFromHere(): void {
    this.#said = this.#have;
    this.#speed.begin(this.#have);
    this.#say({ is: "files.Accept", transfer: this.#id, start: this.#have });
    this.#tellFlow(true);
  }

  #chunk(start: number, data: Uint8Array): void {
    const sink = this.#flowing();
    if (data.length === 0 || start !== this.#have || start + data.length > this.#size) {
      throw new PeerError(RelayReason.MALFORMED, `${data.length} bytes at ${start}, ${this.#have} of ${this.#size} here`);
    }
    try {
      sink.write(data);
    } catch {
      return this.stop(FileReason.NO_SPACE);
    }
    this.#hash.update(data);
    this.#have += data.length;
    const last = this.#have === this.#size;
    if (last || this.#have - this.#said >= KEPT_EVERY) {
      this.#said = this.#have;
      this.#say({ is: "files.Kept", transfer: this.#id, upto: this.#have });
    }
    this.#tellFlow(last);
  }

  async #whole(said: Uint8Array): Promise<void> {
    const sink = this.#flowing();
    if (this.#have !== this.#size) throw new PeerError(RelayReason.MALFORMED, `whole at ${this.#have} of ${this.#size}`);
    const ours = this.#hash.digest();
    if (!sameBytes(ours, said)) return this.stop(FileReason.HASH_DIFFERS);
    let file: File;
    try {
      file = await sink.finish();
    } catch {
      return this.stop(FileReason.NO_SPACE);
    }
    this.#machine.move("sender", "finish");
    this.#machine.move("receiver", "confirm");
    this.#say({ is: "files.Received", transfer: this.#id });
    this.#shell.tell(this.#id, { step: "received", file, sha256: hex(ours) });
  }

  #flowing(): Sink {
    if (this.#machine.passage !== "flowing" || this.#sink === null) {
      throw new PeerError(RelayReason.NOT_YOURS_TO_DO, `bytes while ${this.#machine.passage ?? "nothing"}`);
    }
    return this.#sink;
  }

  #stopped(reason: FileReason): void {
    this.#machine.move("receiver", "stop");
    this.discard();
    this.#shell.tell(this.#id, { step: "stopped", reason });
  }

  #tellFlow(always: boolean): void {
    const bytesPerSecond = this.#speed.at(this.#have, always);
    if (bytesPerSecond !== null) this.#shell.tell(this.#id, { step: "flowing", done: this.#have, size: this.#size, bytesPerSecond });
  }

  #say(message: FilesMessage): void {
    void this.#shell.say(message);
  }
}
