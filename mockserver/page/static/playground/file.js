// An image: its address, or a file that is judged first, then uploaded through the Files API. A button does all that a
// drop does.

import { show, type } from "./controls.js";
import { fill, make, say, setAttribute } from "./dom.js";
import { ABSENT } from "./pointer.js";
import { problemItem } from "./problems.js";
import { words } from "./words.js";

/** One image. */
export function makeFile(field, at, form, names) {
  const input = make("input", {
    id: names.id,
    type: "text",
    inputmode: "url",
    spellcheck: "false",
    autocomplete: "off",
    "aria-describedby": names.describedBy,
    "aria-required": field.required && "true",
    on: { input: () => type(form, at, input.value) },
  });
  const picker = makeFilePicker(field, at, form, names, { input });
  return {
    node: picker.node,
    sync(value) {
      show(input, value === ABSENT ? "" : String(value));
      picker.showUploaded(value);
    },
    mark: (wrong) => setAttribute(input, "aria-invalid", wrong && "true"),
  };
}

/** The place for files: a button, and a surface to drop them on. Without an *input* each becomes an item of the list. */
export function makeFilePicker(field, at, form, { id }, { input = null } = {}) {
  const many = input === null;
  const limits = (many ? field.item : field).files;
  const accept = limits.formats.flatMap((one) => (one === "jpeg" ? [".jpg", ".jpeg"] : [`.${one}`])).join(",");
  const chooser = make("input", {
    type: "file",
    id: `${id}-file`,
    class: "chooser",
    accept: accept || "image/*",
    multiple: many,
    "aria-label": words.chooseFileFor(field.label),
    on: { change: () => take(chooser.files) },
  });
  const label = make("label", { for: `${id}-file`, class: "button" }, many ? words.chooseFiles : words.chooseFile);
  const preview = make("img", { class: "preview", alt: "", hidden: true });
  const status = make("p", { class: "upload-status", role: "status" });
  const refusals = make("ul", { class: "problems refusals", role: "list" });
  const surface = make(
    "div",
    { class: "drop", on: { dragover: allow, dragleave: leave, drop: dropped } },
    preview,
    input,
    make(
      "span",
      { class: "drop-words" },
      chooser,
      label,
      " ",
      make("span", { class: "or-drop" }, many ? words.dropHereMany : words.dropHere),
    ),
    status,
    refusals,
  );

  function allow(event) {
    event.preventDefault();
    surface.classList.add("over");
  }

  function leave() {
    surface.classList.remove("over");
  }

  function dropped(event) {
    event.preventDefault();
    leave();
    take(event.dataTransfer.files);
  }

  async function take(files) {
    const wanted = many ? [...files] : [...files].slice(0, 1);
    chooser.value = "";
    fill(refusals);
    // One after the other: each is judged beside those before it.
    for (const file of wanted) await takeOne(file);
  }

  async function takeOne(file) {
    const found = await form.uploads.take(file, at, { many, tell: (text) => say(status, text) });
    if (found.refused)
      refusals.append(...found.refused.map((problem) => problemItem({ ...problem, severity: "error" })));
    say(status, found.said);
  }

  return {
    node: surface,
    showUploaded(value) {
      const known = value === ABSENT ? null : form.uploads.known(value);
      preview.hidden = known === null;
      if (known !== null && preview.getAttribute("src") !== known.url) preview.src = known.url;
    },
  };
}
