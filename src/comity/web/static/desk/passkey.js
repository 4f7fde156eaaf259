// Asks the browser for a passkey, or for the proof of one, and sends its answer with the form around the button.
"use strict";

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const keys = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

function forTheBrowser({ publicKey }) {
  const asked = { ...publicKey, challenge: bytes(publicKey.challenge) };
  if (publicKey.user) return { ...asked, user: { ...publicKey.user, id: bytes(publicKey.user.id) }, excludeCredentials: keys(publicKey.excludeCredentials) };
  return { ...asked, allowCredentials: keys(publicKey.allowCredentials) };
}

function forTheDesk({ id, rawId, type, response }) {
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"].filter((name) => response[name]);
  return JSON.stringify({ id, rawId: text(rawId), type, response: Object.fromEntries(parts.map((name) => [name, text(response[name])])) });
}

for (const button of document.querySelectorAll("[data-passkey]")) {
  const says = (what) => {
    for (const one of button.form.querySelectorAll("[data-passkey-says]")) one.hidden = one.dataset.passkeySays !== what;
  };
  button.addEventListener("click", async () => {
    says("wait");
    button.disabled = true;
    try {
      const publicKey = forTheBrowser(JSON.parse(button.dataset.passkey));
      const answer = publicKey.user ? await navigator.credentials.create({ publicKey }) : await navigator.credentials.get({ publicKey });
      button.form.elements.passkey.value = forTheDesk(answer);
      button.form.submit();
    } catch {
      says("failed");
      button.disabled = false;
    }
  });
}
