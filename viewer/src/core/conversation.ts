// The console's side of one session: attach, prove, say who is calling, talk, and come back after a cut. It owns no socket, no canvas
// and no clock: what it wants done goes to its Shell, the time comes as an argument (ms), and everything heard is worked off in order,
// save that nothing waits for a picture but the pictures after it.
//
// Guarantee: our confirmation leaves only after the page said that the office knows; three wrong secrets destroy the secret; a frame that
// does not open ends the connection, and only a resume handshake goes on; keys are gone when it ends. docs/protocol.md §2 to §4.
//
// Article: 5.1, 5.2, 8.1

import { concat, utf8 } from "../wire/bytes.js";
import { LANGUAGES } from "../wire/codec.js";
import { Misuse, PeerError } from "../wire/errors.js";
import { Access, type ControlMessage, type FilesMessage, type HandshakeMessage, type InputMessage, type PictureMessage, RelayReason } from "../wire/messages.gen.js";
import type { Random } from "../wire/number.js";
import { Grants } from "./grants.js";
import { Handshake } from "./handshake.js";
import { type Heard, Link, type Sealed } from "./link.js";
import type { Attachment, FromWorker, Proof } from "./port.js";
import { Pulse } from "./pulse.js";

export const TRIES = 3; // of one secret; then it is destroyed
const HANDSHAKE_MS = 15_000;
const SILENCE_MS = 10_000; // nothing heard for this long: the connection is gone, whatever the socket says
const MOST_WAITING = 64 * 1024 * 1024; // bytes received and not yet worked off; the host's windows keep far below

/** Reasons after which coming back would be no use, or wrong. */
const FINAL: readonly RelayReason[] = [RelayReason.WRONG_VERSION, RelayReason.CALLER_NOT_PROVEN, RelayReason.REPLACED, RelayReason.BUSY];

export interface Shell {
  post(bytes: Uint8Array<ArrayBuffer>): void; // one WebSocket message
  hangUp(): void;
  tell(message: FromWorker): void;
  picture(message: PictureMessage, cameAt: number): void | Promise<void>; // may raise PeerError
  files(message: FilesMessage): Promise<void>; // may raise PeerError
  up(): void; // a conversation is open
  down(): void; // it is not, for now or for good
  failed(error: unknown): void; // our own bug
}

/** A picture's message, and when it came (ms). */
interface Seen {
  readonly message: PictureMessage;
  readonly at: number;
}

export class Conversation {
  readonly grants = new Grants();
  readonly #shell: Shell;
  readonly #random: Random;
  readonly #build: string;
  #attachment: Attachment | null = null;
  #old: { readonly route: Uint8Array; readonly key: CryptoKey } | null = null;
  #tried = { secret: "", times: 0 };
  #link: Link | null = null;
  #handshake: { readonly on: Handshake; readonly since: number } | null = null;
  #pulse = new Pulse();
  #turn: Promise<void> = Promise.resolve(); // everything heard or asked for, in order
  #waiting = 0;
  #decoding = false; // the shell is at work on a picture
  #unseen: Seen[] = []; // behind it, in order
  #life = 0; // of the picture: a new one with every link and handshake
  #over = false;

  constructor(shell: Shell, random: Random, build: string) {
    this.#shell = shell;
    this.#random = random;
    this.#build = build;
  }

  /** Whether a conversation is open. */
  get up(): boolean {
    return this.#link?.sealed === true;
  }

