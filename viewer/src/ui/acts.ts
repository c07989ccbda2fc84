// What the operator can do in a session, each one call: it tells the worker and, where the page should remember it, the state.
// Article: 5.2, 5.5, 5.6, 5.7

import { pieces } from "../browser/ime_logic.js";
import type { Access, ControlMessage, InputMessage, RequestState } from "../wire/messages.gen.js";
import { CHAT_LIMIT, FileReason } from "../wire/messages.gen.js";
import type { Conductor } from "./conductor.js";
import { mayControl } from "./state.js";

export class Acts {
  readonly #conductor: Conductor;
  #transfer: number;
  #request: number;

  /** `firstTransfer`: any number. After a reload the numbers must not be those of before, so it is drawn at random. */
  constructor(conductor: Conductor, firstTransfer: number) {
    this.#conductor = conductor;
    this.#transfer = ((firstTransfer & 0x3fffffff) << 1) | 1; // odd: the console's
    this.#request = firstTransfer >>> 0;
  }

  input(messages: readonly InputMessage[]): void {
    if (!mayControl(this.#conductor.state)) return;
    for (const message of messages) this.#send(message);
  }

  ask(access: Access, minutes: number, purpose: string): void {
    this.#send({ is: "control.Ask", access, minutes, purpose });
  }

  /** Give an access back, or take the question back. */
  giveBack(access: Access): void {
    this.#send({ is: "control.Yield", access });
  }

  refresh(): void {
    this.#send({ is: "control.Refresh" });
  }

  chat(text: string): void {
    for (const piece of pieces(text, CHAT_LIMIT)) {
      this.#send({ is: "control.Chat", text: piece });
      this.#conductor.dispatch({ kind: "chatted", text: piece });
    }
  }

  /** お願い. It is said again by itself until the customer's program has it. */
  askToDo(text: string): void {
    const known = new Set(this.#conductor.state.session?.requests.map(({ request }) => request));
    do this.#request = (this.#request + 1) >>> 0;
    while (known.has(this.#request));
    const request = this.#request;
    this.#conductor.dispatch({ kind: "request-asked", request, text });
    this.#send({ is: "control.RequestToCustomer", request, text });
  }

  /** Tick it off, or take it back. */
  settle(request: number, state: RequestState): void {
    this.#conductor.dispatch({ kind: "request-settling", request, state });
    this.#send({ is: "control.SettleRequest", request, state });
  }

  clip(text: string): void {
    this.#send({ is: "control.Clip", text });
    this.#conductor.dispatch({ kind: "clip-sent" });
  }

  offer(files: readonly File[], purpose: string): void {
    for (const file of files) {
      const transfer = this.#next();
      this.#conductor.dispatch({ kind: "file-begun", transfer, way: "out", name: file.name, size: file.size, purpose });
      this.#conductor.world.post({ kind: "offer-file", transfer, file, purpose });
    }
  }

  /** An empty name lets the customer choose. */
  request(name: string, purpose: string): void {
    const transfer = this.#next();
    this.#conductor.dispatch({ kind: "file-begun", transfer, way: "in", name, size: null, purpose });
    this.#conductor.world.post({ kind: "request-file", transfer, name, purpose });
  }

  accept(transfer: number): void {
    this.#conductor.dispatch({ kind: "file-accepted", transfer });
    this.#conductor.world.post({ kind: "accept-file", transfer });
  }

  refuse(transfer: number): void {
    this.#conductor.world.post({ kind: "stop-file", transfer, reason: FileReason.REFUSED });
    this.#conductor.dispatch({ kind: "worker", said: { kind: "file", transfer, what: { step: "stopped", reason: FileReason.REFUSED } } });
  }

  cancel(transfer: number): void {
    this.#conductor.world.post({ kind: "stop-file", transfer, reason: FileReason.CANCELLED });
    this.#conductor.dispatch({ kind: "worker", said: { kind: "file", transfer, what: { step: "stopped", reason: FileReason.CANCELLED } } });
  }

  saved(transfer: number): void {
    this.#conductor.dispatch({ kind: "file-saved", transfer });
  }

  /** Take the row away, and the worker's copy with it. */
  forget(transfer: number): void {
    this.#conductor.world.post({ kind: "forget-file", transfer });
    this.#conductor.dispatch({ kind: "file-forgotten", transfer });
  }

  /** Have the page shown once more: something on it changed that is not part of the state. */
  again(): void {
    this.#conductor.dispatch({ kind: "tick" });
  }

  #next(): number {
    const transfer = this.#transfer;
    this.#transfer = (this.#transfer + 2) & 0x7fffffff;
    return transfer;
  }

  #send(message: ControlMessage | InputMessage): void {
    this.#conductor.world.post({ kind: "send", message });
  }
}
