/* What the pages gain when scripts run. Every page works without; nothing here holds words of its own
   (see components/script_texts.html). Each enhancement is one function over the part of a page it is given. */
"use strict";

(() => {
  const texts = document.getElementById("script-texts")?.dataset ?? {};
  const fill = (text, count) => (text ?? "").replace("{count}", String(count));
  const create = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };

  /* Runs `action` once for every element of `part` that matches, also when a part is swapped in later.
     The empty row that the admin copies for "add another" is left as it is; its copies are parts of their own. */
  const each = (part, selector, action) => {
    const found = [...part.querySelectorAll(selector)];
    if (part.matches?.(selector)) found.unshift(part);
    const name = `enhanced${action.name}`;
    for (const element of found) {
      if (element.dataset[name] || element.closest(".empty-form")) continue;
      element.dataset[name] = "yes";
      action(element);
    }
  };

  function errorSummary(summary) {
    summary.focus();
  }

  /* A form is sent once, however often its button is pressed. Coming back to the page makes it ready again. */
  function sendOnce(form) {
    let sent = false;
    let label = "";
    let pressed = null;
    const told = create("p", { class: "sr-only", role: "status" });
    form.append(told);
    const buttons = () => [...form.elements].filter((each) => each.type === "submit");
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      if (sent) {
        event.preventDefault();
        return;
      }
      sent = true;
      for (const button of buttons()) button.setAttribute("aria-disabled", "true");
      if (event.submitter && "sending" in form.dataset) busy(event.submitter);
    });
    const busy = (button) => {
      label = button.innerHTML;
      pressed = button;
      button.textContent = texts.sending ?? button.textContent;
      told.textContent = button.textContent;
    };
    const ready = () => {
      sent = false;
      told.textContent = "";
      for (const button of buttons()) button.removeAttribute("aria-disabled");
      if (pressed) pressed.innerHTML = label;
      pressed = null;
    };
    window.addEventListener("pageshow", ready);
    /* Escape, or the browser's own stop, ends the sending and leaves the page: the button must work again. */
    window.addEventListener("keydown", (event) => {
      if (sent && event.key === "Escape") ready();
    });
    window.addEventListener("online", ready);
    form.addEventListener("stopped", ready);
  }

  /* <form data-draft="name">: what is typed is kept on this device for twelve hours, until it is sent or cleared. Files
     are not. `data-draft-kept`: the form came back from the server with what was typed, which is newer. */
  function draft(form) {
    const key = `draft:${form.dataset.draft}`;
    const fields = () =>
      [...form.elements].filter(
        (each) => each.name && !["hidden", "file", "submit", "fieldset"].includes(each.type) && !each.closest("[aria-hidden]"),
      );
    const notice = create("p", { class: "draft-notice quiet", role: "status", hidden: "" });
    const clear = create("button", { class: "link-button", type: "button" }, texts.clear ?? "");
    form.append(notice); // below the button: what appears while a finger is on it must not move it away
    const tell = () => {
      notice.replaceChildren(create("span", {}, texts.draftKept ?? ""), " ", clear);
      notice.hidden = false;
    };
    let isSent = false;
    let pause;
    const save = () => {
      if (isSent) return;
      const told = {};
      for (const each of fields()) {
        if (["radio", "checkbox"].includes(each.type)) {
          if (each.checked) told[each.name] = each.value;
        } else if (each.value) told[each.name] = each.value;
      }
      if (!told.body && !told.text) return;
      write(key, { at: Date.now(), told });
      tell();
    };
    const restore = ({ told }) => {
      for (const each of fields()) {
        if (!(each.name in told)) continue;
        if (each.type === "radio" && form.querySelector(`[name="${each.name}"]:checked`)) continue;
        if (["radio", "checkbox"].includes(each.type)) each.checked ||= each.value === told[each.name];
        else if (!each.value) each.value = told[each.name];
        else continue;
        if (each.closest("details")) each.closest("details").open = true;
      }
      form.prepend(notice);
      tell();
    };
    form.addEventListener("sent", () => {
      clearTimeout(pause);
      pause = undefined;
      isSent = true;
      forget(key);
    });
    clear.addEventListener("click", () => {
      forget(key);
      form.dispatchEvent(new Event("cleared"));
      form.reset();
      for (const each of fields()) {
        if (["radio", "checkbox"].includes(each.type)) each.checked = false;
        else each.value = "";
        each.dispatchEvent(new Event("change", { bubbles: true }));
      }
      notice.textContent = texts.draftCleared ?? "";
      form.querySelector("input:not([type=hidden]), select, textarea")?.focus();
    });
    const kept = read(key);
    if (kept && !("draftKept" in form.dataset)) restore(kept);
    form.addEventListener("input", () => {
      clearTimeout(pause);
      pause = setTimeout(save, 300);
    });
    form.addEventListener("change", save);
    window.addEventListener("pagehide", () => {
      if (pause) save();
    });
  }

  const HALF_A_DAY = 12 * 3600 * 1000;
  function read(key) {
    try {
      const kept = JSON.parse(localStorage.getItem(key));
      if (kept && Date.now() - kept.at < HALF_A_DAY) return kept;
      localStorage.removeItem(key);
    } catch {
      /* nothing is kept where the browser keeps nothing */
    }
    return null;
  }
  function write(key, kept) {
    try {
      localStorage.setItem(key, JSON.stringify(kept));
    } catch {
      /* as above */
    }
  }
  function forget(key) {
    try {
      localStorage.removeItem(key);
    } catch {
      /* as above */
    }
  }

  /* The page of a case that was just opened: what was kept of it on the device goes. */
  function draftSent(element) {
    forget(`draft:${element.dataset.draftSent}`);
  }

  /* <form data-confirm="Heading" data-confirm-text="…">: asks in a dialog before it is sent. */
  function askFirst(form) {
    let confirmed = false;
    form.addEventListener("submit", (event) => {
      if (confirmed) return;
      event.preventDefault();
      const { submitter } = event;
      const dialog = confirmation(form.dataset.confirm, form.dataset.confirmText);
      dialog.addEventListener("close", () => {
        dialog.remove();
        if (dialog.returnValue !== "yes") return;
        confirmed = true;
        form.requestSubmit(submitter);
        confirmed = false;
      });
      document.body.append(dialog);
      dialog.showModal();
    });
  }

  function confirmation(heading, text) {
    const button = (kind, value, label) =>
      create("button", { class: `button button-${kind}`, value }, label ?? "");
    return create(
      "dialog",
      { class: "confirm", "aria-labelledby": "confirm-heading" },
      create(
        "form",
        { method: "dialog" },
        create("h2", { id: "confirm-heading" }, heading),
        create("p", {}, text ?? ""),
        create(
          "div",
          { class: "button-row" },
          button("secondary", "no", texts.cancel),
          button("primary", "yes", texts.confirm),
        ),
      ),
    );
  }

  /* <button data-copy="#id">: copies the value or text of that element. */
  function copyButton(button) {
    if (!navigator.clipboard) return;
    button.hidden = false;
    const label = button.querySelector("span") ?? button;
    const before = label.textContent;
    button.addEventListener("click", async () => {
      const source = document.querySelector(button.dataset.copy);
      await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
      label.textContent = texts.copied;
      setTimeout(() => {
        label.textContent = before;
      }, 2500);
    });
  }

  function printButton(button) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  /* On a phone each row of a list of the administration is a card; each value says there what it is. */
  function labelCells(table) {
    const heads = [...table.querySelectorAll("thead th")].map((head) => head.querySelector(".text")?.textContent.trim());
    for (const row of table.querySelectorAll("tbody tr")) {
      [...row.cells].forEach((cell, at) => {
        if (heads[at] && !cell.classList.contains("action-checkbox")) cell.dataset.label = heads[at];
      });
    }
  }

  /* How many characters are left, told aloud only when the writer pauses. */
  function counter(control) {
    const limit = Number(control.dataset.counter || control.maxLength);
    if (!(limit > 0)) return;
    const seen = create("p", { class: "counter", "aria-hidden": "true" });
    const heard = create("p", { class: "sr-only", "aria-live": "polite" });
    control.after(seen, heard);
    let pause;
    const tell = () => {
      const left = limit - control.value.length;
      const text = left < 0 ? fill(texts.charactersOver, -left) : fill(texts.charactersLeft, left);
      seen.textContent = text;
      seen.hidden = left > limit / 2;
      seen.classList.toggle("is-over", left < 0);
      clearTimeout(pause);
      if (!seen.hidden) {
        pause = setTimeout(() => {
          heard.textContent = text;
        }, 1200);
      }
    };
    control.addEventListener("input", tell);
    tell();
  }

  /* Says that files are too many or too large before they are sent: a proxy would cut the line, and the text with it.
     The server asks the same again. */
  function fileLimits(input) {
    const { maxFiles, maxTotal } = input.dataset;
    if (!maxFiles) return;
    const megabytes = (bytes) => Math.floor(bytes / 1048576);
    const alert = create("p", { class: "form-error-message", "aria-live": "assertive", id: `${input.id}_too_large` });
    input.before(alert);
    const trouble = () => {
      const files = [...input.files];
      const large = files.find((file) => file.size > mostBytes(input, file) && !beingMadeSmaller.has(mark(file)));
      const total = files.reduce((sum, file) => sum + (beingMadeSmaller.has(mark(file)) ? 0 : file.size), 0);
      if (large) return (texts.fileTooLarge ?? "").replace("{name}", large.name).replace("{count}", megabytes(mostBytes(input, large)));
      if (files.length > maxFiles) return fill(texts.filesTooMany, maxFiles);
      if (total > maxTotal) return fill(texts.filesTooLarge, megabytes(maxTotal));
      return "";
    };
    const tell = () => {
      alert.textContent = trouble();
      alert.hidden = alert.textContent === "";
      input.closest(".form-group")?.classList.toggle("form-error", alert.textContent !== "");
      const about = (input.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== alert.id);
      if (alert.textContent) about.push(alert.id);
      input.setAttribute("aria-describedby", about.join(" "));
      input.setAttribute("aria-invalid", String(alert.textContent !== ""));
      return alert.textContent;
    };
    input.addEventListener("change", tell);
    input.form?.addEventListener(
      "submit",
      (event) => {
        if ([...input.files].some((file) => beingMadeSmaller.has(mark(file)))) {
          event.preventDefault(); /* in a moment */
          event.stopImmediatePropagation();
          input.addEventListener("change", () => input.form.requestSubmit(event.submitter), { once: true });
          return;
        }
        if (!tell()) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        input.focus();
      },
      { capture: true },
    );
  }

  /* The chosen files with name and size, and a small picture of those that are pictures. Who chooses again adds to
     them, except to one that was too large; each can be taken away. */
  function filePreview(input) {
    const list = create("ul", { class: "file-list", "aria-live": "polite" });
    input.after(list);
    let chosen = [...input.files];
    const choose = (files) => {
      const choice = new DataTransfer();
      for (const file of files) choice.items.add(file);
      chosen = [...choice.files];
      input.files = choice.files;
    };
    const isChosen = (file) => chosen.some((each) => mark(each) === mark(file));
    const fits = (file) =>
      !input.dataset.maxBytes || file.size <= mostBytes(input, file) || beingMadeSmaller.has(mark(file));
    const tellChange = () => input.dispatchEvent(new Event("change", { bubbles: true }));
    const remove = (file) => {
      choose(chosen.filter((each) => mark(each) !== mark(file)));
      tellChange();
      input.focus();
    };
    const replace = (file, other) => {
      choose(chosen.map((each) => (mark(each) === mark(file) ? other : each)));
      tellChange();
    };
    const lighten = async (file) => {
      beingMadeSmaller.add(mark(file));
      const smaller = await madeSmaller(file).catch(() => null);
      beingMadeSmaller.delete(mark(file));
      if (!isChosen(file)) return;
      if (smaller && smaller.size < file.size) replace(file, smaller);
      else tellChange();
    };
    const show = () => list.replaceChildren(...chosen.map((file) => fileRow(file, remove, replace)));
    input.addEventListener(
      "change",
      () => {
        const now = [...input.files];
        if (now.length !== chosen.length || !now.every(isChosen)) {
          choose([...chosen.filter(fits), ...now.filter((file) => !isChosen(file) || !fits(file))]);
          for (const file of chosen.filter(isHeavy)) lighten(file);
        }
        show();
      },
      { capture: true },
    );
    input.form?.addEventListener("cleared", () => {
      choose([]);
      show();
    });
    show();
  }

  /* A photo of a new phone is larger than what is taken. Made as small here as the server makes it, it is, goes over a
     slow line in a quarter of the time, and leaves place and device behind. What this browser cannot open goes as it is. */
  const HEAVY = 4 * 1048576;
  const LONGEST_SIDE = 4096;
  const mark = (file) => `${file.name}/${file.size}/${file.lastModified}`; /* a browser may hand out other objects */
  const beingMadeSmaller = new Set();
  const tried = new Set();
  const isHeavy = (file) =>
    file.size > HEAVY && file.type.startsWith("image/") && file.type !== "image/gif" && !tried.has(mark(file));
  async function madeSmaller(file) {
    tried.add(mark(file));
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = create("canvas", {
      width: Math.round(picture.width * scale),
      height: Math.round(picture.height * scale),
    });
    const pen = canvas.getContext("2d");
    pen.fillStyle = "white"; /* behind what can be seen through */
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const data = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.88));
    const smaller = new File([data], `${file.name.replace(/\.[^.]+$/, "")}.jpg`, {
      type: "image/jpeg",
      lastModified: file.lastModified,
    });
    tried.add(mark(smaller));
    return smaller;
  }

  const mostBytes = ({ dataset }, file) => Number(file.type.startsWith("video/") ? dataset.maxFilm : dataset.maxBytes);

  function fileRow(file, remove, replace) {
    const format = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
    const told = create("span", {}, `${file.name} (${format.format(Math.max(file.size / 1048576, 0.1))} MB)`);
    const kind = create("span", { class: "file-kind", "aria-hidden": "true" }, letters(file));
    const row = create("li", {}, kind, told);
    const away = create("button", { class: "link-button", type: "button" }, texts.remove ?? "");
    away.append(create("span", { class: "sr-only" }, ` ${file.name}`));
    away.addEventListener("click", () => remove(file));
    row.append(away);
    if (file.type.startsWith("image/")) {
      createImageBitmap(file, { resizeHeight: 112 })
        .then((picture) => {
          kind.replaceWith(thumbnail(picture));
          offerCover(row, away, file, replace);
        })
        .catch(() => {}); /* not a picture that this browser can open: the server will look at it */
    }
    pagesOf(file)
      .then((count) => {
        if (count) told.append(` · ${fill(texts.pages, count)}`);
      })
      .catch(() => {});
    return row;
  }

  /* What stands in the place of a picture: the ending of the name, as on an icon. */
  const letters = ({ name }) => (name.match(/\.([^.]{1,4})$/)?.[1] ?? "?").toUpperCase();

  /* How many pages a PDF says that it has, where it says so in plain letters. */
  const PAGES = /\/Type\s*\/Pages\b[^>]*?\/Count\s+(\d+)|\/Count\s+(\d+)[^>]*?\/Type\s*\/Pages\b/g;
  async function pagesOf(file) {
    if (file.type !== "application/pdf") return 0;
    const content = new TextDecoder("latin1").decode(await file.arrayBuffer());
    return Math.max(0, ...[...content.matchAll(PAGES)].map((found) => Number(found[1] ?? found[2])));
  }

  /* Where the page brought the editor along (cover.js), parts of a picture can be covered before it is sent. */
  function offerCover(row, before, file, replace) {
    if (!window.coverPicture) return;
    const cover = create("button", { class: "link-button", type: "button" }, texts.cover ?? "");
    cover.append(create("span", { class: "sr-only" }, ` ${file.name}`));
    cover.addEventListener("click", async () => {
      const covered = await window.coverPicture(file);
      if (covered) replace(file, covered);
    });
    before.before(cover);
  }

  function thumbnail(picture) {
    const canvas = create("canvas", { "aria-hidden": "true", width: picture.width, height: picture.height });
    canvas.getContext("2d").drawImage(picture, 0, 0);
    return canvas;
  }

  /* A long <select data-combobox> becomes a field to type in. The select stays in the form and holds the value. */
  class Combobox {
    constructor(select) {
      this.select = select;
      this.choices = [...select.options].filter((option) => option.value).map(toChoice);
      this.shown = [];
      this.active = -1;
      this.build();
      this.listen();
    }

    build() {
      const { select } = this;
      const { id } = select;
      this.list = create("ul", { role: "listbox", id: `${id}_list`, class: "combobox__list", hidden: "" });
      this.status = create("p", { class: "sr-only", "aria-live": "polite" });
      this.input = create("input", {
        type: "text",
        id,
        class: "form-input",
        role: "combobox",
        autocomplete: "off",
        spellcheck: "false",
        "aria-autocomplete": "list",
        "aria-expanded": "false",
        "aria-controls": `${id}_list`,
      });
      for (const name of ["aria-describedby", "aria-invalid"]) {
        if (select.hasAttribute(name)) this.input.setAttribute(name, select.getAttribute(name));
      }
      if (select.required) this.input.setAttribute("aria-required", "true");
      const label = document.querySelector(`label[for="${id}"]`);
      if (label) {
        label.id ||= `${id}_label`;
        this.list.setAttribute("aria-labelledby", label.id);
      }
      select.id = `${id}_select`;
      select.hidden = true;
      this.input.value = select.value ? select.selectedOptions[0].label.trim() : "";
      this.box = create("div", { class: "combobox" }, this.input, this.list, this.status);
      select.before(this.box);
    }

    listen() {
      const { input, list } = this;
      input.addEventListener("input", () => {
        this.choose(null);
        this.open();
      });
      input.addEventListener("click", () => this.open());
      input.addEventListener("keydown", (event) => this.onKey(event));
      input.addEventListener("blur", () => this.leave());
      list.addEventListener("mousedown", (event) => event.preventDefault()); /* the field keeps the focus */
      list.addEventListener("click", (event) => {
        const option = event.target.closest("[role=option]");
        if (option) this.take(this.shown[Number(option.dataset.index)]);
      });
    }

    onKey(event) {
      const { key } = event;
      if (key === "ArrowDown" || key === "ArrowUp") {
        event.preventDefault();
        if (this.list.hidden) this.open();
        this.move(key === "ArrowDown" ? 1 : -1);
      } else if (key === "Enter") {
        event.preventDefault(); /* who chooses a place does not send */
        if (this.active >= 0) this.take(this.shown[this.active]);
        else this.leave();
      } else if (key === "Escape" && !this.list.hidden) {
        event.preventDefault();
        this.close();
      }
    }

    open() {
      const chosen = this.select.value;
      const wanted = chosen ? [] : words(this.input.value);
      this.shown = this.choices.filter((choice) => wanted.every((word) => choice.found.includes(word)));
      this.list.replaceChildren(...this.shown.map((choice, index) => this.row(choice, index)));
      if (!this.shown.length) {
        this.list.append(create("li", { class: "combobox__none", role: "presentation" }, texts.noMatch ?? ""));
      }
      this.status.textContent = this.shown.length ? fill(texts.matches, this.shown.length) : texts.noMatch;
      this.list.hidden = false;
      this.input.setAttribute("aria-expanded", "true");
      this.mark(this.shown.findIndex((choice) => choice.value === chosen && chosen));
    }

    row({ label, group }, index) {
      const row = create(
        "li",
        { role: "option", id: `${this.list.id}_${index}`, "data-index": index, "aria-selected": "false" },
        label,
      );
      if (group) row.append(create("span", { class: "combobox__group" }, group));
      return row;
    }

    move(step) {
      if (!this.shown.length) return;
      const last = this.shown.length - 1;
      const next = this.active + step;
      this.mark(next < 0 ? last : next > last ? 0 : next);
    }

    mark(index) {
      this.active = index;
      const rows = [...this.list.querySelectorAll("[role=option]")];
      rows.forEach((row, at) => row.setAttribute("aria-selected", String(at === index)));
      if (index < 0) {
        this.input.removeAttribute("aria-activedescendant");
        return;
      }
      this.input.setAttribute("aria-activedescendant", rows[index].id);
      rows[index].scrollIntoView({ block: "nearest" });
    }

    close() {
      this.list.hidden = true;
      this.active = -1;
      this.input.setAttribute("aria-expanded", "false");
      this.input.removeAttribute("aria-activedescendant");
    }

    take(choice) {
      this.input.value = choice.label;
      this.choose(choice);
      this.close();
    }

    choose(choice) {
      const value = choice?.value ?? "";
      if (this.select.value === value) return;
      this.select.value = value;
      this.select.dispatchEvent(new Event("change", { bubbles: true }));
    }

    /* Text that can only mean one of the choices is that choice. */
    leave() {
      const wanted = words(this.input.value);
      if (!this.select.value && wanted.length) {
        const fitting = this.choices.filter((choice) => wanted.every((word) => choice.found.includes(word)));
        const exact = fitting.filter((choice) => choice.label.toLowerCase() === this.input.value.trim().toLowerCase());
        const only = exact.length === 1 ? exact : fitting;
        if (only.length === 1) this.take(only[0]);
      }
      this.close();
    }
  }

  /* Compared so that "aa" finds "å" and "e" finds "é". */
  const plain = (text) =>
    text
      .toLowerCase()
      .replaceAll("å", "aa")
      .replaceAll("æ", "ae")
      .replaceAll("ø", "oe")
      .normalize("NFD")
      .replace(/\p{Mn}/gu, "");
  const words = (text) => plain(text).split(/\s+/).filter(Boolean);
  const toChoice = (option) => {
    const label = option.label.trim();
    const group = option.parentElement.label ?? "";
    return { value: option.value, label, group, found: plain(`${label} ${group}`) };
  };
  function combobox(select) {
    new Combobox(select);
  }

  /* <details data-found hidden>: where scripts run it has its place from the beginning, so that what arrives in it moves
     nothing. Where the page is wide it stands beside the form, open. */
  function found(details) {
    details.hidden = false;
    if (window.matchMedia("(min-width: 1232px)").matches) details.open = true;
  }

  /* <details data-open-for="field=value">: opens when that choice is made. */
  function openFor(details) {
    const [name, value] = details.dataset.openFor.split("=");
    const form = details.closest("form");
    form.addEventListener("change", (event) => {
      if (event.target.name === name && event.target.value === value) details.open = true;
    });
  }

  /* What is swapped in above a control must not push it away under the finger: the page is moved along, so that
     everything from [data-steady] on stays where it is on the screen. */
  const steady = () => document.querySelector("[data-steady]")?.getBoundingClientRect().top ?? null;
  let steadyAt = null;
  const stay = () => {
    const now = steady();
    if (steadyAt === null || now === null) return;
    if (steadyAt < window.innerHeight) window.scrollBy({ top: now - steadyAt, behavior: "instant" });
    else steadyAt = now;
  };
  document.addEventListener("htmx:beforeSwap", () => {
    steadyAt = steady();
  });
  for (const swapped of ["htmx:oobAfterSwap", "htmx:afterSwap"]) document.addEventListener(swapped, stay);

  function enhance(part) {
    each(part, "details[data-found]", found);
    each(part, "details[data-open-for]", openFor);
    each(part, "form[data-draft]", draft);
    each(part, "[data-draft-sent]", draftSent);
    each(part, "select[data-combobox]", combobox);
    each(part, "form[data-confirm]", askFirst);
    each(part, "form[data-once]", sendOnce);
    each(part, "#result_list", labelCells);
    each(part, "[data-copy]", copyButton);
    each(part, "[data-print]", printButton);
    each(part, "textarea[maxlength], [data-counter]", counter);
    each(part, "input[type=file]", filePreview);
    each(part, "input[type=file]", fileLimits);
    each(part, "[data-error-summary]", errorSummary);
  }

  /* A long menu opens at the page one is on. */
  const here = document.querySelector("#nav-sidebar .current-model");
  const menu = here?.closest("#nav-sidebar");
  if (menu) {
    const end = Math.min(menu.getBoundingClientRect().bottom, window.innerHeight);
    const below = here.getBoundingClientRect().bottom - end;
    if (below > 0) menu.scrollTop += below + menu.clientHeight / 3;
  }

  enhance(document);
  document.addEventListener("htmx:load", (event) => enhance(event.detail.elt));
  document.addEventListener("formset:added", (event) => enhance(event.target));
})();
