// Starts the worker that owns the socket, the keys and the picture, and gives it the types of the seam.

import type { FromWorker, ToWorker } from "../core/port.js";
import workerAddress from "./worker.ts?worker&url";

/** The page's end of the seam. */
export interface ConsoleWorker {
  post(message: ToWorker, transfer?: Transferable[]): void;
  terminate(): void;
}

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(address: string): string }): { createScriptURL(address: string): string };
}

/** One worker a page. `hear` gets every message in order; `fail` is called when the worker could not be loaded or crashed. */
export function startWorker(hear: (message: FromWorker) => void, fail: (what: string) => void): ConsoleWorker {
  const worker = new Worker(trusted(workerAddress), { type: "module", name: "madoguchi-viewer" });
  worker.onmessage = (event: MessageEvent<FromWorker>) => hear(event.data);
  worker.onerror = (event) => fail(event.message);
  worker.onmessageerror = () => fail("message");
  return {
    post: (message, transfer = []) => worker.postMessage(message, transfer),
    terminate: () => worker.terminate(),
  };
}

// Under `require-trusted-types-for 'script'` a worker's address must come from a policy; ours lets one address through, the bundle's.
function trusted(address: string): string {
  const types = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;
  if (types === undefined) return address;
  const policy = types.createPolicy("madoguchi-worker", {
    createScriptURL: (wanted) => {
      if (wanted !== workerAddress) throw new TypeError("only the viewer's own worker");
      return wanted;
    },
  });
  return policy.createScriptURL(address);
}
