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

  const move = (step) => {
    const links = rows();
    if (!links.length) return false;
    const current = row();
    const at = current ? links.findIndex((link) => current.contains(link)) : step > 0 ? -1 : 0;
    const next = links[Math.min(Math.max(at + step, 0), links.length - 1)];
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
    c: open,
    "/": search,
    "?": help,
  };

  const types = (element) =>
    element?.isContentEditable || element?.matches?.("textarea, select, input:not([type=checkbox], [type=radio])");

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
