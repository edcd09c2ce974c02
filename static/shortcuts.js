/* Keys for the queue and the case. Single letters, so they can be switched off (WCAG 2.1.4) and never work while
   somebody types. Focus itself moves, so what is chosen is what the browser shows and Enter opens. */
"use strict";

(() => {
  const dialog = document.getElementById("shortcuts");
  if (!dialog) return;
  const KEPT = "shortcuts";
  const on = () => localStorage.getItem(KEPT) !== "off";
  const all = (selector) => [...document.querySelectorAll(selector)];
  const rows = () => all(".queue-row__subject a");
  const row = () => document.activeElement?.closest(".queue-row");

  /* On a case: the one before or after it in the list that one came from. */
  const neighbour = (way) => {
    const link = document.querySelector(`.breadcrumbs a[rel=${way > 0 ? "next" : "prev"}]`);
    link?.click();
    return Boolean(link);
  };

  const move = (way) => {
    const links = rows();
    if (!links.length) return neighbour(way);
    const current = row();
    const at = current ? links.findIndex((link) => current.contains(link)) : way > 0 ? -1 : 0;
    const next = links[Math.min(Math.max(at + way, 0), links.length - 1)];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
    return true;
  };

  /* On the case: shows the form and puts the cursor in it. In a list: opens the chosen case there. */
  const write = (name) => {
    const link = row()?.querySelector(".queue-row__subject a");
    if (link) {
      location.assign(`${link.href}#${name}`);
      return true;
    }
    return show(name);
  };

  const show = (name) => {
    const tab = document.getElementById(`composer-${name}`);
    if (tab) {
      tab.checked = true;
      tab.dispatchEvent(new Event("change", { bubbles: true }));
    }
    const field = document.getElementById(`id_${name}-${name === "escalate" ? "reason" : "text"}`);
    if (!field) return false;
    const folded = field.closest("details");
    if (folded) folded.open = true;
    field.focus();
    field.scrollIntoView({ block: "center" });
    return true;
  };

  /* On the case: presses the button of the verb, or goes to it where it cannot be undone. In the list: on what is
     ticked or, where nothing is, on the chosen case; there it can be undone. */
  const press = (verb) => {
    if (row()) return pressInList(verb);
    const button = document.querySelector(`button[data-key="${verb}"]`);
    if (!button) return false;
    button.scrollIntoView({ block: "center" });
    button.focus();
    if (!("keyGoes" in button.dataset)) button.click();
    return true;
  };

  const pressInList = (verb) => {
    const form = row().closest("form.queue-form");
    const choice = form?.querySelector("#bulk-verb");
    if (!choice?.querySelector(`option[value="${verb}"]`)) return false;
    if (!form.querySelector("input[name=case]:checked")) tick();
    choice.value = verb;
    form.requestSubmit();
    return true;
  };

  const tick = () => {
    const box = row()?.querySelector("input[type=checkbox]");
    box?.click();
    return Boolean(box);
  };

  const search = () => {
    const field = document.getElementById("filter-q");
    field?.focus();
    field?.select();
    return Boolean(field);
  };

  const open = () => {
    const link = document.querySelector("a[data-open-for]");
    link?.click();
    return Boolean(link);
  };

  const help = () => {
    dialog.showModal();
    return true;
  };

  const KEYS = {
    j: () => move(1),
    k: () => move(-1),
    x: tick,
    r: () => write("answer"),
    n: () => write("note"),
    e: () => write("escalate"),
    t: () => press("take"),
    a: () => press("accept"),
    s: () => press("resolve"),
    c: open,
    "/": search,
    "?": help,
  };

  const types = (element) =>
    element?.isContentEditable || element?.matches?.("textarea, select, input:not([type=checkbox], [type=radio])");

  /* Ctrl and Enter, or Command and Enter, send what one writes: a letter with a modifier works while one types. */
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing || !on()) return;
    const button = event.target.closest?.("form[data-draft]")?.querySelector("button[data-send]");
    if (!button || !event.target.matches("textarea")) return;
    event.preventDefault();
    button.click();
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    if (!on() || types(event.target) || document.querySelector("dialog[open]")) return;
    if (KEYS[event.key]?.()) event.preventDefault();
  });

  const named = location.hash.slice(1);
  if (["answer", "note", "escalate"].includes(named)) show(named);

  const box = dialog.querySelector("[data-shortcuts-on]");
  box.checked = on();
  box.addEventListener("change", () => localStorage.setItem(KEPT, box.checked ? "on" : "off"));
  for (const button of all("[data-shortcuts]")) {
    button.hidden = false;
    button.addEventListener("click", help);
  }

  /* How many are ticked, beside what can be done with them. */
  const told = document.querySelector("[data-ticked]");
  const form = told?.closest("form");
  const count = () => {
    const ticked = form.querySelectorAll("input[name=case]:checked").length;
    told.textContent = ticked ? told.dataset.ticked.replace("{count}", String(ticked)) : "";
  };
  form?.addEventListener("change", count);
  if (form) window.addEventListener("pageshow", count);
})();
