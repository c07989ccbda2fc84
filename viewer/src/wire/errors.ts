// The two errors of the viewer: theirs and ours. A reason is one word, the same on the wire, in logs and on screens.

import { RelayReason } from "./messages.gen.js";

/** The other end broke the protocol. Close with `reason`; `detail` is for our log alone. */
export class PeerError extends Error {
  readonly reason: RelayReason;
  readonly detail: string;

  constructor(reason: RelayReason, detail = "") {
    super(detail === "" ? reasonWord(reason) : `${reasonWord(reason)}: ${detail}`);
    this.name = "PeerError";
    this.reason = reason;
    this.detail = detail;
  }
}

/** Our own code called something in a way that it must never be called. */
export class Misuse extends Error {
  constructor(what: string) {
    super(what);
    this.name = "Misuse";
  }
}

/** `malformed`, `too_large` …: the spelling of records and logs. */
export function reasonWord(reason: RelayReason): string {
  const found = Object.entries(RelayReason).find(([, number]) => number === reason);
  if (found === undefined) throw new Misuse(`no reason ${String(reason)}`);
  return found[0].toLowerCase();
}
