// One file's passage, as the two ends see it: asked for, offered, accepted, flowing, whole. The twin of madoguchi.session.transfer:
// the same table, judged by the same vectors. Article: 5.5, 5.6

import { PeerError } from "../wire/errors.js";
import { RelayReason } from "../wire/messages.gen.js";

export type Passage = "requested" | "offered" | "flowing" | "sent" | "received" | "stopped";
/** Who made a request, and will be the receiver, is the asker. */
export type PassageSide = "sender" | "receiver" | "asker";
export type Doing = "request" | "offer" | "accept" | "finish" | "confirm" | "stop";

export const MOVES: readonly (readonly [Passage | null, PassageSide, Doing, Passage])[] = [
  [null, "asker", "request", "requested"],
  [null, "sender", "offer", "offered"],
  ["requested", "sender", "offer", "offered"],
  // After a cut what may have been lost is said again. It changes nothing for an end that heard it the first time.
  ["requested", "asker", "request", "requested"],
  ["offered", "asker", "request", "offered"],
  ["offered", "sender", "offer", "offered"],
  ["flowing", "sender", "offer", "flowing"],
  ["sent", "sender", "offer", "sent"],
  ["offered", "receiver", "accept", "flowing"],
  ["flowing", "receiver", "accept", "flowing"], // again, from a later byte, after a cut
  ["sent", "receiver", "accept", "flowing"],
  ["flowing", "sender", "finish", "sent"],
  ["sent", "receiver", "confirm", "received"],
];

export class Transfer {
  passage: Passage | null = null;

  get over(): boolean {
    return this.passage === "received" || this.passage === "stopped";
  }

  /** Raises NOT_YOURS_TO_DO when the table has no such move; stopping is anyone's, until it is over. */
  move(side: PassageSide, doing: Doing): Passage {
    const found = MOVES.find(([from, who, what]) => from === this.passage && who === side && what === doing);
    const after = doing === "stop" && !this.over ? "stopped" : found?.[3];
    if (after === undefined) throw new PeerError(RelayReason.NOT_YOURS_TO_DO, `${side} ${doing} while ${this.passage ?? "nothing"}`);
    this.passage = after;
    return after;
  }
}
