// Takes a file into custody: one request with what was typed and the file behind it, so that the server can seal it as it comes.
"use strict";

function say(form, name, text) {
  const place = form.querySelector(`[data-trouble="${name}"]`) ?? form.querySelector('[data-trouble="file"]');
  place.textContent = text;
  place.hidden = !text;
}

function bodyOf(form, file) {
  const typed = { name: file.name, source: form.elements.source.value, reason: form.elements.reason.value, origin: form.elements.origin.value };
  const head = new TextEncoder().encode(JSON.stringify(typed));
  const length = new DataView(new ArrayBuffer(4));
  length.setUint32(0, head.length);
  return new Blob([length.buffer, head, file]);
}

function send(form, file) {
  const button = form.querySelector("button[type=submit]");
  const progress = form.querySelector("[data-progress]");
  const request = new XMLHttpRequest();
  const over = (name, text) => {
    button.disabled = false;
    progress.hidden = true;
    say(form, name, text);
  };
  request.open("POST", form.getAttribute("action"));
  request.setRequestHeader("X-CSRF-Token", form.elements.csrf.value);
  request.responseType = "json";
  request.upload.addEventListener("progress", (step) => {
    const percent = step.total ? Math.floor((step.loaded / step.total) * 100) : 0;
    progress.textContent = form.dataset.sending.replace("{percent}", String(percent));
    progress.hidden = false;
  });
  request.addEventListener("error", () => over("file", form.dataset.failed));
  request.addEventListener("load", () => {
    if (request.status === 201) location.assign(request.response.address);
    else over(request.response?.field ?? "file", request.response?.message ?? form.dataset.failed);
  });
  button.disabled = true;
  request.send(bodyOf(form, file));
}

for (const form of document.querySelectorAll("form[data-deposit]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    for (const place of form.querySelectorAll("[data-trouble]")) place.hidden = true;
    const [file] = form.elements.file.files;
    if (!file) return;
    if (file.size > Number(form.dataset.largest)) say(form, "file", form.dataset.tooLarge);
    else send(form, file);
  });
}
