// A request in the fragment of a link: a browser keeps that part to itself, so no server and no log ever sees it.

const MARK = "#request=";

/** Write the link that opens the playground with *request*. */
export function linkTo(request, here) {
  const bytes = new TextEncoder().encode(JSON.stringify(request));
  const letters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  const word = btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  return here.split("#")[0] + MARK + word;
}

/** Read the request that a fragment carries; null without one, an error when it is damaged. */
export function requestIn(fragment) {
  if (!fragment.startsWith(MARK)) return null;
  const word = fragment.slice(MARK.length).replaceAll("-", "+").replaceAll("_", "/");
  const bytes = Uint8Array.from(atob(word), (letter) => letter.charCodeAt(0));
  const request = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  if (typeof request !== "object" || request === null || Array.isArray(request)) throw new Error("no object");
  return request;
}
