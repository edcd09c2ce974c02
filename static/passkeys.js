/* Passkeys: the browser is asked what stands on the form, and its answer is sent with it. Without scripts the form stays
   hidden, and another way in stands beside it. */
"use strict";

(() => {
  const bytes = (text) => {
    const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  };
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

  const read = (options) => {
    const known = (keys) => keys?.map((key) => ({ ...key, id: bytes(key.id) }));
    const asked = { ...options, challenge: bytes(options.challenge) };
    if (options.user) asked.user = { ...options.user, id: bytes(options.user.id) };
    if (options.excludeCredentials) asked.excludeCredentials = known(options.excludeCredentials);
    if (options.allowCredentials) asked.allowCredentials = known(options.allowCredentials);
    return asked;
  };

  const written = (credential) => {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[name]) response[name] = text(credential.response[name]);
    }
    return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response });
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    if (!window.PublicKeyCredential) continue;
    form.hidden = false;
    const trouble = form.querySelector("[data-passkey-trouble]");
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      trouble.hidden = true;
      try {
        const publicKey = read(JSON.parse(form.dataset.options));
        form.elements.answer.value = written(await navigator.credentials[form.dataset.passkey]({ publicKey }));
      } catch {
        trouble.hidden = false;
        return;
      }
      form.submit();
    });
  }
})();
