/* Drawing the areas of a picture that are covered. The numbers in the fields say what is covered; drawing only writes
   them, so that whoever types does the same. `coverPicture(file)` does it with a picture that was not sent yet. */
"use strict";

(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const LONGEST_SIDE = 4096;
  const NAMES = ["left", "top", "width", "height"];
  const round = (number) => Math.round(number * 10) / 10;
  const within = (number) => Math.min(100, Math.max(0, number));

  function fieldsOf(area) {
    return NAMES.map((name) => area.querySelector(`[name$="-${name}"]`));
  }

  function numbersOf(area) {
    const numbers = fieldsOf(area).map((field) => (field.value === "" ? NaN : Number(field.value)));
    return numbers.every((number) => number >= 0 && number <= 100) && numbers[2] && numbers[3] ? numbers : null;
  }

  function cover(root) {
    const stage = root.querySelector(".cover__stage");
    const drawing = root.querySelector(".cover__areas");
    const areas = [...root.querySelectorAll("[data-cover-area]")];
    root.querySelector("[data-cover-draw]").hidden = false;
    const show = () => {
      drawing.replaceChildren(
        ...areas.map(numbersOf).filter(Boolean).map(([left, top, width, height]) => {
          const shape = document.createElementNS(SVG, "rect");
          for (const [name, value] of Object.entries({ x: left, y: top, width, height })) shape.setAttribute(name, value);
          return shape;
        }),
      );
    };
    const at = (event) => {
      const frame = stage.getBoundingClientRect();
      return [
        within((100 * (event.clientX - frame.left)) / frame.width),
        within((100 * (event.clientY - frame.top)) / frame.height),
      ];
    };
    let drawn = null;
    stage.addEventListener("pointerdown", (event) => {
      const empty = areas.find((area) => fieldsOf(area).every((field) => field.value === ""));
      if (!empty || event.button !== 0) return;
      event.preventDefault();
      stage.setPointerCapture(event.pointerId);
      drawn = { area: empty, from: at(event) };
    });
    stage.addEventListener("pointermove", (event) => {
      if (!drawn) return;
      const to = at(event);
      const numbers = [0, 1].map((axis) => Math.min(drawn.from[axis], to[axis]));
      numbers.push(...[0, 1].map((axis) => Math.abs(drawn.from[axis] - to[axis])));
      fieldsOf(drawn.area).forEach((field, index) => {
        field.value = round(numbers[index]);
      });
      show();
    });
    const end = () => {
      if (drawn && !numbersOf(drawn.area)) for (const field of fieldsOf(drawn.area)) field.value = "";
      drawn = null;
      show();
    };
    stage.addEventListener("pointerup", end);
    stage.addEventListener("pointercancel", end);
    root.addEventListener("input", show);
    show();
    return () => areas.map(numbersOf).filter(Boolean);
  }

  const editor = document.getElementById("cover-editor");
  if (editor) {
    /* The picture with the areas painted over, as a file of the same name; null when somebody thought better of it. */
    window.coverPicture = async (file) => {
      const picture = await createImageBitmap(file);
      const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      const pen = canvas.getContext("2d");
      pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
      const dialog = document.createElement("dialog");
      dialog.className = "confirm cover-dialog";
      dialog.setAttribute("aria-labelledby", "cover-heading");
      dialog.append(editor.content.cloneNode(true));
      dialog.querySelector(".cover__stage").prepend(canvas);
      const areas = cover(dialog.querySelector("[data-cover]"));
      document.body.append(dialog);
      const answer = await new Promise((resolve) => {
        for (const button of dialog.querySelectorAll("button[value]")) {
          button.addEventListener("click", () => dialog.close(button.value));
        }
        dialog.addEventListener("close", () => resolve(dialog.returnValue));
        dialog.showModal();
      });
      dialog.remove();
      if (answer !== "yes" || !areas().length) return null;
      pen.fillStyle = "black";
      for (const [left, top, width, height] of areas()) {
        const x = Math.floor((canvas.width * left) / 100);
        const y = Math.floor((canvas.height * top) / 100);
        pen.fillRect(x, y, Math.ceil((canvas.width * width) / 100) + 1, Math.ceil((canvas.height * height) / 100) + 1);
      }
      const kind = file.type === "image/png" ? "image/png" : "image/jpeg";
      const data = await new Promise((resolve) => canvas.toBlob(resolve, kind, 0.9));
      const name = kind === "image/png" ? file.name : `${file.name.replace(/\.[^.]+$/, "")}.jpg`;
      return new File([data], name, { type: kind, lastModified: Date.now() });
    };
  }

  for (const root of document.querySelectorAll("form [data-cover]")) cover(root);
})();
