// The page of these tests: starts the built worker under the server's own security headers, and does what the test says.
const policy = trustedTypes.createPolicy("test", { createScriptURL: (address) => address });
const worker = new Worker(policy.createScriptURL(document.documentElement.dataset.worker), { type: "module" });
const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
const sha = async (data) => Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", data)), (byte) => byte.toString(16).padStart(2, "0")).join("");
const consoleKey = await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]);
const told = [];
const files = {};
const waiting = new Set();
let old = null;

worker.onerror = (event) => hear({ kind: "worker-error", message: event.message });
worker.onmessage = ({ data }) => hear(data);
function hear(said) {
  if (said.kind === "open" && said.old !== null) old = said.old;
  if (said.kind === "proven") worker.postMessage({ kind: "confirmed" });
  if (said.kind === "file" && said.what.step === "received") files[said.transfer] = said.what.file;
  told.push(said);
  for (const look of waiting) look();
}

const canvas = document.querySelector("canvas");
const given = canvas.transferControlToOffscreen();
worker.postMessage({ kind: "canvas", canvas: given }, [given]);

async function shown() {
  const copy = document.createElement("canvas");
  copy.width = canvas.width;
  copy.height = canvas.height;
  const context = copy.getContext("2d", { willReadFrequently: true });
  // What the worker drew is on the page with the next frame but one.
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  context.drawImage(canvas, 0, 0);
  return context.getImageData(0, 0, copy.width, copy.height).data;
}

window.viewer = {
  attach: (relayUrl, ticket, route) =>
    worker.postMessage({
      kind: "attach",
      attachment: {
        relayUrl, ticket, route: bytes(route), card: new Uint8Array(2), cardSignature: new Uint8Array(64), consoleKey,
        proof: old === null ? { kind: "number", secret: "093756" } : { kind: "resume", old },
      },
    }),
  post: (message) => worker.postMessage(message),
  offer: (transfer, size) => {
    const data = new Uint8Array(size).map((_, at) => (at * 31 + (at >> 13)) & 255);
    worker.postMessage({ kind: "offer-file", transfer, file: new File([data], "送る.bin"), purpose: "試験" });
  },
  /** The kinds told so far; file steps as `file:received`. */
  told: () => told.map((said) => (said.kind === "file" ? `file:${said.what.step}` : said.kind)).filter((kind) => kind !== "quality"),
  /** Resolves when `kind` was told `times` times. */
  until: (kind, times) =>
    new Promise((resolve) => {
      const look = () => {
        if (window.viewer.told().filter((one) => one === kind).length < times) return;
        waiting.delete(look);
        resolve(null);
      };
      waiting.add(look);
      look();
    }),
  pixels: async () => sha(await shown()),
  /** Red, green, blue at a place. */
  pixel: async (x, y) => Array.from((await shown()).subarray(4 * (y * canvas.width + x), 4 * (y * canvas.width + x) + 3)),
  file: async (transfer) => [files[transfer].name, await sha(await files[transfer].arrayBuffer())],
  /** Every file in the origin's private file system. */
  stored: async () => {
    const found = [];
    const walk = async (folder) => {
      for await (const entry of folder.values()) {
        if (entry.kind === "file") found.push(entry.name);
        else await walk(entry);
      }
    };
    await walk(await navigator.storage.getDirectory());
    return found;
  },
};
document.documentElement.dataset.ready = "yes";
