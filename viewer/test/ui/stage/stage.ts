// The page on a stage: no server, no relay, no customer. `?scene=` chooses what happens, `?lang=` the language. Used to look at
// every screen, and by the page tests.

import type { Answer, Office, SessionFacts, Ticket } from "../../../src/browser/office.js";
import type { ResumeStore } from "../../../src/browser/resume_store.js";
import { readFacts } from "../../../src/ui/facts.js";
import { openConsole } from "../../../src/ui/open.js";
import type { OpenConsole } from "../../../src/ui/open.js";
import { FakeWorker } from "./fake_worker.js";
import { SCENES } from "./scenes.js";

const wanted = new URLSearchParams(location.search);
const scene = SCENES[wanted.get("scene") ?? "control"];
if (scene === undefined) throw new Error("no such scene");
const yes = <T>(value: T): Promise<Answer<T>> => Promise.resolve({ ok: true, value });
const no = <T>(status: number): Promise<Answer<T>> =>
  Promise.resolve({ ok: false, refusal: { status, code: "unreachable", message: "", retryAfter: null } });

let tickets = 0;
const office: Office = {
  ticket: () =>
    scene.cutAfterFirst === true && tickets++ > 0
      ? no<Ticket>(0)
      : yes<Ticket>({ relayUrl: "", ticket: "", route: new Uint8Array(16), card: new Uint8Array(), cardSignature: new Uint8Array(64), expiresAt: null }),
  wrong: () => yes({ wrong: 0, burnt: false }),
  confirmed: () => yes({ session: "5e55" }),
  cancel: () => yes(null),
  end: (_, ending) => (scene.endFails === true ? no(0) : yes({ ending })),
  session: () => yes<SessionFacts>({ phase: "connected", ending: null, timeline: [] }),
};
const store: ResumeStore = {
  keep: () => Promise.resolve(),
  find: () => Promise.resolve(scene.noKey === true ? null : ({} as CryptoKey)),
  touch: () => Promise.resolve(),
  forget: () => Promise.resolve(),
};

const facts = {
  number: scene.onNumber ? "a1" : null,
  session: scene.onNumber ? null : "5e55",
  route: "00".repeat(16),
  routing: "482",
  case: { id: "c1", reference: "A-2026-0148", category: "障害対応", subject: "見積書が印刷できない", organisation: "株式会社みなと商事", contact: "佐藤 花子" },
  operator: { name: "山田 太郎", organisation: "サンプル商会" },
  csrf: "",
  language: wanted.get("lang") ?? "ja",
  office_url: "/office/cases/c1",
  demo: wanted.has("demo"),
  sentences: [
    { ja: "プリンターの電源を入れ直してください。", en: "Please switch the printer off and on again." },
    { ja: "開いているファイルを保存してください。", en: "Please save the files that are open." },
  ],
  expires_at: new Date(Date.now() + (scene.life ?? 522) * 1000).toISOString(),
};

const root = document.getElementById("console");
if (root === null) throw new Error("no root");
let opened: OpenConsole | null = null;
const early: Parameters<OpenConsole["hear"]>[0][] = [];
const worker = new FakeWorker((said) => (opened === null ? early.push(said) : opened.hear(said)), (message, say) => scene.on?.(message, say));
opened = openConsole(root, readFacts(JSON.stringify(facts)), {
  post: (message) => worker.post(message),
  office,
  store,
  now: () => Date.now(),
  later: (ms, act) => {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
  newKey: () => Promise.resolve({ pair: {} as CryptoKeyPair, publicKey: new Uint8Array(32) }),
  random: (count) => crypto.getRandomValues(new Uint8Array(count)),
  goTo: () => undefined,
  submit: () => undefined,
  replaceAddress: () => undefined,
});
for (const said of early) opened.hear(said);
Object.assign(window, { stage: { worker, conductor: opened.conductor } });
