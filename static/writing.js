/* What a field in which Markdown is written gains when scripts run: buttons for its marks, Ctrl+B and Ctrl+K, a list that
   goes on at Enter, and buttons that bring a picture or a file to the caret. The text stays what it is without: plain, with marks that anybody may type. */
"use strict";

(() => {
  const template = document.getElementById("writing-bar");
  if (!template) return;
  const ITEM = /^( {0,3})(?:([-*+])|(\d{1,9})([.)])) +/;

  /* One field with its bar. Every change goes through `put`, so that the browser can undo it. */
  class Writing {
    constructor(area) {
      this.area = area;
      this.bar = template.content.firstElementChild.cloneNode(true);
      this.bar.setAttribute("aria-controls", area.id);
      this.buttons = [...this.bar.querySelectorAll("button")];
      this.bar.addEventListener("click", (event) => this.press(event.target.closest("button")));
      this.bar.addEventListener("keydown", (event) => this.move(event));
      area.addEventListener("keydown", (event) => this.onKey(event));
      area.before(this.bar);
      this.reach(this.buttons[0]);
    }

    get chosen() {
      return this.area.value.slice(this.area.selectionStart, this.area.selectionEnd);
    }

    /* The whole lines that hold what is chosen. */
    get lines() {
      const { value, selectionStart, selectionEnd } = this.area;
      const end = value.indexOf("\n", selectionEnd);
      return [value.slice(0, selectionStart).lastIndexOf("\n") + 1, end < 0 ? value.length : end];
    }

    press(button) {
      if (!button) return;
      this.reach(button);
      this.write(button.dataset.mark, button.dataset.says);
    }

    write(mark, says = "") {
      this.area.focus();
      if (mark === "bold") this.around("**");
      else if (mark === "link") this.link();
      else if (mark === "box") this.atLines((line, at) => (at ? `> ${line}` : `> **${says}** ${line}`));
      else if (mark === "steps") this.atLines((line, at) => `${at + 1}. ${line}`);
      else if (mark === "list") this.atLines((line) => `- ${line}`);
      else this.atLines((line) => `# ${line}`);
    }

    /* Puts the mark on both sides of what is chosen, or takes it away where it stands there already. */
    around(mark) {
      const { value, selectionStart: start, selectionEnd: end } = this.area;
      const { length } = mark;
      const within = value.slice(start - length, start) === mark && value.slice(end, end + length) === mark;
      if (within) this.put(this.chosen, start - length, end + length, 0, end - start);
      else this.put(mark + this.chosen + mark, start, end, length, length + end - start);
    }

    link() {
      const { chosen } = this;
      const { selectionStart: start, selectionEnd: end } = this.area;
      const isAddress = /^(https?:\/\/|mailto:)\S+$/.test(chosen);
      if (isAddress) this.put(`[](${chosen})`, start, end, 1, 1);
      else this.put(`[${chosen}](https://)`, start, end, chosen.length + 3, chosen.length + 11);
    }

    /* Begins each line anew, without the mark that it had; with an empty line before, so that it is a part of its own. */
    atLines(begun) {
      const [start, end] = this.lines;
      const bare = (line) => line.replace(/^(?:#{1,6}|>) +/, "").replace(ITEM, "");
      const before = this.area.value.slice(0, start);
      const gap = /(^|\n\n)$/.test(before) ? "" : "\n";
      const text = gap + this.area.value.slice(start, end).split("\n").map(bare).map(begun).join("\n");
      this.put(text, start, end, text.length, text.length);
    }

    /* Takes what stands for a picture or a file from its place, and puts it where the caret was. */
    bring(text) {
      const { area } = this;
      const from = area.value.indexOf(text);
      let at = area.selectionStart;
      area.focus();
      if (from >= 0) {
        const end = from + text.length;
        const start = from - /\n*$/.exec(area.value.slice(0, from))[0].length;
        if (at > start) at = Math.max(start, at - (end - start));
        this.put("", start, end, 0, 0);
      }
      const gap = text.startsWith("!") ? "\n" : " ";
      const before = at && !/\s/.test(area.value[at - 1]) ? gap : "";
      const after = at < area.value.length && !/\s/.test(area.value[at]) ? gap : "";
      const whole = before + text + after;
      this.put(whole, at, at, whole.length, whole.length);
    }

    put(text, start, end, from, to) {
      const { area } = this;
      area.setSelectionRange(start, end);
      if (!document.execCommand("insertText", false, text)) {
        area.setRangeText(text, start, end, "end");
        area.dispatchEvent(new Event("input", { bubbles: true }));
      }
      area.setSelectionRange(start + from, start + to);
    }

    onKey(event) {
      if (event.defaultPrevented || event.isComposing || event.altKey || event.shiftKey) return;
      const command = event.ctrlKey || event.metaKey;
      const mark = command && { b: "bold", k: "link" }[event.key.toLowerCase()];
      if (mark) {
        event.preventDefault();
        this.write(mark);
      } else if (event.key === "Enter" && !command && this.goOn()) event.preventDefault();
    }

    /* A new line in a list is its next item; an empty item ends the list. */
    goOn() {
      const { value, selectionStart: at, selectionEnd } = this.area;
      const [start] = this.lines;
      const item = at === selectionEnd && ITEM.exec(value.slice(start, at));
      if (!item) return false;
      const [whole, indent, bullet, number, sign] = item;
      const next = `\n${indent}${bullet ?? Number(number) + 1 + sign} `;
      if (whole.length === at - start) this.put("", start, at, 0, 0);
      else this.put(next, at, at, next.length, next.length);
      return true;
    }

    /* One stop of the tab key, and arrows within, as in every bar of tools. */
    move(event) {
      const at = this.buttons.indexOf(document.activeElement);
      const last = this.buttons.length - 1;
      const to = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at ? at - 1 : last, Home: 0, End: last }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      this.reach(this.buttons[to]);
      this.buttons[to].focus();
    }

    reach(button) {
      for (const each of this.buttons) each.tabIndex = each === button ? 0 : -1;
    }
  }

  for (const area of document.querySelectorAll("textarea[data-writes]")) {
    const writing = new Writing(area);
    for (const button of document.querySelectorAll(`button[data-into="${area.id}"]`)) {
      button.hidden = false;
      button.addEventListener("click", () => writing.bring(button.dataset.text));
    }
  }
})();
