"""The request for JavaScript: ``fetch``, which Node 18 and every browser have."""

from typing import Any

from mockserver.snippets.notation import json_text

__all__ = ["write"]

_SCRIPT = """\
// An ES module for Node 18 or newer. Set KLINGMOCK_API_KEY; KLINGMOCK_URL=https://api.evolink.ai is the real gateway.
const url = process.env.KLINGMOCK_URL ?? <URL>;
const key = process.env.KLINGMOCK_API_KEY;
const body = <BODY>;

const sleep = (seconds) => new Promise((wake) => setTimeout(wake, seconds * 1000));

/** Ask again what got lost, and after 429 and 5xx, when Retry-After says so. */
async function ask(path, options = {}) {
  const headers = { Authorization: `Bearer ${key}`, "Content-Type": "application/json", ...options.headers };
  for (let attempt = 0; ; attempt++) {
    let pause = 2 ** attempt;
    try {
      const answer = await fetch(url + path, { ...options, headers, signal: AbortSignal.timeout(60_000) });
      if (answer.ok) return await answer.json();
      if (attempt === 5 || (answer.status < 500 && answer.status !== 429)) {
        console.error(answer.status, await answer.text());
        process.exit(1);
      }
      const asked = answer.headers.get("Retry-After") ?? "";
      pause = /^\\d+$/.test(asked) ? Number(asked) : pause;
    } catch (error) {
      if (attempt === 5) throw error;
    }
    await sleep(pause);
  }
}

// One key for one video, however often the call is made again.
const intent = { "Idempotency-Key": `snippet-${crypto.randomUUID()}` };
let task = await ask("/v1/videos/generations", { method: "POST", body, headers: intent });
while (["pending", "processing"].includes((task = await ask(`/v1/tasks/${task.id}`)).status)) await sleep(5);

// Save the video within 24 h; its host is not to get the key.
console.log(task.status, ...(task.results ?? [task.error]));
"""

_MOST_EXACT = 2**53 - 1


def write(request: Any, url: str, /) -> str:
    """Write a program that sends *request* to the server at *url*."""
    literal = f"JSON.stringify({json_text(request, indent=2)})"
    body = literal if _survives(request) else json_text(json_text(request))
    return _SCRIPT.replace("<URL>", json_text(url), 1).replace("<BODY>", body, 1)


def _survives(value: Any) -> bool:
    """Say whether *value* as a literal is still the same: numbers there are doubles, and one name sets a prototype."""
    if isinstance(value, dict):
        return "__proto__" not in value and all(map(_survives, value.values()))
    if isinstance(value, list):
        return all(map(_survives, value))
    if isinstance(value, int):
        return abs(value) <= _MOST_EXACT
    return not (isinstance(value, float) and value.is_integer())
