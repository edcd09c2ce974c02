/* <form data-parts>: on a telephone its parts come one at a time. A part is there when the one before it is answered, or
   at the press of [data-next]; what is there stays. `data-part="a;b c"`: answered when a, and b or c, have a value. On a
   wide screen, and without this script, the form is one page. */
"use strict";

(() => {
  const form = document.querySelector("form[data-parts]");
  if (!form) return;
  const narrow = window.matchMedia("(max-width: 767px)");
  const parts = [...form.querySelectorAll("[data-part]")];
  const next = form.querySelector("[data-next]");
  let there = 1;

  const isAnswered = (part) => {
    const told = new FormData(form);
    const has = (name) => Boolean(String(told.get(name) ?? "").trim());
    return part.dataset.part.split(";").every((names) => names.split(" ").some(has));
  };

  const show = () => {
    while (there < parts.length && isAnswered(parts[there - 1])) there += 1;
    const shown = narrow.matches ? there : parts.length;
    for (const [index, part] of parts.entries()) part.hidden = index >= shown;
    next.hidden = shown === parts.length;
    next.firstElementChild.textContent = parts[shown]?.dataset.toCome ?? "";
  };

  next.querySelector("button").addEventListener("click", () => {
    const part = parts[there];
    there += 1;
    show();
    part.querySelector("input:not([type=hidden]), textarea")?.focus();
  });
  form.addEventListener("input", show);
  form.addEventListener("change", show);
  window.addEventListener("pageshow", show);
  narrow.addEventListener("change", show);
  show();
})();
