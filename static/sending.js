/* Forms that are sent over a telephone's network: <form data-sending>. The page stays until the server has answered, so
   that nothing typed or chosen is lost with a connection; how far it is, is told. Chosen files are kept on the device
   beside the draft, as long as that. Without this script the browser sends the form itself. */
"use strict";

(() => {
  const texts = document.getElementById("script-texts")?.dataset ?? {};
  const PATIENCE = 3 * 60 * 1000;
  const KEPT = 12 * 3600 * 1000;
  const create = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };

  /* Files on the device: one row for each form, under the name of its draft. */

  const opened = new Promise((resolve, reject) => {
    const asked = indexedDB.open("drafts", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("files");
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  opened.catch(() => {}); /* nothing is kept where the browser keeps nothing */

  async function files(mode, act) {
    const store = (await opened).transaction("files", mode).objectStore("files");
    return new Promise((resolve, reject) => {
      const asked = act(store);
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
  }
  const keep = (name, chosen) => files("readwrite", (store) => store.put({ at: Date.now(), chosen }, name)).catch(() => {});
  const forget = (name) => files("readwrite", (store) => store.delete(name)).catch(() => {});
  async function kept(name) {
    const row = await files("readonly", (store) => store.get(name)).catch(() => null);
    if (!row) return [];
    if (Date.now() - row.at < KEPT) return row.chosen;
    await forget(name);
    return [];
  }

  async function keepFiles(form) {
    const input = form.querySelector("input[type=file]");
    const name = form.dataset.draft;
    if (!input || !name || !window.indexedDB) return;
    form.addEventListener("cleared", () => forget(name));
    form.addEventListener("sent", () => forget(name));
    const heldByServer = "draftKept" in form.dataset && !document.getElementById("left-out");
    if (!heldByServer && !input.files.length) {
      const chosen = await kept(name);
      if (chosen.length && !input.files.length) {
        const choice = new DataTransfer();
        for (const file of chosen) choice.items.add(file);
        input.files = choice.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
      }
    }
    input.addEventListener("change", () => keep(name, [...input.files]));
  }

  /* Sending. */

  const trouble = (form) => {
    let alert = form.querySelector(".sending-trouble");
    if (!alert) {
      alert = create("div", { class: "sending-trouble alert alert-error", role: "alert", tabindex: "-1" });
      form.querySelector("[type=submit]:last-of-type").before(alert);
    }
    return alert;
  };
  const say = (form, text) => {
    trouble(form).replaceChildren(create("div", { class: "alert-body" }, create("p", { class: "alert-text" }, text ?? "")));
  };
  const hush = (form) => form.querySelector(".sending-trouble")?.remove();

  function progress(form, button) {
    const bar = create("progress", { class: "sending-progress", max: "100", "aria-label": texts.sending ?? "" });
    let last = 0;
    const show = (event) => {
      if (!event.lengthComputable) return;
      const percent = Math.floor((100 * event.loaded) / event.total);
      bar.value = percent;
      if (!bar.isConnected) button.after(bar);
      if (percent >= last + 25 || percent === 100) {
        last = percent;
        const heard = form.querySelector("[role=status].sr-only");
        if (heard) heard.textContent = (texts.sendingPercent ?? "").replace("{count}", String(percent));
      }
    };
    return { show, end: () => bar.remove() };
  }

  function send(form, submitter) {
    const request = new XMLHttpRequest();
    const body = new FormData(form, submitter);
    if (submitter?.name && !body.has(submitter.name)) body.append(submitter.name, submitter.value); /* older Safari */
    const bar = progress(form, submitter ?? form.querySelector("[type=submit]"));
    const over = (text) => {
      bar.end();
      form.dispatchEvent(new Event("stopped"));
      if (text) say(form, text);
    };
    const onKey = (event) => {
      if (event.key === "Escape") request.abort();
    };
    hush(form);
    window.addEventListener("keydown", onKey);
    request.open("POST", form.action);
    request.responseType = "document";
    request.timeout = PATIENCE;
    request.setRequestHeader("Sent-By", "script");
    if ([...body.values()].some((value) => value instanceof File && value.size)) {
      request.upload.addEventListener("progress", bar.show);
    }
    request.addEventListener("loadend", () => window.removeEventListener("keydown", onKey));
    request.addEventListener("error", () => over(navigator.onLine ? texts.connectionLost : texts.offline));
    request.addEventListener("timeout", () => over(texts.connectionLost));
    request.addEventListener("abort", () => over(""));
    request.addEventListener("load", () => {
      const to = request.getResponseHeader("Sent-To");
      if (to) goOn(form, to);
      else show(form, request, over);
    });
    request.send(body);
  }

  /* It is with the server: the page that it names takes over, and nothing more is kept here. */
  function goOn(form, to) {
    form.dispatchEvent(new Event("sent"));
    const address = new URL(to, location.href);
    if (address.origin !== location.origin) return;
    if (address.href.split("#")[0] === location.href.split("#")[0]) location.reload();
    else location.assign(address);
  }

  /* The server's own page: the form with its errors or a question takes the place of this one. A page without the form
     is one of trouble, and what is typed here is worth more than that. */
  function show(form, request, over) {
    const answer = request.response;
    const comesBack = answer?.querySelector(`form[data-draft="${CSS.escape(form.dataset.draft)}"]`);
    if (!comesBack && request.status >= 400) {
      if (request.status === 413) over(texts.filesRefused);
      else if (request.status >= 500 || !answer) over(texts.notReceived);
      else over(`${answer.querySelector("h1")?.textContent.trim() ?? ""}. ${texts.stillHere ?? ""}`);
      return;
    }
    if (!comesBack) form.dispatchEvent(new Event("sent"));
    document.title = answer.title;
    document.body.replaceChildren(...answer.body.childNodes);
    window.scrollTo(0, 0);
    window.htmx?.process(document.body);
    document.body.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true, detail: { elt: document.body } }));
    if (!document.body.contains(document.activeElement) || document.activeElement === document.body) {
      document.getElementById("main-content")?.focus();
    }
  }

  function sendByScript(form) {
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      event.preventDefault();
      if (navigator.onLine) {
        send(form, event.submitter);
        return;
      }
      form.dispatchEvent(new Event("stopped"));
      say(form, texts.offline);
    });
    window.addEventListener("online", () => {
      if (form.isConnected && form.querySelector(".sending-trouble")) say(form, texts.onlineAgain);
    });
  }

  const known = new WeakSet();
  function enhance(part) {
    for (const form of part.querySelectorAll("form[data-sending][data-draft]")) {
      if (known.has(form)) continue;
      known.add(form);
      keepFiles(form);
      sendByScript(form);
    }
  }
  enhance(document);
  document.addEventListener("htmx:load", (event) => enhance(event.detail.elt));
})();
