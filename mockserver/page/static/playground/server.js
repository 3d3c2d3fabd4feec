// Asks the server that served the page, with the key that the user typed.

/** A secret lives as long as the tab; it is in no link, no snippet and no history. */
const secret = (place, otherwise) => ({
  get: () => sessionStorage.getItem(place) ?? otherwise,
  set: (value) => sessionStorage.setItem(place, value),
});

export const apiKey = secret("klingmock.playground.key", "sk-playground");

/** Only a server that was started with one asks for it, and only for the control routes. */
export const controlToken = secret("klingmock.playground.token", "");

/** Ask; a lost answer is an answer with status 0. Bodies are JSON, or a form with a file. */
export async function ask(method, path, { body, headers = {}, signal } = {}) {
  const isForm = body instanceof FormData;
  const token = path.startsWith("/_mock/") ? controlToken.get() : "";
  const control = token === "" ? {} : { "X-Klingmock-Control-Token": token };
  const type = body === undefined || isForm ? {} : { "Content-Type": "application/json" };
  try {
    const answer = await fetch(path, {
      method,
      signal,
      headers: { Authorization: `Bearer ${apiKey.get()}`, Accept: "application/json", ...type, ...control, ...headers },
      body: body === undefined || isForm ? body : JSON.stringify(body),
      redirect: "error",
      credentials: "same-origin",
    });
    return { status: answer.status, body: parsed(await answer.text()), retryAfter: secondsOf(answer.headers) };
  } catch (error) {
    // What is aborted by the caller is no answer; what the browser aborts, as when the page is left, is a lost one.
    if (signal?.aborted) throw error;
    return { status: 0, body: null, retryAfter: 0 };
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Seconds asked for by a number or by a date, which is compared with the Date of the same answer. */
function secondsOf(headers) {
  const asked = headers.get("Retry-After")?.trim() ?? "";
  if (/^\d+$/.test(asked)) return Number(asked);
  const seconds = (Date.parse(asked) - Date.parse(headers.get("Date"))) / 1000;
  return Number.isFinite(seconds) ? Math.max(seconds, 0) : 0;
}
