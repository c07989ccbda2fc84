// The console's side of the handshake: messages in, messages out, keys at the end. docs/protocol.md §3.
//
//     hello --their Hello--> share --their Share--> confirm --their Confirm--> proven --confirm()--> done
//
// Guarantee: keys exist only after the host's tag was checked, and our own tag leaves only after the office knows of the session.
// Whatever else arrives ends the handshake; a new one begins with fresh entropy. No path leads to keys without the secret.
//
// Article: 5.1, 8.1

import { x25519 } from "@noble/curves/ed25519.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { concat, sameBytes, utf8 } from "../wire/bytes.js";
import { LANGUAGES } from "../wire/codec.js";
import { Misuse, PeerError } from "../wire/errors.js";
import { type HandshakeHello, type HandshakeMessage, Mode, RelayReason, Role, VERSION } from "../wire/messages.gen.js";
import type { Random } from "../wire/number.js";
import { generator, lvCat, publicShare, sessionKey, sharedPoint, SHARE_BYTES, type Side } from "./cpace.js";
import { derive, Keys, VERSION_WORD } from "./seal.js";
import type { Proof } from "./port.js";

const NONCE_BYTES = 16;
const ATTEMPT_BYTES = 16;
const SCALAR_BYTES = 32;
const NEUTRAL = new Uint8Array(SHARE_BYTES);
const TOLD: readonly RelayReason[] = [
  RelayReason.WRONG_SECRET,
  RelayReason.WRONG_VERSION,
  RelayReason.TIMED_OUT,
  RelayReason.MALFORMED,
  RelayReason.BUSY,
];

export interface HandshakeSetting {
  readonly route: Uint8Array; // 16 bytes
  readonly proof: Proof;
  readonly build: string;
  readonly random: Random;
}

export type Stage = "hello" | "share" | "confirm" | "proven" | "done" | "over";

/** One handshake. `receive` is asynchronous because WebCrypto is: let one call finish before the next. */
export class Handshake {
  stage: Stage = "hello";
  /** What to send when `receive` raised; null when they turned us away. */
  refusal: HandshakeMessage | null = null;
  readonly #setting: HandshakeSetting;
  readonly #hello: HandshakeHello;
  #peer: HandshakeHello | null = null;
  #scalar = new Uint8Array(0);
  #share = new Uint8Array(0);
  #proofOf: { ours: Uint8Array; theirs: Uint8Array } | null = null;
  #secret: { bytes: Uint8Array; transcript: Uint8Array } | null = null;

