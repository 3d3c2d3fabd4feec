// The form of one model: every field that the contract has, each a view of the draft.

import { fill } from "./dom.js";
import { makeField } from "./field.js";
import { ABSENT, inside } from "./pointer.js";
import { problemsOf, spread } from "./problems.js";

/** Make the form of *described*, as the server describes it, inside *root*. */
export function makeForm(described, { root, draft, uploads }) {
  const places = new Map();
  const form = {
    draft,
    uploads,
    place(view) {
      places.set(view.at, view);
      return view;
    },
    displace(at) {
      for (const place of places.keys()) if (place === at || place.startsWith(`${at}/`)) places.delete(place);
    },
    /** Seconds of the whole video, which shots are to sum to. */
    seconds() {
      const field = described.fields.find((one) => one.price === "length" && one.unit === "seconds");
      const value = field ? draft.read(inside("", field.key)) : ABSENT;
      return typeof value === "number" ? value : (field?.default ?? 0);
    },
  };
  draft.arrangeBy(described.fields);
  const fields = described.fields.filter((field) => field.control !== "fixed");
  const views = fields.map((field) => form.place(makeField(field, inside("", field.key), form)));
  fill(root, ...views.map((view) => view.node));
  return {
    sync: () => views.forEach((view) => view.sync()),
    /** Show what the judge says at the fields; returns what is about no field. */
    tell(verdict, { attempted }) {
      const { found, rest } = spread(problemsOf(verdict), places);
      for (const [at, view] of places) view.tell(found.get(at), { attempted });
      return rest;
    },
  };
}
