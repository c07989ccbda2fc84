// The whole seam between the page and its worker, as plain values: the worker owns the socket, the keys and the picture,
// the page owns the person. No DOM here.

import type {
  ControlMessage,
  Ending,
  FileReason,
  FilesMessage,
  InputMessage,
  RelayReason,
} from "../wire/messages.gen.js";

/** How to get in: by the number's secret part, or by the secret that an earlier handshake left (a non-extractable key). */
export type Proof =
  | { readonly kind: "number"; readonly secret: string }
  | { readonly kind: "resume"; readonly old: CryptoKey };

/** One attachment: what the office answered to …/ticket, and the key pair that the card names. */
export interface Attachment {
  readonly relayUrl: string;
  readonly ticket: string;
  readonly route: Uint8Array; // 16 bytes
  readonly card: Uint8Array;
  readonly cardSignature: Uint8Array;
  readonly consoleKey: CryptoKeyPair; // Ed25519
  readonly proof: Proof;
}

export type ToWorker =
  | { readonly kind: "canvas"; readonly canvas: OffscreenCanvas }
  | { readonly kind: "attach"; readonly attachment: Attachment }
  | { readonly kind: "send"; readonly message: ControlMessage | InputMessage }
  /** The office has written the confirmation down: the worker may send its own Confirm. */
  | { readonly kind: "confirmed" }
  /** The office refused the confirmation (the number was used up by another page): close. */
  | { readonly kind: "confirm-refused" }
  | { readonly kind: "offer-file"; readonly transfer: number; readonly file: File; readonly purpose: string }
  | { readonly kind: "request-file"; readonly transfer: number; readonly name: string; readonly purpose: string }
  | { readonly kind: "accept-file"; readonly transfer: number }
  | { readonly kind: "stop-file"; readonly transfer: number; readonly reason: FileReason }
  /** The page saved the received file (or never will): delete the worker's copy. */
  | { readonly kind: "forget-file"; readonly transfer: number }
  | { readonly kind: "view"; readonly cssWidth: number; readonly cssHeight: number; readonly pixelRatio: number; readonly fit: boolean }
  | { readonly kind: "close" };

export type FileStep =
  | { readonly step: "offered"; readonly name: string; readonly size: number; readonly purpose: string; readonly byCustomer: boolean }
  | { readonly step: "flowing"; readonly done: number; readonly size: number; readonly bytesPerSecond: number }
  | { readonly step: "received"; readonly file: File; readonly sha256: string } // ours now: the page offers to save it
  | { readonly step: "delivered"; readonly sha256: string } // the customer has it
  | { readonly step: "stopped"; readonly reason: FileReason };

export type FromWorker =
  | { readonly kind: "joined" } // attached to the relay; the customer is not there yet, or went away
  | { readonly kind: "peer" } // the customer's program is there; the handshake runs
  | { readonly kind: "wrong-secret"; readonly tries: number; readonly destroyed: boolean }
  /** The customer proved the number (or the resume secret). Tell the office, then answer "confirmed". */
  | { readonly kind: "proven"; readonly attempt: Uint8Array; readonly mode: "number" | "resume" }
  /** The conversation is open. `old` is the resume secret as a non-extractable key, after a handshake by number only. */
  | { readonly kind: "open"; readonly spoken: string; readonly old: CryptoKey | null }
  | { readonly kind: "heard"; readonly message: ControlMessage }
  | { readonly kind: "canvas-size"; readonly width: number; readonly height: number }
  | { readonly kind: "cursor"; readonly x: number; readonly y: number; readonly visible: boolean }
  | { readonly kind: "cursor-shape"; readonly width: number; readonly height: number; readonly hotX: number; readonly hotY: number; readonly rgba: Uint8ClampedArray }
  | { readonly kind: "frame"; readonly frame: number } // drawn and acknowledged
  | { readonly kind: "quality"; readonly roundTripMs: number; readonly bytesPerSecond: number; readonly framesPerSecond: number; readonly bytesTotal: number }
  | { readonly kind: "file"; readonly transfer: number; readonly what: FileStep }
  | { readonly kind: "link-down"; readonly reason: RelayReason | "network" } // the page gets a new ticket and attaches again
  | { readonly kind: "ended"; readonly ending: Ending }
  | { readonly kind: "broken"; readonly reason: RelayReason };

export type AnyConversationMessage = ControlMessage | InputMessage | FilesMessage;
