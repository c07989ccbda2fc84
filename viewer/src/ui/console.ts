// The entry: reads the facts that the server wrote into the page, starts the worker, opens the console on the real world.

import "./console.css";

import { HttpOffice } from "../browser/office.js";
import { BrowserResumeStore } from "../browser/resume_store.js";
import { startWorker } from "../browser/start.js";
import type { FromWorker } from "../core/port.js";
import type { ConsoleKey } from "./conductor.js";
import { readFacts } from "./facts.js";
import { openConsole } from "./open.js";
import type { OpenConsole } from "./open.js";

async function newKey(): Promise<ConsoleKey> {
  const pair = (await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"])) as CryptoKeyPair;
  return { pair, publicKey: new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey)) };
}

function submit(path: string, fields: Readonly<Record<string, string>>): void {
  const form = document.createElement("form");
  form.method = "post";
  form.action = path;
  for (const [name, value] of Object.entries(fields)) {
    const input = document.createElement("input");
    input.type = "hidden";
    input.name = name;
    input.value = value;
    form.append(input);
  }
  document.body.append(form);
  form.submit();
}

function start(): void {
  const root = document.getElementById("console");
  const written = document.getElementById("console-facts")?.textContent;
  if (root === null || written === null || written === undefined) throw new Error("this page has no console");
  const facts = readFacts(written);
  let opened: OpenConsole | null = null;
  const early: FromWorker[] = []; // the worker may speak before the page stands
  const worker = startWorker(
    (said) => (opened === null ? early.push(said) : opened.hear(said)),
    (what) => opened?.fail(what),
  );
  opened = openConsole(root, facts, {
    post: (message, transfer) => worker.post(message, transfer),
    office: new HttpOffice(facts.csrf, () => opened?.conductor.state.language ?? facts.language),
    store: new BrowserResumeStore(),
    now: () => Date.now(),
    later: (ms, act) => {
      const timer = setTimeout(act, ms);
      return () => clearTimeout(timer);
    },
    newKey,
    random: (count) => crypto.getRandomValues(new Uint8Array(count)),
    goTo: (path) => location.assign(path),
    submit,
    replaceAddress: (path) => history.replaceState(null, "", path),
  });
  for (const said of early) opened.hear(said);
}

start();