  constructor(setting: HandshakeSetting) {
    if (setting.route.length !== 16) throw new Misuse("a route is 16 bytes");
    if (setting.proof.kind === "number" && !/^[0-9]{6}$/.test(setting.proof.secret)) throw new Misuse("the secret part is six digits");
    this.#setting = setting;
    this.#hello = {
      is: "handshake.Hello",
      version: VERSION,
      role: Role.CONSOLE,
      mode: setting.proof.kind === "number" ? Mode.NUMBER : Mode.RESUME,
      attempt: new Uint8Array(ATTEMPT_BYTES),
      nonce: setting.random(NONCE_BYTES),
      build: setting.build,
    };
  }

  get mode(): "number" | "resume" {
    return this.#setting.proof.kind;
  }

  /** The host's attempt id, from its Hello. */
  get attempt(): Uint8Array {
    return this.#heardHello().attempt;
  }

  /** The first message. */
  start(): HandshakeMessage[] {
    return [this.#hello];
  }

  /** What to answer. Raises PeerError (WRONG_SECRET, WRONG_VERSION, MALFORMED, or what a TurnedAway says): it is then over. */
  async receive(message: HandshakeMessage): Promise<HandshakeMessage[]> {
    try {
      return await this.#heard(message);
    } catch (error) {
      if (error instanceof PeerError && message.is !== "handshake.TurnedAway") this.turnAway(error.reason);
      this.#over();
      throw error;
    }
  }

  /** Our own tag: only after the office knows. With it the handshake is done; `keys` makes the keys. */
  confirm(): HandshakeMessage[] {
    if (this.stage !== "proven" || this.#proofOf === null) throw new Misuse(`nothing to confirm at stage ${this.stage}`);
    this.stage = "done";
    return [{ is: "handshake.Confirm", tag: this.#proofOf.ours }];
  }

  /** The result, once. */
  async keys(): Promise<Keys> {
    const secret = this.#secret;
    if (this.stage !== "done" || secret === null) throw new Misuse(`no keys at stage ${this.stage}`);
    this.#secret = null;
    return Keys.from(Role.CONSOLE, this.#setting.route, secret.bytes, secret.transcript, this.mode === "number");
  }

  /** Give up (timed out, refused by the office): what to tell the other end. Nothing when it was over. */
  turnAway(reason: RelayReason): HandshakeMessage[] {
    if (this.stage === "over") return [];
    this.#over();
    this.refusal = { is: "handshake.TurnedAway", reason: TOLD.includes(reason) ? reason : RelayReason.MALFORMED };
    return [this.refusal];
  }

  async #heard(message: HandshakeMessage): Promise<HandshakeMessage[]> {
    if (this.stage === "over" || this.stage === "done") throw malformed(`${message.is} after the handshake`);
    if (message.is === "handshake.TurnedAway") {
      throw new PeerError(TOLD.includes(message.reason) ? message.reason : RelayReason.MALFORMED, "the other end turned away");
    }
    if (this.stage === "hello" && message.is === "handshake.Hello") return this.#helloHeard(message);
    if (this.stage === "share" && message.is === "handshake.Share") return this.#shareHeard(message.share);
    if (this.stage === "confirm" && message.is === "handshake.Confirm") return this.#confirmHeard(message.tag);
    throw malformed(`${message.is} while waiting for ${this.stage}`);
  }

  #helloHeard(hello: HandshakeHello): HandshakeMessage[] {
    if (hello.version !== VERSION) throw new PeerError(RelayReason.WRONG_VERSION, `version ${hello.version}`);
    if (hello.role !== Role.HOST || hello.mode !== this.#hello.mode) throw malformed("not a host, or another mode");
    this.#peer = hello;
    this.stage = "share";
    this.#scalar = Uint8Array.from(this.#setting.random(SCALAR_BYTES));
    this.#share = Uint8Array.from(publicShare(this.#scalar, this.#base()));
    return [];
  }

  #base(): Uint8Array {
    const { proof, route } = this.#setting;
    if (proof.kind === "resume") return x25519.GuBytes;
    const digits = utf8(proof.secret);
    const base = generator(digits, lvCat(VERSION_WORD, route, utf8("host"), utf8("console")), this.#sid());
    digits.fill(0);
    return base;
  }

  async #shareHeard(share: Uint8Array): Promise<HandshakeMessage[]> {
    const point = sharedPoint(this.#scalar, share);
    if (sameBytes(point, NEUTRAL)) throw malformed("a share of low order");
    const host: Side = { share, data: LANGUAGES.handshake.send(this.#heardHello()) };
    const console: Side = { share: this.#share, data: LANGUAGES.handshake.send(this.#hello) };
    const sid = this.#sid();
    const transcript = sha256(lvCat(VERSION_WORD, sid, host.share, host.data, console.share, console.data));
    const { proof } = this.#setting;
    const bytes =
      proof.kind === "number"
        ? sessionKey(sid, point, host, console)
        : await derive(proof.old, point, concat(VERSION_WORD, utf8("|resume|"), transcript), 64);
    const macKey = sha512(concat(utf8(proof.kind === "number" ? "CPaceMac" : "MadoguchiResumeMac"), sid, bytes));
    const tag = (side: Side): Uint8Array => hmac(sha512, macKey, lvCat(side.share, side.data));
    this.#proofOf = { ours: tag(console), theirs: tag(host) };
    this.#secret = { bytes, transcript };
    for (const used of [this.#scalar, point, macKey]) used.fill(0);
    this.stage = "confirm";
    return [{ is: "handshake.Share", share: this.#share }];
  }

  #confirmHeard(tag: Uint8Array): HandshakeMessage[] {
    if (this.#proofOf === null || !sameBytes(tag, this.#proofOf.theirs)) throw new PeerError(RelayReason.WRONG_SECRET, "their tag is not ours");
    this.stage = "proven";
    return [];
  }

  #sid(): Uint8Array {
    return concat(this.#heardHello().nonce, this.#hello.nonce);
  }

  #heardHello(): HandshakeHello {
    if (this.#peer === null) throw new Misuse("the host has not said hello");
    return this.#peer;
  }

  #over(): void {
    this.stage = "over";
    this.#scalar.fill(0);
    this.#proofOf?.ours.fill(0);
    this.#proofOf?.theirs.fill(0);
    this.#secret?.bytes.fill(0);
    this.#proofOf = this.#secret = null;
  }
}

function malformed(detail: string): PeerError {
  return new PeerError(RelayReason.MALFORMED, detail);
}