  /** A new connection is open: this is what we hold. The connection before it, if any, is forgotten. */
  attach(attachment: Attachment, now: number): void {
    this.#drop();
    this.#over = false;
    this.#attachment = attachment;
    if (attachment.proof.kind === "resume") this.#old = { route: attachment.route, key: attachment.proof.old };
    this.#link = new Link((bytes) => {
      this.#pulse.sent(bytes.length);
      this.#shell.post(bytes);
    });
    this.#pulse.heard(0, now);
    this.#link.attach(attachment.ticket);
  }

  /** Bytes came in. Resolves when they are worked off. */
  receive(data: Uint8Array, now: number): Promise<void> {
    const link = this.#link;
    if (link === null) return this.#turn;
    this.#pulse.heard(data.length, now);
    this.#waiting += data.length;
    if (this.#waiting > MOST_WAITING) this.#lose(RelayReason.TOO_MANY);
    return this.#then(async () => {
      this.#waiting -= data.length;
      if (this.#link === link) await link.receive(data, (heard) => this.#heard(heard, now));
    });
  }

  /** The connection is gone. */
  closed(): Promise<void> {
    const link = this.#link;
    return this.#then(() => {
      if (this.#link === link && link !== null) this.#lose("network");
    });
  }

  /** The office wrote the confirmation down: our tag may leave, and the conversation opens. */
  confirmed(now: number): Promise<void> {
    return this.#then(() => this.#open(now));
  }

  /** The office refused: close. */
  confirmRefused(): Promise<void> {
    return this.#then(async () => {
      if (this.#handshake !== null) this.#link?.sayHandshake(this.#handshake.on.turnAway(RelayReason.BUSY));
      await this.#break(RelayReason.BUSY);
    });
  }

  /** What the page says. Input is dropped while the customer does not let us control; nothing is kept for later. */
  send(message: ControlMessage | InputMessage): Promise<void> {
    if (message.is === "control.End") return this.#then(() => this.#end(message));
    const isInput = LANGUAGES.input.speaks(message.is);
    if (isInput && message.is !== "input.ReleaseAll" && !this.grants.allows(Access.CONTROL)) return Promise.resolve();
    return this.say(message);
  }

  /** Seal and send at once, ahead of nothing and behind nothing but what was said before. Resolves when the socket has it. */
  say(message: Sealed): Promise<void> {
    if (!this.up || this.#link === null) return Promise.resolve();
    return this.#link.say(message).catch((error: unknown) => this.#failed(error));
  }

  /** A frame is on the canvas, so many milliseconds after it had come. */
  drawn(frame: number, took: number): void {
    this.#pulse.drawn();
    void this.say({ is: "picture.Drawn", frame, took: Math.min(65_535, Math.max(0, Math.round(took))) });
  }

  /** Call about four times a second. */
  tick(now: number): void {
    if (this.#handshake !== null && this.#handshake.on.stage !== "over" && now - this.#handshake.since > HANDSHAKE_MS) this.#timeOut();
    if (this.up && this.#pulse.silence(now) > SILENCE_MS) return this.#lose("network");
    if (!this.up) return;
    const token = this.#pulse.ping(now, this.grants.allows(Access.CONTROL));
    if (token !== null) void this.say({ is: "control.Ping", token });
    const quality = this.#pulse.quality(now);
    if (quality !== null) this.#shell.tell({ kind: "quality", ...quality });
  }

  /** The page goes: leave, and forget everything. */
  async close(): Promise<void> {
    const link = this.#link;
    this.#over = true;
    await link?.leave(RelayReason.GONE);
    this.#forget();
  }

  // --- what is heard -----------------------------------------------------------------------------------------------

  async #heard(heard: Heard, now: number): Promise<void> {
    switch (heard.is) {
      case "attached":
        return this.#shell.tell({ kind: "joined" });
      case "peer-joined":
        return this.#begin(now);
      case "peer-left":
        if (FINAL.includes(heard.reason)) return this.#break(heard.reason);
        this.#endHandshake();
        return this.#shell.tell({ kind: "joined" });
      case "closed":
        return FINAL.includes(heard.reason) ? this.#break(heard.reason) : this.#lose(heard.reason);
      case "handshake":
        return this.#handshakeHeard(heard.message);
      case "message":
        return this.#messageHeard(heard.message, now);
    }
  }

  async #messageHeard(message: Sealed, now: number): Promise<void> {
    switch (message.is) {
      case "control.Ping":
        return void this.say({ is: "control.Pong", token: message.token });
      case "control.Pong":
        return this.#pulse.pong(message.token, now);
      case "control.End":
        this.#shell.tell({ kind: "ended", ending: message.ending });
        return this.#forget();
      case "control.Standing":
        this.grants.observe(message);
        return this.#shell.tell({ kind: "heard", message });
      default:
        if (LANGUAGES.picture.speaks(message.is)) return this.#see(message as PictureMessage, now);
        if (LANGUAGES.files.speaks(message.is)) return this.#shell.files(message as FilesMessage);
        return this.#shell.tell({ kind: "heard", message: message as ControlMessage });
    }
  }

  // --- the picture -------------------------------------------------------------------------------------------------

  /** Pictures wait for each other; nothing else waits for them: a decoder that hangs must not hold up what the customer decides. */
  #see(message: PictureMessage, at: number): void {
    if (!this.#decoding) {
      const going = this.#shell.picture(message, at);
      if (going !== undefined) void this.#decode(going);
      return;
    }
    this.#waiting += weight(message);
    this.#unseen.push({ message, at });
    if (this.#waiting > MOST_WAITING) this.#lose(RelayReason.TOO_MANY);
  }

  async #decode(going: Promise<void>): Promise<void> {
    this.#decoding = true;
    for (let next: Promise<void> | void = going, life = this.#life; ; life = this.#life) {
      try {
        await next;
      } catch (error) {
        if (life === this.#life) await this.#pictureFailed(error); // of a link that is gone it means nothing
      }
      const seen = this.#unseen.shift();
      if (seen === undefined) break;
      this.#waiting -= weight(seen.message);
      next = this.#tryPicture(seen);
    }
    this.#decoding = false;
  }

  async #tryPicture({ message, at }: Seen): Promise<void> {
    await this.#shell.picture(message, at);
  }

  /** It came under seal, whoever speaks now. */
  async #pictureFailed(error: unknown): Promise<void> {
    if (this.#over) return;
    if (error instanceof PeerError) return this.#break(error.reason);
    this.#shell.failed(error);
    this.#lose("network");
  }

  /** Nothing that waits belongs to the picture that comes. */
  #endPicture(): void {
    this.#life += 1;
    for (const { message } of this.#unseen.splice(0)) this.#waiting -= weight(message);
  }

  // --- the handshake -----------------------------------------------------------------------------------------------

  /** The other end is there: begin anew, whatever went before. */
  #begin(now: number): void {
    const { link, attachment } = this.#here();
    this.#endHandshake();
    const proof = this.#proof(attachment);
    const on = new Handshake({ route: attachment.route, proof, build: this.#build, random: this.#random });
    this.#handshake = { on, since: now };
    this.#shell.tell({ kind: "peer" });
    link.sayHandshake(on.start());
  }

  /** The resume secret as soon as there is one: the host may come back while our own connection stood. */
  #proof(attachment: Attachment): Proof {
    const old = this.#old;
    const same = old !== null && old.route.every((byte, at) => byte === attachment.route[at]);
    return same ? { kind: "resume", old: old.key } : attachment.proof;
  }

  async #handshakeHeard(message: HandshakeMessage): Promise<void> {
    const { link } = this.#here();
    const on = this.#handshake?.on;
    if (on === undefined || on.stage === "over") return; // turned away: the next PeerJoined begins anew
    if (on.stage === "done") throw new PeerError(RelayReason.MALFORMED, "a handshake inside the conversation");
    try {
      link.sayHandshake(await on.receive(message));
    } catch (error) {
      if (!(error instanceof PeerError)) throw error;
      return this.#refused(on, error.reason);
    }
    if (this.#handshake?.on.stage === "proven") this.#shell.tell({ kind: "proven", attempt: on.attempt, mode: on.mode });
  }

  async #refused(on: Handshake, reason: RelayReason): Promise<void> {
    const ours = on.refusal !== null; // we turned them away, not they us
    if (on.refusal !== null) this.#here().link.sayHandshake([on.refusal]);
    if (reason === RelayReason.WRONG_SECRET && ours && on.mode === "number") return this.#wrongSecret();
    if (reason === RelayReason.WRONG_SECRET || FINAL.includes(reason)) return this.#break(reason);
    this.#lose(reason);
  }

  /** Each guess has a handshake of its own; the person is told each time; the third wrong one destroys the secret. */
  async #wrongSecret(): Promise<void> {
    const { attachment } = this.#here();
    const secret = attachment.proof.kind === "number" ? attachment.proof.secret : "";
    this.#tried = { secret, times: this.#tried.secret === secret ? this.#tried.times + 1 : 1 };
    const destroyed = this.#tried.times >= TRIES;
    this.#shell.tell({ kind: "wrong-secret", tries: this.#tried.times, destroyed });
    if (!destroyed) return;
    const { link } = this.#here();
    await link.leave(RelayReason.WRONG_SECRET);
    this.#forget();
  }

  async #open(now: number): Promise<void> {
    const on = this.#handshake?.on;
    if (on?.stage !== "proven") return; // cut, or timed out, while the office was writing
    const { link, attachment } = this.#here();
    const confirmation = on.confirm();
    const keys = await on.keys();
    const proof = new Uint8Array(
      await crypto.subtle.sign("Ed25519", attachment.consoleKey.privateKey, concat(utf8("madoguchi/proof/1\n"), keys.transcript)),
    );
    if (keys.resume !== null) this.#old = { route: attachment.route, key: keys.resume };
    link.sayHandshake(confirmation);
    link.use(keys);
    this.#pulse.begin(now);
    void this.say({ is: "control.Caller", card: attachment.card, card_signature: attachment.cardSignature, proof });
    this.#shell.up();
    this.#shell.tell({ kind: "open", spoken: keys.spoken, old: keys.resume });
  }

  #timeOut(): void {
    const on = this.#handshake?.on;
    if (on === undefined || on.stage === "done") return;
    this.#link?.sayHandshake(on.turnAway(RelayReason.TIMED_OUT));
    this.#lose(RelayReason.TIMED_OUT);
  }

  #endHandshake(): void {
    const was = this.up;
    this.#endPicture();
    this.#handshake?.on.turnAway(RelayReason.GONE);
    this.#handshake = null;
    this.#link?.beginAnew();
    if (was) this.#shell.down();
  }

  // --- ends --------------------------------------------------------------------------------------------------------

  async #end(message: ControlMessage & { is: "control.End" }): Promise<void> {
    await this.say(message);
    await this.#link?.leave(RelayReason.GONE);
    this.#shell.tell({ kind: "ended", ending: message.ending });
    this.#forget();
  }

  /** The connection is no good any more; the page brings a new ticket. */
  #lose(reason: RelayReason | "network"): void {
    if (this.#link === null) return;
    this.#drop();
    this.#shell.hangUp();
    this.#shell.tell({ kind: "link-down", reason });
  }

  /** Coming back is no use: say why, and go. */
  async #break(reason: RelayReason): Promise<void> {
    if (this.#link === null) return;
    await this.#link.leave(reason);
    this.#forget();
    this.#shell.tell({ kind: "broken", reason });
  }

  /** Over: no keys, no secret, no connection. */
  #forget(): void {
    this.#drop();
    this.#old = this.#attachment = null;
    this.#over = true;
    this.grants.dropAll();
    this.#shell.hangUp();
  }

  #drop(): void {
    const was = this.up;
    this.#endPicture();
    this.#handshake?.on.turnAway(RelayReason.GONE);
    this.#handshake = null;
    this.#link?.close();
    this.#link = null;
    if (was) this.#shell.down();
  }

  #here(): { link: Link; attachment: Attachment } {
    if (this.#link === null || this.#attachment === null) throw new Misuse("not attached");
    return { link: this.#link, attachment: this.#attachment };
  }

  #then(step: () => Promise<void> | void): Promise<void> {
    this.#turn = this.#turn.then(step).catch((error: unknown) => this.#failed(error));
    return this.#turn;
  }

  async #failed(error: unknown): Promise<void> {
    if (this.#over) return;
    if (!(error instanceof PeerError)) {
      this.#shell.failed(error);
      return this.#lose("network");
    }
    // Whoever can only break seals and envelopes is not the customer: come back by a resume handshake. What came under seal and is
    // wrong all the same is the customer's program: going on with it is no use.
    return this.#link?.authentic === true ? this.#break(error.reason) : this.#lose(error.reason);
  }
}

/** About how many bytes a message holds. */
function weight(message: PictureMessage): number {
  return 64 + ("data" in message ? message.data.length : 0);
}
