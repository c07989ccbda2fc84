// A customer's program and a relay for tests: it speaks bytes, keeps what it heard, and can be told to misbehave.

import { hmac } from "@noble/hashes/hmac.js";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { x25519 } from "@noble/curves/ed25519.js";
import { generator, lvCat, publicShare, sessionKey, sharedPoint } from "../src/core/cpace.js";
import { Conversation, type Shell } from "../src/core/conversation.js";
import type { Sealed } from "../src/core/link.js";
import type { Attachment, FromWorker, Proof } from "../src/core/port.js";
import { derive, Keys, VERSION_WORD } from "../src/core/seal.js";
import { concat, sameBytes, utf8 } from "../src/wire/bytes.js";
import { FROM_CONSOLE, FROM_END, LANGUAGES, Reader } from "../src/wire/codec.js";
import {
  Channel, type EnvelopeMessage, type FilesMessage, type HandshakeHello, type HandshakeMessage, Mode, type PictureMessage, RelayReason, Role,
} from "../src/wire/messages.gen.js";

export const ROUTE = Uint8Array.from({ length: 16 }, (_, at) => at);
export const ATTEMPT = new Uint8Array(16).fill(0xaa);
export const random = (count: number): Uint8Array => crypto.getRandomValues(new Uint8Array(count));

// WebCrypto works on threads of its own, so "nothing happens any more" is only known by counting what it has not answered.
let unanswered = 0;
for (const name of ["encrypt", "decrypt", "deriveBits", "importKey", "sign", "generateKey"] as const) {
  const real = crypto.subtle[name].bind(crypto.subtle) as (...given: readonly unknown[]) => Promise<unknown>;
  const counted = (...given: readonly unknown[]): Promise<unknown> => {
    unanswered += 1;
    return real(...given).finally(() => void (unanswered -= 1));
  };
  Object.defineProperty(crypto.subtle, name, { value: counted });
}

/** The host's end of one handshake and conversation. */
export class FakeHost {
  readonly heard: Sealed[] = [];
  readonly said: HandshakeMessage[] = []; // by the console, in handshakes
  keys: Keys | null = null;
  old: CryptoKey | null = null;
  #mode: Mode = Mode.NUMBER;
  #hello: HandshakeHello | null = null;
  #their: HandshakeHello | null = null;
  #scalar = new Uint8Array(32);
  #tags = { ours: new Uint8Array(0), theirs: new Uint8Array(0) };
  #derive: (() => Promise<Keys>) | null = null;
  #handshake = new Reader(LANGUAGES.handshake, FROM_CONSOLE);
  #streams = FakeHost.#newStreams();
  secret = "093756";
  deaf = false; // hears the handshake and answers nothing
  readonly #send: (message: EnvelopeMessage) => Promise<void>;

  constructor(send: (message: EnvelopeMessage) => Promise<void>) {
    this.#send = send;
  }

