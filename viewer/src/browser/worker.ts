// The worker: it owns the socket, the keys and the picture, and does what the core says. The page talks to it by the values of
// core/port.ts alone. Everything worth testing is in core; this joins it to the browser.
//
// Article: 5.1, 8.1

import { zstdReady } from "../core/coding_zstd.js";
import { Conversation, type Shell } from "../core/conversation.js";
import { Files, type FilesShell, type Source } from "../core/files.js";
import { Picture } from "../core/picture.js";
import type { Attachment, FromWorker, ToWorker } from "../core/port.js";
import { type FilesMessage, type PictureMessage, type PictureVideo, PURPOSE_LIMIT } from "../wire/messages.gen.js";
import { Screen } from "./canvas.js";
import { Film } from "./canvas_film.js";
import { Room } from "./files_room.js";
import { FilesStore } from "./files_store.js";

const SUBPROTOCOL = "madoguchi.relay.1";
const BUILD = "console/0.1.0";
const TICK_MS = 250;
const MOST_LOST = 3; // films, one after the other: then the browser cannot play them

const scope = self as unknown as DedicatedWorkerGlobalScope;
const now = (): number => performance.now();
const random = (count: number): Uint8Array => crypto.getRandomValues(new Uint8Array(count));

function tell(message: FromWorker, transfer: Transferable[] = []): void {
  if (message.kind === "ended" || message.kind === "broken") finish();
  scope.postMessage(message, transfer);
}

let socket: WebSocket | null = null;
let picture = new Picture();
const screen = new Screen(tell);
const film = new Film();
let filmsLost = 0; // one after the other
const store = new FilesStore();
const room = new Room();

const shell: Shell = {
  post: (bytes) => socket?.send(bytes),
  hangUp: () => hangUp(),
  tell,
  picture: (message, cameAt) => (message.is === "picture.Video" ? play(message) : hearPicture(message, cameAt)),
  files: (message) => files.hear(message),
  up: () => {
    picture.close();
    picture = new Picture(); // the host sends its canvas anew after every handshake
    files.linkUp();
  },
  down: () => files.linkDown(),
  failed: (error) => console.error(error),
};

function hearPicture(message: PictureMessage, cameAt: number): void {
  const shown = picture.hear(message);
  if (shown === null) return;
  screen.show(shown);
  if (shown.show === "frame") conversation.drawn(shown.frame, now() - cameAt);
}

/** A decoder that was lost asks for a new film; one that never plays any, for none. */
async function play(video: PictureVideo): Promise<void> {
  const played = await picture.play(video, film);
  if (played) filmsLost = 0;
  else if (video.key || filmsLost === 0) {
    filmsLost += 1;
    await conversation.say({ is: "picture.VideoLost", again: filmsLost < MOST_LOST });
  }
}

const conversation = new Conversation(shell, random, BUILD);

const filesShell: FilesShell = {
  get up() {
    return conversation.up;
  },
  now,
  say: (message: FilesMessage) => conversation.say(message),
  tell: (transfer, what) => tell({ kind: "file", transfer, what }),
  open: (transfer, name, size) => store.open(transfer, name, size),
  room: () => room.in(() => socket),
};
const files = new Files(filesShell);

scope.onmessage = (event: MessageEvent<ToWorker>) => void hear(event.data).catch((error: unknown) => console.error(error));
setInterval(() => conversation.tick(now()), TICK_MS);

async function hear(said: ToWorker): Promise<void> {
  switch (said.kind) {
    case "canvas":
      return screen.take(said.canvas);
    case "attach":
      await zstdReady(); // before the first tile can come
      return attach(said.attachment);
    case "send":
      return conversation.send(said.message);
    case "confirmed":
      return conversation.confirmed(now());
    case "confirm-refused":
      return conversation.confirmRefused();
    case "offer-file":
      return files.offer(said.transfer, sourceOf(said.file), said.file.name, bounded(said.purpose));
    case "request-file":
      return files.request(said.transfer, said.name, bounded(said.purpose));
    case "accept-file":
      return files.accept(said.transfer);
    case "stop-file":
      return files.stop(said.transfer, said.reason);
    case "forget-file":
      return store.forget(said.transfer);
    case "view":
      return; // the canvas has the customer's own pixels; the page lays it out by CSS
    case "close":
      await conversation.close();
      finish();
      await store.clear();
      return;
  }
}

function attach(attachment: Attachment): void {
  hangUp();
  const mine = new WebSocket(attachment.relayUrl, SUBPROTOCOL);
  let opened = false;
  mine.binaryType = "arraybuffer";
  socket = mine;
  mine.onopen = () => {
    opened = true;
    conversation.attach(attachment, now());
  };
  mine.onmessage = (event: MessageEvent<unknown>) => {
    if (socket !== mine) return;
    if (event.data instanceof ArrayBuffer) void conversation.receive(new Uint8Array(event.data), now());
    else mine.close(); // the relay sends bytes alone
  };
  mine.onclose = () => {
    if (socket !== mine) return;
    socket = null;
    if (opened) void conversation.closed();
    else tell({ kind: "link-down", reason: "network" });
  };
}

function hangUp(): void {
  const old = socket;
  socket = null;
  old?.close(); // what was handed to it before still goes out
}

/** The session is over: nothing of the customer's screen stays, and no half file. */
function finish(): void {
  files.end();
  picture.close();
  picture = new Picture();
  film.close();
  screen.blank();
}

function sourceOf(file: File): Source {
  return { size: file.size, read: async (start, end) => new Uint8Array(await file.slice(start, end).arrayBuffer()) };
}

/** A purpose that is too long is cut at a whole character, not refused: the page says its limit too. */
function bounded(text: string): string {
  const encoder = new TextEncoder();
  let kept = "";
  let bytes = 0;
  for (const sign of text) {
    bytes += encoder.encode(sign).length;
    if (bytes > PURPOSE_LIMIT) break;
    kept += sign;
  }
  return kept;
}

