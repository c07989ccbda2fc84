// A file that the operator sends: offered, then read and sent piece by piece within WINDOW ahead of what the customer's program keeps.
// Memory is one piece, whatever the size; the hash is made on the way, each byte once, also when a cut makes some be sent again.
//
// Article: 5.5, 5.6

import { sha256 } from "@noble/hashes/sha2.js";
import { hex } from "../wire/bytes.js";
import { PeerError } from "../wire/errors.js";
import { CHUNK_LIMIT, FileReason, type FilesMessage, RelayReason } from "../wire/messages.gen.js";
import type { FilesShell, Flow, Source } from "./files.js";
import { Speed } from "./speed.js";
import { Transfer } from "./transfer.js";

export const WINDOW = 4 * 1024 * 1024; // bytes ahead of Kept

export class Sending implements Flow {
  readonly #id: number;
  readonly #source: Source;
  readonly #shell: FilesShell;
  readonly #machine = new Transfer();
  readonly #hash = sha256.create();
  readonly #speed: Speed;
  #hashed = 0; // the hash holds everything below
  #next = 0; // the next byte to read
  #from = 0; // bytes below are read for the hash alone
  #kept = 0; // the receiver has everything below
  #digest = "";
  #name = "";
  #purpose = "";
  #run = 0; // a new number ends the loop of an older one
  #reading = false;

  constructor(id: number, source: Source, shell: FilesShell) {
    this.#id = id;
    this.#source = source;
    this.#shell = shell;
    this.#speed = new Speed(shell);
  }

  get over(): boolean {
    return this.#machine.over;
  }

  offer(name: string, purpose: string): void {
    this.#name = name;
    this.#purpose = purpose;
    this.#sayOffer();
    this.#shell.tell(this.#id, { step: "offered", name, size: this.#source.size, purpose, byCustomer: false });
  }

  hear(message: FilesMessage): void {
    switch (message.is) {
      case "files.Accept":
        return this.#accepted(message.start);
      case "files.Kept":
        return this.#keptUpto(message.upto);
      case "files.Received":
        this.#machine.move("receiver", "confirm");
        return this.#shell.tell(this.#id, { step: "delivered", sha256: this.#digest });
      case "files.Stop":
        return this.#stopped(message.reason);
      default:
        throw new PeerError(RelayReason.NOT_YOURS_TO_DO, `${message.is} for a file that we send`);
    }
  }

  stop(reason: FileReason): void {
    if (this.over) return;
    this.#say({ is: "files.Stop", transfer: this.#id, reason });
    this.#stopped(reason);
  }

  /** Nothing more is sent until the receiver accepts again. */
  linkDown(): void {
    this.#run += 1;
  }

  /** The receiver says where to go on; one that missed the offer hears it now, and one that is through says so. */
  linkUp(): void {
    if (!this.over) this.#sayOffer();
  }

  discard(): void {
    this.#run += 1;
  }

  #sayOffer(): void {
    this.#machine.move("sender", "offer");
    this.#say({ is: "files.Offer", transfer: this.#id, name: this.#name, size: this.#source.size, purpose: this.#purpose });
  }

  #accepted(start: number): void {
    if (start > this.#source.size) throw new PeerError(RelayReason.MALFORMED, `accepted from ${start} of ${this.#source.size}`);
    this.#machine.move("receiver", "accept");
    this.#run += 1;
    this.#kept = this.#from = start;
    this.#next = Math.min(start, this.#hashed);
    this.#speed.begin(start);
    this.#tellFlow(true);
    this.#flow();
  }

  #keptUpto(upto: number): void {
    if (upto < this.#kept || upto > this.#next) throw new PeerError(RelayReason.MALFORMED, `kept ${upto}, sent ${this.#next}`);
    this.#kept = upto;
    this.#tellFlow(upto === this.#source.size);
    this.#flow();
  }

  #flow(): void {
    if (this.#reading) return;
    this.#reading = true;
    this.#sendAll(this.#run)
      .catch(() => this.stop(FileReason.CHANGED)) // a browser refuses to read a file that changed since it was picked
      .finally(() => {
        this.#reading = false;
        if (this.#machine.passage === "flowing" && this.#mayRead()) this.#flow(); // accepted anew, or more kept, meanwhile
      });
  }

  #mayRead(): boolean {
    return this.#shell.up && (this.#next === this.#source.size || this.#next < this.#kept + WINDOW);
  }

  async #sendAll(run: number): Promise<void> {
    const current = (): boolean => run === this.#run && this.#machine.passage === "flowing" && this.#shell.up;
    while (current() && this.#next < this.#source.size) {
      const start = this.#next;
      const most = start < this.#from ? this.#from : Math.min(this.#source.size, this.#kept + WINDOW);
      const end = Math.min(start + CHUNK_LIMIT, most);
      if (end <= start) return; // the window is full: the next Kept goes on
      await this.#shell.room();
      const data = await this.#source.read(start, end);
      if (data.length !== end - start) throw new Error("the file is shorter than it was");
      if (!current()) return;
      if (end > this.#hashed) {
        this.#hash.update(data.subarray(this.#hashed - start));
        this.#hashed = end;
      }
      this.#next = end;
      if (start >= this.#from) await this.#shell.say({ is: "files.Chunk", transfer: this.#id, start, data });
    }
    if (!current() || this.#next < this.#source.size) return;
    this.#machine.move("sender", "finish");
    const digest = this.#hash.clone().digest();
    this.#digest = hex(digest);
    this.#say({ is: "files.Whole", transfer: this.#id, sha256: digest });
  }

  #stopped(reason: FileReason): void {
    this.#machine.move("sender", "stop");
    this.#run += 1;
    this.#shell.tell(this.#id, { step: "stopped", reason });
  }

  #tellFlow(always: boolean): void {
    const bytesPerSecond = this.#speed.at(this.#kept, always);
    if (bytesPerSecond !== null) this.#shell.tell(this.#id, { step: "flowing", done: this.#kept, size: this.#source.size, bytesPerSecond });
  }

  #say(message: FilesMessage): void {
    void this.#shell.say(message);
  }
}