  static #newStreams(): ReadonlyMap<Channel, Reader<Sealed>> {
    const { control, input, picture, files } = LANGUAGES;
    return new Map([control, input, picture, files].map((language, at) => [(at + 1) as Channel, new Reader<Sealed>(language as never, FROM_CONSOLE)]));
  }

  async begin(mode: Mode = this.old === null ? Mode.NUMBER : Mode.RESUME): Promise<void> {
    this.#mode = mode;
    this.keys = this.#derive = null;
    this.#streams = FakeHost.#newStreams();
    this.#handshake = new Reader(LANGUAGES.handshake, FROM_CONSOLE);
    this.#hello = { is: "handshake.Hello", version: 1, role: Role.HOST, mode, attempt: ATTEMPT, nonce: random(16), build: "test" };
    await this.sayHandshake(this.#hello);
  }

  async hear(message: EnvelopeMessage): Promise<void> {
    if (message.is !== "envelope.Carry") return;
    if (message.channel === Channel.HANDSHAKE) {
      for (const one of this.#handshake.receive(message.sealed)) await this.#handshakeHeard(one);
      return;
    }
    if (this.keys === null) throw new Error("sealed before the handshake was done");
    const plaintext = await this.keys.open(message.channel, message.sealed);
    this.heard.push(...(this.#streams.get(message.channel)?.receive(plaintext) ?? []));
  }

  async say(message: Sealed): Promise<void> {
    const names = ["control", "input", "picture", "files"] as const;
    const at = names.findIndex((name) => LANGUAGES[name].speaks(message.is));
    await this.sayOn((at + 1) as Channel, (LANGUAGES[names[at] ?? "control"].send as (message: Sealed) => Uint8Array)(message));
  }

  async sayOn(channel: Channel, plaintext: Uint8Array): Promise<void> {
    if (this.keys === null) throw new Error("no conversation");
    await this.#send({ is: "envelope.Carry", channel, sealed: await this.keys.seal(channel, plaintext) });
  }

  async sayHandshake(message: HandshakeMessage): Promise<void> {
    await this.#send({ is: "envelope.Carry", channel: Channel.HANDSHAKE, sealed: LANGUAGES.handshake.send(message) });
  }

  async #handshakeHeard(message: HandshakeMessage): Promise<void> {
    this.said.push(message);
    if (this.deaf) return;
    if (message.is === "handshake.Hello") {
      this.#their = message;
      this.#scalar = Uint8Array.from(random(32));
      await this.sayHandshake({ is: "handshake.Share", share: publicShare(this.#scalar, this.#base()) });
    }
    if (message.is === "handshake.Share") {
      await this.#shared(message.share);
      await this.sayHandshake({ is: "handshake.Confirm", tag: this.#tags.ours });
    }
    if (message.is === "handshake.Confirm" && this.#derive !== null) {
      if (!sameBytes(message.tag, this.#tags.theirs)) throw new Error("the console's tag is wrong");
      this.keys = await this.#derive();
      this.old = this.keys.resume ?? this.old;
    }
  }

  #sid(): Uint8Array {
    return concat(this.#hello?.nonce ?? new Uint8Array(0), this.#their?.nonce ?? new Uint8Array(0));
  }

  #base(): Uint8Array {
    if (this.#mode === Mode.RESUME) return x25519.GuBytes;
    return generator(utf8(this.secret), lvCat(VERSION_WORD, ROUTE, utf8("host"), utf8("console")), this.#sid());
  }

  async #shared(share: Uint8Array): Promise<void> {
    if (this.#hello === null || this.#their === null) throw new Error("out of order");
    const host = { share: publicShare(this.#scalar, this.#base()), data: LANGUAGES.handshake.send(this.#hello) };
    const console = { share, data: LANGUAGES.handshake.send(this.#their) };
    const point = sharedPoint(this.#scalar, share);
    const transcript = sha256(lvCat(VERSION_WORD, this.#sid(), host.share, host.data, console.share, console.data));
    const first = this.#mode === Mode.NUMBER;
    if (!first && this.old === null) throw new Error("nothing to resume with");
    const secret = first || this.old === null ? sessionKey(this.#sid(), point, host, console) : await derive(this.old, point, concat(VERSION_WORD, utf8("|resume|"), transcript), 64);
    const macKey = sha512(concat(utf8(first ? "CPaceMac" : "MadoguchiResumeMac"), this.#sid(), secret));
    const tag = (side: typeof host): Uint8Array<ArrayBuffer> => Uint8Array.from(hmac(sha512, macKey, lvCat(side.share, side.data)));
    this.#tags = { ours: tag(host), theirs: tag(console) };
    this.#derive = () => Keys.from(Role.HOST, ROUTE, secret, transcript, first);
  }
}

/** A console joined to a fake host by a fake relay: every byte passes at once, in order, until the line is cut. */
export class Line {
  readonly told: FromWorker[] = [];
  readonly pictures: PictureMessage[] = [];
  readonly files: FilesMessage[] = [];
  readonly errors: unknown[] = [];
  readonly fromConsole: EnvelopeMessage[] = [];
  readonly host = new FakeHost((message) => this.toConsole(message));
  readonly conversation: Conversation;
  now = 1_000;
  hangUps = 0;
  ups = 0;
  downs = 0;
  /** Called with every message of FILES; raises what a real one would. */
  onFiles: (message: FilesMessage) => Promise<void> = async () => undefined;
  /** Called with every message of PICTURE; a promise is a decoder at work. */
  onPicture: (message: PictureMessage) => void | Promise<void> = () => undefined;
  #reader = new Reader(LANGUAGES.envelope, FROM_END);
  #up: Promise<void> = Promise.resolve();

  constructor() {
    const shell: Shell = {
      post: (bytes) => this.#posted(bytes),
      hangUp: () => void (this.hangUps += 1),
      tell: (message) => void this.told.push(message),
      picture: (message) => {
        this.pictures.push(message);
        return this.onPicture(message);
      },
      files: async (message) => {
        this.files.push(message);
        await this.onFiles(message);
      },
      up: () => void (this.ups += 1),
      down: () => void (this.downs += 1),
      failed: (error) => void this.errors.push(error),
    };
    this.conversation = new Conversation(shell, random, "console/test");
  }

  /** The relay says something to the console, which works it off. */
  async toConsole(message: EnvelopeMessage): Promise<void> {
    void this.conversation.receive(LANGUAGES.envelope.send(message), this.now);
  }

  async toConsoleBytes(bytes: Uint8Array): Promise<void> {
    void this.conversation.receive(bytes, this.now);
  }

  /** Until nobody has anything more to say: all that was heard is worked off, WebCrypto owes nothing, and no one went on since. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 3; quiet += 1) {
      await this.#up;
      await this.conversation.receive(new Uint8Array(0), this.now);
      await new Promise((resume) => setImmediate(resume));
      if (unanswered > 0) quiet = -1;
    }
  }

  async attach(proof: Proof = { kind: "number", secret: "093756" }): Promise<Attachment> {
    const pair = (await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"])) as CryptoKeyPair;
    const attachment: Attachment = {
      relayUrl: "wss://relay.test/relay", ticket: "ticket", route: ROUTE, card: utf8("{}"), cardSignature: new Uint8Array(64), consoleKey: pair, proof,
    };
    this.#reader = new Reader(LANGUAGES.envelope, FROM_END);
    this.conversation.attach(attachment, this.now);
    await this.toConsole({ is: "envelope.Attached" });
    return attachment;
  }

  /** The customer's program comes (or comes back): both begin a handshake. */
  async join(): Promise<void> {
    await this.toConsole({ is: "envelope.PeerJoined" });
    await this.host.begin();
    await this.settle();
  }

  /** From nothing to an open conversation. */
  async open(): Promise<Attachment> {
    const attachment = await this.attach();
    await this.join();
    await this.conversation.confirmed(this.now);
    await this.settle();
    return attachment;
  }

  kinds(): string[] {
    return this.told.map(({ kind }) => kind);
  }

  last<Kind extends FromWorker["kind"]>(kind: Kind): Extract<FromWorker, { kind: Kind }> | undefined {
    return this.told.findLast((message): message is Extract<FromWorker, { kind: Kind }> => message.kind === kind);
  }

  left(): RelayReason | undefined {
    const leave = this.fromConsole.findLast((message) => message.is === "envelope.Leave");
    return leave?.is === "envelope.Leave" ? leave.reason : undefined;
  }

  #posted(bytes: Uint8Array): void {
    for (const message of this.#reader.receive(bytes)) {
      this.fromConsole.push(message);
      this.#up = this.#up.then(() => this.host.hear(message)).catch((error: unknown) => void this.errors.push(error));
    }
  }
}
