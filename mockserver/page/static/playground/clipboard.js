// Copying a text, also where the browser has no clipboard for this page: then the text is selected.

import { words } from "./words.js";

/** Copy *text*; *shown*, if there is one, is selected when that is not allowed. Returns what to say. */
export async function copy(text, what, shown = null) {
  try {
    await navigator.clipboard.writeText(text);
    return words.copied(what);
  } catch {
    if (shown) getSelection().selectAllChildren(shown);
    return words.notCopied;
  }
}
