// What happens on the stage, scene by scene.

import type { FromWorker, ToWorker } from "../../../src/core/port.js";
import { Access, Ending, FileReason, Grant, Pause, Phase, RequestState, Sharing, Verdict } from "../../../src/wire/messages.gen.js";
import type { ControlStanding } from "../../../src/wire/messages.gen.js";
import { arrow, DESKTOP } from "./fake_worker.js";

type SayFn = (said: FromWorker) => void;
export interface Scene {
  readonly onNumber: boolean;
  readonly life?: number; // seconds
  readonly cutAfterFirst?: boolean; // the office cannot be reached after the first ticket
  readonly noKey?: boolean;
  readonly endFails?: boolean;
  readonly on?: (message: ToWorker, say: SayFn) => void;
}

const SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

export function standing(change: Partial<ControlStanding> = {}): FromWorker {
  return {
    kind: "heard",
    message: {
      is: "control.Standing", phase: Phase.CONNECTED, view: Grant.NONE, control: Grant.NONE, clipboard: Grant.NONE, files: Grant.NONE,
      pause: Pause.NONE, sharing: Sharing.MONITOR, sharing_title: "DP-1 1920×1080", bytes_used: 18_734_112, view_left: 0, control_left: 0,
      clipboard_left: 0, files_left: 0, data_limit: 0, low_data: false, ...change,
    },
  };
}

const QUALITY: FromWorker = { kind: "quality", roundTripMs: 24, bytesPerSecond: 31_400, framesPerSecond: 14, bytesTotal: 18_800_000 };
const ALL = { view: Grant.HELD, control: Grant.HELD, clipboard: Grant.HELD, files: Grant.HELD } as const;

function number(then: (say: SayFn) => void, more: Partial<Scene> = {}): Scene {
  return {
    onNumber: true,
    on: (message, say) => {
      if (message.kind === "attach") queueMicrotask(() => (say({ kind: "joined" }), then(say)));
    },
    ...more,
  };
}

function session(then: (say: SayFn) => void, more: Partial<Scene> = {}): Scene {
  let begun = false;
  return {
    onNumber: false,
    on: (message, say) => {
      if (message.kind !== "attach" || begun) return;
      begun = true;
      queueMicrotask(() => {
        say({ kind: "open", spoken: "4821", old: null });
        then(say);
      });
    },
    ...more,
  };
}

function seen(say: SayFn, change: Partial<ControlStanding> = ALL): void {
  say(standing(change));
  say({ kind: "canvas-size", ...DESKTOP });
  say(arrow());
  say({ kind: "cursor", x: 760, y: 420, visible: true });
  say(QUALITY);
}

function chat(say: SayFn): void {
  const text = (words: string): void => say({ kind: "heard", message: { is: "control.Chat", text: words } });
  text("お世話になっております。印刷ボタンを押しても何も起きません。");
  text("<img src=x onerror=alert(1)> 注文書\u202Efdp.exe\n二行目です。");
}

export const SCENES: Readonly<Record<string, Scene>> = {
  number: number(() => undefined),
  present: number((say) => say({ kind: "peer" })),
  wrong: number((say) => (say({ kind: "peer" }), say({ kind: "wrong-secret", tries: 1, destroyed: false }))),
  destroyed: number((say) => say({ kind: "wrong-secret", tries: 3, destroyed: true })),
  expired: number(() => undefined, { life: 0 }),
  terms: session((say) => say(standing({ phase: Phase.SHOWN, sharing: Sharing.NOTHING, bytes_used: 9_120 }))),
  nothing: session((say) => (say(standing({ bytes_used: 31_000 })), say(QUALITY))),
  asked: session((say) => (say(standing({ view: Grant.ASKED, view_left: 47 })), say(QUALITY))),
  view: session((say) => seen(say, { view: Grant.HELD })),
  control: session((say) => {
    seen(say);
    say({ kind: "heard", message: { is: "control.Answer", access: Access.CONTROL, verdict: Verdict.ALLOWED } });
  }),
  question: session((say) => seen(say, { view: Grant.HELD, control: Grant.HELD, clipboard: Grant.AGREED, files: Grant.ASKED, pause: Pause.QUESTION })),
  paused: session((say) => seen(say, { ...ALL, pause: Pause.CUSTOMER_INPUT })),
  chat: session((say) => (seen(say), chat(say))),
  files: session((say) => {
    seen(say);
    say({ kind: "file", transfer: 2, what: { step: "offered", name: "エラー画面\u202Egnp.exe", size: 482_113, purpose: "エラーの画面です", byCustomer: true } });
    say({ kind: "file", transfer: 4, what: { step: "offered", name: "print.log", size: 3_481_022, purpose: "印刷の記録です", byCustomer: true } });
    say({ kind: "file", transfer: 4, what: { step: "received", file: new File(["log"], "print.log"), sha256: SHA256 } });
    say({ kind: "file", transfer: 6, what: { step: "offered", name: "顧客一覧バックアップ.zip", size: 1_288_490_188, purpose: "", byCustomer: true } });
    say({ kind: "file", transfer: 6, what: { step: "flowing", done: 541_165_879, size: 1_288_490_188, bytesPerSecond: 11_800_000 } });
    say({ kind: "file", transfer: 8, what: { step: "offered", name: "設定.ini", size: 812, purpose: "", byCustomer: true } });
    say({ kind: "file", transfer: 8, what: { step: "stopped", reason: FileReason.HASH_DIFFERS } });
  }),
  requests: session((say) => {
    seen(say);
    const stands = (request: number, state: RequestState, text: string, word = ""): void =>
      say({ kind: "heard", message: { is: "control.RequestStands", request, state, text, word } });
    stands(1, RequestState.TAKEN_BACK, "別のお願い");
    stands(2, RequestState.TICKED_OFF, "大切なファイルの控え（バックアップ）を取ってください。");
    stands(3, RequestState.DONE, "プリンターの電源を入れ直してください。");
    stands(4, RequestState.CANNOT, "無線ＬＡＮの機器を再起動してください。", "鍵のかかった部屋にあります<b>\u202E");
    stands(5, RequestState.ASKED, "<img src=x onerror=alert(1)> 注文書\u202Efdp.exe\n二行目です。");
  }),
  clip: session((say) => (seen(say), say({ kind: "heard", message: { is: "control.Clip", text: "\\\\FILESV01\\共有\\見積\\2026年11月" } }))),
  down: session((say) => (seen(say), say({ kind: "link-down", reason: "network" })), { cutAfterFirst: true }),
  gone: session((say) => (seen(say), say({ kind: "joined" }))),
  elsewhere: session((say) => (seen(say), say({ kind: "broken", reason: 13 }))),
  ended: session((say) => {
    seen(say);
    say({ kind: "file", transfer: 4, what: { step: "offered", name: "print.log", size: 3_481_022, purpose: "印刷の記録です", byCustomer: true } });
    say({ kind: "file", transfer: 4, what: { step: "received", file: new File(["log"], "print.log"), sha256: SHA256 } });
    say({ kind: "ended", ending: Ending.CUSTOMER_STOPPED });
  }),
  failing: session((say) => seen(say), { endFails: true }),
  nokey: { onNumber: false, noKey: true },
  broken: session((say) => (seen(say), say({ kind: "broken", reason: 1 }))),
};
