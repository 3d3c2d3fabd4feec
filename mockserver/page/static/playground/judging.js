// Judging while one types: the last question wins, however the answers come in.

import { debounced } from "./dom.js";

const PAUSE = 120; // milliseconds without a change

/** Make the function that asks about *draft* after a change; `told` takes each verdict that is not outdated. */
export function makeJudging(ask, draft, { told, failed }) {
  let latest = 0;
  let asking = null;

  async function judge() {
    const mine = ++latest;
    asking?.abort();
    asking = new AbortController();
    try {
      const answer = await ask("POST", "/_mock/judge", { body: { request: draft.copy() }, signal: asking.signal });
      if (mine !== latest) return;
      if (answer.status === 200) told(answer.body);
      else failed(answer);
    } catch (error) {
      if (mine === latest) throw error; // else a later question took its place
    }
  }

  return debounced(judge, PAUSE);
}
