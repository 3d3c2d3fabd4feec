// A client of the gateway as its users are to write one: one key for one video, patience, and no second payment.

const MOST_FAILURES = 6; // useless answers in a row
const LONGEST_PAUSE = 30; // seconds
const POLL_SECONDS = 1; // it is this machine that is asked
const RUNNING = new Set(["pending", "processing"]); // every other status is an end

/** Whether a task with this status still runs. */
export const isRunning = (status) => RUNNING.has(status);

/** A key that no other intent has. */
export function newIntent() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `playground-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** The gateway refused; `answer` is what it said. */
export class RefusedError extends Error {
  constructor(answer) {
    super(answer.body?.error?.message ?? `HTTP ${answer.status}`);
    this.answer = answer;
  }
}

/** Create a task; it is asked again under the same intent for as long as nobody knows what became of it. */
export async function create(ask, request, intent) {
  const answer = await patiently(() =>
    ask("POST", "/v1/videos/generations", { body: request, headers: { "Idempotency-Key": intent } }),
  );
  if (typeof answer.body?.id !== "string") throw new RefusedError(answer);
  return answer.body;
}

/** Look at a task until it has ended; `seen` is called with each look. `signal` ends the watch. */
export async function watch(ask, id, { seen, signal }) {
  while (!signal.aborted) {
    const answer = await patiently(() => ask("GET", `/v1/tasks/${encodeURIComponent(id)}`), signal);
    if (signal.aborted) return;
    seen(answer.body);
    if (!isRunning(answer.body.status)) return;
    await pause(POLL_SECONDS, signal);
  }
}

async function patiently(attempt, signal = undefined) {
  for (let failures = 1; ; failures++) {
    const answer = await attempt();
    const useful = answer.status === 200 && typeof answer.body === "object" && answer.body !== null;
    if (useful) return answer;
    const refused = answer.status >= 400 && answer.status < 500 && answer.status !== 429;
    if (refused || failures === MOST_FAILURES) throw new RefusedError(answer);
    await pause(Math.max(Math.min(2 ** (failures - 1), LONGEST_PAUSE), answer.retryAfter), signal);
    if (signal?.aborted) return answer;
  }
}

function pause(seconds, signal = undefined) {
  return new Promise((wake) => {
    const timer = setTimeout(wake, seconds * 1000);
    signal?.addEventListener("abort", () => (clearTimeout(timer), wake()), { once: true });
  });
}
