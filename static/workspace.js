/* What the page of a case gains when scripts run: drafts kept while one writes, files dropped and pasted, names after
   an @, ready texts put in at the caret, who else is here. Every one of them works without, by a button. */
"use strict";

(() => {
  const texts = document.getElementById("script-texts")?.dataset ?? {};
  const PAUSE = 1200;
  const BEAT = 10_000;
  const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
  const asked = { Accept: "application/json" };

  /* A form of the composer keeps its draft on the server. */
  class Draft {
    constructor(form) {
      this.form = form;
      this.area = form.querySelector("textarea");
      this.state = form.querySelector("[data-draft-state]");
      this.saved = this.told();
      this.timer = 0;
      form.addEventListener("input", () => this.soon());
      form.addEventListener("submit", () => this.stop());
      form.querySelector("[data-draft-save]")?.addEventListener("click", (event) => {
        if (form.querySelector("input[type=file]")?.files.length) return; /* files go with the page itself */
        event.preventDefault();
        this.keep();
      });
      document.addEventListener("visibilitychange", () => {
        if (document.hidden) this.keep({ keepalive: true });
      });
    }

    get body() {
      const body = new FormData(this.form);
      for (const [name, value] of [...body.entries()]) if (value instanceof File) body.delete(name);
      return body;
    }

    told() {
      return [...this.body.entries()].filter(([name]) => /-(text|missing)$/.test(name)).join("\n");
    }

    soon() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.keep(), PAUSE);
    }

    stop() {
      clearTimeout(this.timer);
      this.sent = true;
      this.running?.abort();
    }

    async keep(options = {}) {
      const told = this.told();
      if (this.sent || told === this.saved) return;
      this.running?.abort();
      this.running = new AbortController();
      const { signal } = this.running;
      try {
        const answer = await this.post(this.body, options.keepalive ? options : { signal });
        this.saved = told;
        this.state.textContent = answer.saved;
      } catch (error) {
        if (error.name !== "AbortError") this.state.textContent = texts.notSaved;
      }
    }

    async post(body, options) {
      const answer = await fetch(this.form.dataset.draft, { method: "POST", body, headers: asked, ...options });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      return answer.json();
    }

    /* A ready text, put in where the caret is. */
    async insert(key) {
      const { body } = this;
      body.set("insert", key);
      const { insert } = await this.post(body, {});
      const { area } = this;
      const at = area.value ? area.selectionEnd : 0;
      const before = area.value.slice(0, at);
      const after = area.value.slice(at);
      const gap = before && !before.endsWith("\n\n") ? (before.endsWith("\n") ? "\n" : "\n\n") : "";
      const rest = after && !after.startsWith("\n\n") ? (after.startsWith("\n") ? "\n" : "\n\n") : "";
      area.setRangeText(gap + insert + rest, at, at, "end");
      area.selectionEnd -= rest.length;
      area.dispatchEvent(new Event("input", { bubbles: true }));
      area.focus();
    }
  }

  const drafts = new Map();
  for (const form of document.querySelectorAll("form[data-draft]")) drafts.set(form, new Draft(form));

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[name=insert]");
    const draft = button && drafts.get(button.form);
    if (!draft) return;
    event.preventDefault();
    const tab = document.getElementById("composer-answer");
    if (tab) tab.checked = true;
    try {
      await draft.insert(button.value);
    } catch {
      draft.state.textContent = texts.notSaved;
    }
  });

  /* Files by drag and by paste land in the field that is there anyway. */
  function takesFiles(form) {
    const input = form.querySelector("input[type=file]");
    if (!input) return;
    const add = (files) => {
      const all = new DataTransfer();
      for (const file of [...input.files, ...files]) all.items.add(file);
      input.files = all.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    };
    form.addEventListener("paste", (event) => {
      const { files } = event.clipboardData;
      if (!files.length) return;
      event.preventDefault();
      add(files);
    });
    for (const kind of ["dragenter", "dragover"]) {
      form.addEventListener(kind, (event) => {
        if (!event.dataTransfer.types.includes("Files")) return;
        event.preventDefault();
        form.classList.add("is-dragged-over");
      });
    }
    form.addEventListener("dragleave", (event) => {
      if (!form.contains(event.relatedTarget)) form.classList.remove("is-dragged-over");
    });
    form.addEventListener("drop", (event) => {
      form.classList.remove("is-dragged-over");
      if (!event.dataTransfer.files.length) return;
      event.preventDefault();
      add(event.dataTransfer.files);
    });
  }
  document.querySelectorAll("form[data-files]").forEach(takesFiles);

  /* After an @ the names of colleagues who can see the case. */
  class Mentions {
    constructor(form) {
      this.address = form.dataset.mentions;
      this.area = form.querySelector("textarea");
      this.names = [];
      this.active = 0;
      this.list = document.createElement("ul");
      this.list.className = "mentions";
      this.list.id = `${this.area.id}_names`;
      this.list.setAttribute("role", "listbox");
      this.list.setAttribute("aria-label", document.querySelector(`label[for=${this.area.id}]`)?.textContent ?? "");
      this.list.hidden = true;
      this.area.after(this.list);
      this.area.setAttribute("aria-controls", this.list.id);
      this.area.setAttribute("aria-autocomplete", "list");
      this.area.addEventListener("input", () => this.look());
      this.area.addEventListener("keydown", (event) => this.onKey(event));
      this.area.addEventListener("blur", () => this.close());
      this.list.addEventListener("mousedown", (event) => {
        event.preventDefault();
        const row = event.target.closest("li");
        if (row) this.take(row.textContent);
      });
    }

    get typed() {
      return /(?:^|\s)@([\p{L}\- ]{0,30})$/u.exec(this.area.value.slice(0, this.area.selectionEnd))?.[1];
    }

    async look() {
      const { typed } = this;
      if (typed === undefined) {
        this.close();
        return;
      }
      try {
        const answer = await fetch(`${this.address}?q=${encodeURIComponent(typed)}`, { headers: asked });
        if (!answer.ok || typed !== this.typed) return;
        this.names = (await answer.json()).names;
      } catch {
        return; // the name can still be typed
      }
      this.active = 0;
      this.show();
    }

    show() {
      this.list.replaceChildren(...this.names.map((name, at) => this.row(name, at)));
      this.list.hidden = !this.names.length;
      if (this.names.length) this.area.setAttribute("aria-activedescendant", `${this.list.id}_${this.active}`);
      else this.close();
    }

    row(name, at) {
      const row = document.createElement("li");
      row.id = `${this.list.id}_${at}`;
      row.setAttribute("role", "option");
      row.setAttribute("aria-selected", String(at === this.active));
      row.textContent = name;
      return row;
    }

    onKey(event) {
      if (this.list.hidden) return;
      const last = this.names.length - 1;
      if (event.key === "ArrowDown") this.active = this.active === last ? 0 : this.active + 1;
      else if (event.key === "ArrowUp") this.active = this.active ? this.active - 1 : last;
      else if (event.key === "Enter" || event.key === "Tab") this.take(this.names[this.active]);
      else if (event.key === "Escape") this.close();
      else return;
      event.preventDefault();
      if (!this.list.hidden) this.show();
    }

    take(name) {
      const end = this.area.selectionEnd;
      this.area.setRangeText(`${name} `, end - (this.typed?.length ?? 0), end, "end");
      this.close();
      this.area.dispatchEvent(new Event("input", { bubbles: true }));
      this.close();
    }

    close() {
      this.list.hidden = true;
      this.area.removeAttribute("aria-activedescendant");
    }
  }
  for (const form of document.querySelectorAll("form[data-mentions]")) new Mentions(form);

  /* Tells the others that one is here, and shows who else is. A page that nobody looks at is silent. */
  const presence = document.querySelector("[data-presence]");
  let wroteAt = 0;
  document.addEventListener("input", (event) => {
    if (event.target.closest("form[data-draft]")) wroteAt = Date.now();
  });
  function sign(state) {
    const body = new URLSearchParams({ csrfmiddlewaretoken: token(), version: presence.dataset.version, state });
    return fetch(presence.dataset.presence, { method: "POST", body, keepalive: state === "gone" });
  }
  async function beat() {
    if (document.hidden) return;
    try {
      const answer = await sign(Date.now() - wroteAt < 2 * BEAT ? "writing" : "looking");
      if (!answer.ok || answer.redirected) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (presence.textContent.trim() !== page.body.textContent.trim()) {
        presence.replaceChildren(...page.body.childNodes);
      }
    } catch {
      /* the next one will do */
    }
  }
  if (presence) {
    setInterval(beat, BEAT);
    document.addEventListener("visibilitychange", beat);
    window.addEventListener("pagehide", () => sign("gone").catch(() => {}));
  }

  /* How long an answer can still be taken back; when that is over, so is the offer. */
  const sending = document.querySelector("form[data-until]");
  if (sending) {
    const end = Date.now() + 1000 * (Number(sending.dataset.until) - Number(sending.dataset.now));
    const left = sending.appendChild(document.createElement("span"));
    left.className = "sending__left";
    left.setAttribute("aria-hidden", "true");
    const tick = () => {
      const seconds = Math.ceil((end - Date.now()) / 1000);
      if (seconds <= 0) {
        clearInterval(timer);
        sending.remove();
        for (const message of document.querySelectorAll(".message--held")) message.classList.remove("message--held");
        return;
      }
      left.textContent = (texts.seconds ?? "").replace("{count}", String(seconds));
    };
    const timer = setInterval(tick, 500);
    tick();
  }
})();
