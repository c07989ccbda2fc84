// Keeps the marked parts of a page as they are on the server, without reloading it. The server says that something changed (or, for
// pages without an account, the page asks now and then); the page fetches itself again and puts the parts marked data-live in place.
// Nothing is typed in those parts, so nothing that somebody types is ever lost.
const QUIET = 150; // ms: what comes together is looked at together
const main = document.querySelector("[data-live-topics], [data-live-every]");
const lost = document.getElementById("live-lost");
let looking = false;
let again = false;
let timer = 0;

function fetched() {
  // As a document: parsed without being run, and no text of ours ever becomes a page by hand (Trusted Types).
  return new Promise((found, failed) => {
    const asked = new XMLHttpRequest();
    asked.open("GET", location.href);
    asked.responseType = "document";
    asked.onload = () =>
      asked.status === 200 && asked.responseURL.split("#")[0] === location.href.split("#")[0]
        ? found(asked.response)
        : failed(new Error(String(asked.status)));
    asked.onerror = () => failed(new Error("unreachable"));
    asked.send();
  });
}

function put(fresh) {
  for (const part of document.querySelectorAll("[data-live]")) {
    const now = fresh.getElementById(part.id);
    if (!now || now.innerHTML === part.innerHTML) continue;
    const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
    part.className = now.className;
    part.replaceChildren(...[...now.childNodes].map((node) => document.adoptNode(node)));
    if (focused) (document.getElementById(focused) ?? part).focus();
  }
  document.title = fresh.title;
}

async function look() {
  if (looking) {
    again = true;
    return;
  }
  looking = true;
  try {
    put(await fetched());
    lost.hidden = true;
  } catch {
    lost.hidden = false;
  }
  looking = false;
  if (again) {
    again = false;
    soon();
  }
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(look, QUIET);
}

function listen(topics) {
  const stream = new EventSource("/office/live");
  for (const topic of ["listening", ...topics]) stream.addEventListener(topic, soon);
  stream.addEventListener("error", () => {
    lost.hidden = false; // until the next look succeeds; the browser tries again by itself unless it was turned away
  });
  addEventListener("pagehide", () => stream.close());
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}

if (main.dataset.liveTopics) listen(main.dataset.liveTopics.split(" "));
if (main.dataset.liveEvery) {
  setInterval(() => document.hidden || soon(), Number(main.dataset.liveEvery) * 1000);
  document.addEventListener("visibilitychange", () => document.hidden || soon());
}
