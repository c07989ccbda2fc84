// Passkeys: asks our server for a challenge, the browser for an answer, and sends it with the page's own form. Without passkeys or
// without this script nothing of it is shown, and every form works as it stands.
"use strict";

const can = typeof PublicKeyCredential === "function" && "parseCreationOptionsFromJSON" in PublicKeyCredential && "toJSON" in PublicKeyCredential.prototype;

for (const part of document.querySelectorAll("[data-needs-passkeys]")) part.hidden = !can;
for (const part of document.querySelectorAll("[data-without-passkeys]")) part.hidden = can;

async function optionsFor(form) {
  const fields = new URLSearchParams({ csrf: form.elements.csrf.value, alone: form.dataset.alone ?? "" });
  const answer = await fetch(form.dataset.options, { method: "POST", body: fields, credentials: "same-origin" });
  if (!answer.ok) throw new Error(`options: ${answer.status}`);
  return answer.json();
}

async function ask(form) {
  const options = await optionsFor(form);
  return form.dataset.passkey === "create"
    ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
    : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const button = form.querySelector("[data-go]");
  const trouble = form.querySelector("[data-trouble]");
  button?.addEventListener("click", async () => {
    const optional = form.elements[button.dataset.optional ?? "code"];
    if (optional) optional.required = false; // the passkey stands for the code; the other fields are still needed
    const again = form.elements.again;
    if (again) again.required = false;
    if (!form.reportValidity()) return;
    trouble.hidden = true;
    button.disabled = true;
    try {
      const credential = await ask(form);
      form.elements[form.dataset.field ?? "passkey"].value = JSON.stringify(credential.toJSON());
      form.submit();
    } catch {
      trouble.textContent = form.dataset.failed; // cancelled, timed out, or not this browser's: there is nothing more to say
      trouble.hidden = false;
      button.disabled = false;
    }
  });
}
