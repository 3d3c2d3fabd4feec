// The last twenty runs, as the original playground keeps them: without the key, and each bound to its world.

const PLACE = "klingmock.playground.history";
const MOST = 20;

/** The runs, newest first; what cannot be read is no history. */
export function runs() {
  try {
    const found = JSON.parse(localStorage.getItem(PLACE) ?? "[]");
    return Array.isArray(found)
      ? found.filter((run) => typeof run?.id === "string" && typeof run.request === "object")
      : [];
  } catch {
    return [];
  }
}

/** Remember a run, or what became of it; the oldest beyond twenty are forgotten. */
export function remember(run) {
  const others = runs();
  const at = others.findIndex((one) => one.id === run.id);
  if (at >= 0) others[at] = { ...others[at], ...run };
  else others.unshift(run);
  keep(others.slice(0, MOST));
}

/** Forget a run, or all. */
export const forget = (id = null) => keep(id === null ? [] : runs().filter((run) => run.id !== id));

function keep(all) {
  for (let most = all.length; most >= 0; most--) {
    try {
      localStorage.setItem(PLACE, JSON.stringify(all.slice(0, most)));
      return;
    } catch {
      // No room: the oldest goes.
    }
  }
}
