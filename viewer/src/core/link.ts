// One connection to the relay: the envelope, the handshake's plain records, and the sealed channels once there are keys. It decides
// nothing: it says what it heard, in order, and sends what it is told, in order.
//
// A message is heard on its own channel only: each channel has a reader of its own language, so anything else is refused.
//
// Article: 8.1

import { FROM_HOST, FROM_RELAY, LANGUAGES, Reader } from "../wire/codec.js";
import { Misuse } from "../wire/errors.js";
import {
  Channel,
  type ControlMessage,
  type EnvelopeMessage,
  type FilesMessage,
  type HandshakeMessage,
  type InputMessage,
  type PictureMessage,
  type RelayReason,
  SEALED_LIMIT,
} from "../wire/messages.gen.js";
import { type Keys, OVERHEAD } from "./seal.js";

export type Heard =
  | { readonly is: "attached" }
  | { readonly is: "peer-joined" }
  | { readonly is: "peer-left"; readonly reason: RelayReason }
  | { readonly is: "closed"; readonly reason: RelayReason }
  | { readonly is: "handshake"; readonly message: HandshakeMessage }
  | { readonly is: "message"; readonly message: Sealed };
export type Sealed = ControlMessage | InputMessage | PictureMessage | FilesMessage;

interface Streams {
  readonly handshake: Reader<HandshakeMessage>;
  readonly sealed: Readonly<Record<Exclude<Channel, 0>, Reader<Sealed>>>;
}

function newStreams(): Streams {
  const reader = (language: (typeof LANGUAGES)["control" | "input" | "picture" | "files"]): Reader<Sealed> =>
    new Reader<Sealed>(language as never, FROM_HOST);
  return {
    handshake: new Reader(LANGUAGES.handshake, FROM_HOST),
    sealed: {
      [Channel.CONTROL]: reader(LANGUAGES.control),
      [Channel.INPUT]: reader(LANGUAGES.input),
      [Channel.PICTURE]: reader(LANGUAGES.picture),
      [Channel.FILES]: reader(LANGUAGES.files),
    },
  };
}

export class Link {
  readonly #post: (bytes: Uint8Array<ArrayBuffer>) => void;
  readonly #envelope = new Reader<EnvelopeMessage>(LANGUAGES.envelope, FROM_RELAY);
  #streams = newStreams();
  #keys: Keys | null = null;
  #out: Promise<void> = Promise.resolve();
  #open = true;
  #authentic = false;

  constructor(post: (bytes: Uint8Array<ArrayBuffer>) => void) {
    this.#post = post;
  }

  /** Whether a conversation is open: the handshake left keys. */
  get sealed(): boolean {
    return this.#keys !== null;
  }

  /** Whether what is being heard now came under seal: from the customer's program, and not from whoever is in between. */
  get authentic(): boolean {
    return this.#authentic;
  }

  /** The first record of the connection. */
  attach(ticket: string): void {
    this.#envelopeSend({ is: "envelope.Attach", ticket: Uint8Array.from(ticket, (letter) => letter.charCodeAt(0)) });
  }

  /** Says everything that `data` holds, in order. Let one call finish before the next. Raises PeerError. */
  async receive(data: Uint8Array, hear: (heard: Heard) => Promise<void> | void): Promise<void> {
    this.#authentic = false;
    for (const message of this.#envelope.receive(data)) {
      if (!this.#open) return;
      this.#authentic = false;
      await this.#heard(message, hear);
    }
  }

  /** A new handshake begins: nothing of the old one is worth anything. */
  beginAnew(): void {
    this.#keys?.wipe();
    this.#keys = null;
    this.#streams = newStreams();
  }

  use(keys: Keys): void {
    this.#keys = keys;
  }

  sayHandshake(messages: readonly HandshakeMessage[]): void {
    if (messages.length > 0) this.#carry(Channel.HANDSHAKE, LANGUAGES.handshake.send(...messages));
  }

  /** Seals and sends; calls made in order arrive in order. Resolves when it was handed to the socket. */
  say(message: Sealed): Promise<void> {
    const [channel, record] = recordOf(message);
    const keys = this.#keys;
    if (keys === null) throw new Misuse("no conversation is open");
    for (let at = 0; at < record.length; at += SEALED_LIMIT - OVERHEAD) {
      const sealed = keys.seal(channel, record.subarray(at, at + SEALED_LIMIT - OVERHEAD)); // starts now, in order
      sealed.catch(() => undefined); // heard below; here only so that a wiped link's rest does not count as unheard
      this.#out = this.#out.then(async () => {
        const bytes = await sealed;
        if (this.#keys === keys) this.#carry(channel, bytes);
      });
    }
    return this.#out;
  }

  /** This end goes for good. Sent behind everything that was said before. */
  async leave(reason: RelayReason): Promise<void> {
    await this.#out.catch(() => undefined);
    this.#envelopeSend({ is: "envelope.Leave", reason });
  }

  /** Nothing is heard or sent any more, and the keys are gone. */
  close(): void {
    this.#open = false;
    this.#keys?.wipe();
    this.#keys = null;
  }

  async #heard(message: EnvelopeMessage, hear: (heard: Heard) => Promise<void> | void): Promise<void> {
    switch (message.is) {
      case "envelope.Attached":
        return hear({ is: "attached" });
      case "envelope.PeerJoined":
        return hear({ is: "peer-joined" });
      case "envelope.PeerLeft":
        return hear({ is: "peer-left", reason: message.reason });
      case "envelope.Closed":
        return hear({ is: "closed", reason: message.reason });
      case "envelope.Beat":
        return this.#envelopeSend({ is: "envelope.Beat" });
      case "envelope.Carry":
        return this.#carried(message.channel, message.sealed, hear);
      case "envelope.Attach":
      case "envelope.Leave":
        throw new Misuse("the reader refuses what an end sends");
    }
  }

  async #carried(channel: Channel, bytes: Uint8Array, hear: (heard: Heard) => Promise<void> | void): Promise<void> {
    if (channel === Channel.HANDSHAKE) {
      for (const message of this.#streams.handshake.receive(bytes)) await hear({ is: "handshake", message });
      return;
    }
    const keys = this.#keys;
    if (keys === null) return; // of a conversation that is over: it was on its way when the other end began anew
    const plaintext = await keys.open(channel, bytes);
    this.#authentic = true;
    for (const message of this.#streams.sealed[channel].receive(plaintext)) {
      if (this.#keys !== keys) return;
      await hear({ is: "message", message });
    }
  }

  #carry(channel: Channel, sealed: Uint8Array): void {
    this.#envelopeSend({ is: "envelope.Carry", channel, sealed });
  }

  #envelopeSend(message: EnvelopeMessage): void {
    if (this.#open) this.#post(LANGUAGES.envelope.send(message));
  }
}

function recordOf(message: Sealed): [Channel, Uint8Array] {
  if (LANGUAGES.control.speaks(message.is)) return [Channel.CONTROL, LANGUAGES.control.send(message as ControlMessage)];
  if (LANGUAGES.input.speaks(message.is)) return [Channel.INPUT, LANGUAGES.input.send(message as InputMessage)];
  if (LANGUAGES.picture.speaks(message.is)) return [Channel.PICTURE, LANGUAGES.picture.send(message as PictureMessage)];
  return [Channel.FILES, LANGUAGES.files.send(message as FilesMessage)];
}
