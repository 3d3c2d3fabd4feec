// The request under construction: a plain JSON object, and the one truth. The form and the text are views of it.

import { arranged, drop, put, read } from "./pointer.js";

/** Make a draft; `changed` is called after every change. */
export function makeDraft(changed) {
  let request = {};
  let fields = [];
  return {
    read: (at) => read(request, at),
    put(at, value) {
      put(request, at, value);
      changed();
    },
    drop(at) {
      drop(request, at);
      changed();
    },
    /** Take another request as it is; it is not shared. */
    replace(other) {
      request = structuredClone(other);
      changed();
    },
    /** Write members in the order of these fields from now on. */
    arrangeBy(others) {
      fields = others;
    },
    copy: () => arranged(structuredClone(request), fields),
    text: () => JSON.stringify(arranged(request, fields), null, 2),
  };
}
