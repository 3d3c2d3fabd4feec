// From a file to an address: its facts are read, the judge says whether they will do, and only then it is uploaded.

import { ABSENT, put, read } from "./pointer.js";
import { words } from "./words.js";

const HEAD = 512 * 1024; // bytes in which the sides of an image stand, behind whatever preview a camera puts first

/** The uploads of this page; `ask` asks the server, `draft` is the request that they are for. */
export function makeUploads(ask, draft) {
  const uploaded = new Map(); // by address: what is known of it
  let number = 0;

  /** Take *file* for the place *at*; says what became of it, and which rules refuse it. */
  async function take(file, at, { many, tell }) {
    tell(words.reading(file.name));
    const facts = await factsOf(file);
    if (facts === null) return { said: words.uploadFailed(file.name, words.unreachable) };
    const shown = words.facts(facts);
    const refused = await refusals(facts, at, many);
    if (refused === null) return { said: words.uploadFailed(file.name, words.unreachable) };
    if (refused.length) return { said: `${words.refusedFile(file.name)} ${shown}`, refused };
    tell(words.uploading(file.name));
    const answer = await upload(file);
    const url = answer.body?.data?.file_url;
    if (answer.body?.success !== true || typeof url !== "string") {
      const said = answer.body?.msg ?? answer.body?.detail ?? answer.body?.error?.message;
      return {
        said: words.uploadFailed(file.name, said ?? (answer.status ? `HTTP ${answer.status}` : words.unreachable)),
      };
    }
    uploaded.set(url, { url, facts });
    draft.put(...withItem(draft.read(at), at, url, many));
    return { said: `${words.uploaded(file.name)} ${shown}` };
  }

  async function factsOf(file) {
    const head = new Uint8Array(await file.slice(0, HEAD).arrayBuffer());
    const letters = Array.from(head, (byte) => String.fromCharCode(byte)).join("");
    const answer = await ask("POST", "/_mock/judge/image", { body: { head: btoa(letters), bytes: file.size } });
    return answer.status === 200 ? answer.body : null;
  }

  /** The rules that refuse an image with these facts, there: what the judge says with it, and does not say without. */
  async function refusals(facts, at, many) {
    const url = `https://upload.invalid/${++number}`;
    const request = draft.copy();
    const [place, value] = withItem(read(request, at), at, url, many);
    put(request, place, value);
    const errors = async (asked, images) => {
      const answer = await ask("POST", "/_mock/judge", { body: { request: asked, images } });
      return answer.status === 200 ? answer.body.errors : null;
    };
    const [before, unknown, known] = await Promise.all([
      errors(draft.copy(), {}),
      errors(request, {}),
      errors(request, { [url]: facts }),
    ]);
    if (before === null || unknown === null || known === null) return null;
    const crowded = many ? unknown.filter((one) => one.at === at && !among(before, one)) : [];
    return [...crowded, ...known.filter((one) => !among(unknown, one))];
  }

  function upload(file) {
    const body = new FormData();
    body.append("file", file);
    return ask("POST", "/api/v1/files/upload/stream", { body });
  }

  return { take, known: (url) => uploaded.get(url) ?? null };
}

const among = (errors, one) => errors.some((other) => other.rule === one.rule && other.at === one.at);

function withItem(value, at, url, many) {
  if (!many) return [at, url];
  return [at, [...(value !== ABSENT && Array.isArray(value) ? value : []), url]];
}
