// The reference client in JavaScript, without packages: `node client.mjs` serves a trial on stdin and stdout.
// What it decides, and why, is told in generation.py beside it; `import { generate } from "./client.mjs"` to use it.

import { createHash, randomUUID } from "node:crypto";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const MOST_FAILURES = 8; // useless answers in a row
const LONGEST_PAUSE = 60; // seconds
const LEAST_PATIENCE = 0.25; // seconds
const RUNNING = new Set(["pending", "processing"]); // every other status is an end

class Ended extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** Make one video, and wait for it. Times are in seconds; `clock` has `now()` and `sleep(seconds)`. Never throws. */
export async function generate(request, options) {
  const generation = new Generation(request, { clock: realClock, request_timeout: 30, ...options });
  return generation.run();
}

const realClock = {
  now: () => performance.now() / 1000,
  sleep: (seconds) => new Promise((wake) => setTimeout(wake, seconds * 1000)),
};

class Generation {
  constructor(request, options) {
    this.request = request;
    this.options = options;
    this.key = options.idempotency_key ?? `kling-${randomUUID()}`;
    this.taskId = null;
    this.endsAt = options.clock.now() + options.deadline;
  }

  async run() {
    try {
      this.taskId = await this.create();
      const video = await this.collect(await this.watch());
      return this.outcome("completed", null, video);
    } catch (error) {
      if (error instanceof Ended) return this.outcome(error.status, error.message);
      return this.outcome("error", String(error));
    }
  }

  outcome(status, message, video = null) {
    const digest = video && createHash("sha256").update(video).digest("hex");
    const estimate = estimateCredits(this.request);
    return { status, task_id: this.taskId, result_sha256: digest, message, estimate_credits: estimate };
  }

  async create() {
    const headers = { "Content-Type": "application/json", "Idempotency-Key": this.key };
    let unaccounted = null; // an attempt of which nobody knows whether it made a task
    for (let failures = 1; ; failures++) {
      const answer = await this.ask("POST", "/v1/videos/generations", headers, JSON.stringify(this.request));
      const id = goodObject(answer)?.id;
      if (typeof id === "string" && id) return id;
      if (isRefusal(answer)) throw new Ended(unaccounted === null ? "refused" : "gave-up", reason(answer));
      if (answer.status !== 429) unaccounted ??= reason(answer);
      await this.pauseBeforeRetry(answer, failures);
    }
  }

  async watch() {
    await this.pause(this.options.poll_interval);
    for (let failures = 0; ; ) {
      const answer = await this.ask("GET", `/v1/tasks/${this.taskId}`);
      if (isRefusal(answer)) throw new Ended("error", reason(answer));
      const task = goodObject(answer);
      if (typeof task?.status !== "string" || !task.status) {
        await this.pauseBeforeRetry(answer, ++failures);
      } else if (RUNNING.has(task.status)) {
        failures = 0;
        await this.pause(this.options.poll_interval);
      } else {
        return task;
      }
    }
  }

  async collect(task) {
    if (task.status === "failed") throw new Ended("failed", task.error?.code ?? "no reason was given");
    if (task.status === "cancelled") throw new Ended("cancelled", "the task was cancelled");
    if (task.status !== "completed") throw new Ended("error", `the task ended as ${JSON.stringify(task.status)}`);
    if (this.request.model === "kling-custom-element") return null;
    const link = Array.isArray(task.results) ? task.results[0] : null;
    if (typeof link !== "string" || !/^https?:\/\//.test(link) || !URL.canParse(link)) {
      throw new Ended("error", "the task is completed, but has no link to a result");
    }
    return this.download(link);
  }

  async download(link) {
    for (let failures = 1; ; failures++) {
      const answer = await this.send("GET", link, {}); // the result host is not to know the key
      if (answer.status === 200 && isWholeMp4(answer.body)) return answer.body;
      if (isRefusal(answer)) throw new Ended("error", `the result cannot be fetched: ${reason(answer)}`);
      await this.pauseBeforeRetry(answer, failures);
    }
  }

  ask(method, path, headers = {}, body = undefined) {
    const { base_url, api_key } = this.options;
    const known = { Authorization: `Bearer ${api_key}`, Accept: "application/json" };
    return this.send(method, base_url.replace(/\/+$/, "") + path, { ...known, ...headers }, body);
  }

  /** Send a request; `{ lost: reason }` when no whole answer came in time. */
  async send(method, url, headers, body = undefined) {
    const left = this.secondsLeft();
    if (left <= 0) throw new Ended("gave-up", "the deadline has come");
    const patience = Math.min(this.options.request_timeout, Math.max(left, LEAST_PATIENCE));
    const signal = AbortSignal.timeout(Math.ceil(patience * 1000)); // for all of it, to the last byte
    try {
      const answer = await fetch(url, { method, headers, body, signal, redirect: "manual" });
      return { status: answer.status, headers: answer.headers, body: Buffer.from(await answer.arrayBuffer()) };
    } catch (error) {
      return { lost: String(error.cause ?? error) };
    }
  }

  secondsLeft() {
    return this.endsAt - this.options.clock.now();
  }

  async pauseBeforeRetry(answer, failures) {
    if (failures >= MOST_FAILURES) {
      throw new Ended("gave-up", `${failures} answers in a row were of no use, the last one: ${reason(answer)}`);
    }
    await this.pause(Math.max(this.backoff(failures), retryAfter(answer)));
  }

  backoff(failures) {
    const first = this.options.poll_interval;
    const spread = 1 + createHash("sha256").update(`${this.key} ${failures}`).digest().readUInt32BE() / 2 ** 33;
    return Math.min(first * 2 ** (failures - 1) * spread, Math.max(LONGEST_PAUSE, first));
  }

  async pause(seconds) {
    if (seconds >= this.secondsLeft()) throw new Ended("gave-up", `the next look would be after the deadline`);
    await this.options.clock.sleep(seconds);
  }
}

function parsed(body) {
  try {
    const value = JSON.parse(body);
    return typeof value === "object" && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

const goodObject = (answer) => (answer.status >= 200 && answer.status < 300 ? parsed(answer.body) : null);
const isRefusal = (answer) => answer.status >= 400 && answer.status < 500 && answer.status !== 429;

function reason(answer) {
  if (answer.lost) return answer.lost;
  const error = parsed(answer.body)?.error;
  return `HTTP ${answer.status} ${error?.code ?? ""}: ${error?.message ?? "no error object"}`.slice(0, 200);
}

/** Seconds asked for by a number or by a date, which is compared with the Date of the same answer. */
function retryAfter(answer) {
  const asked = answer.headers?.get("retry-after")?.trim() ?? "";
  if (/^\d+$/.test(asked)) return Number(asked);
  const seconds = (Date.parse(asked) - Date.parse(answer.headers?.get("date"))) / 1000;
  return Number.isFinite(seconds) ? Math.max(seconds, 0) : 0;
}

/** Whether the boxes of the file add up to its length. */
function isWholeMp4(data) {
  if (data.length < 8 || data.toString("latin1", 4, 8) !== "ftyp") return false;
  let at = 0;
  while (at + 8 <= data.length) {
    let size = data.readUInt32BE(at);
    if (size === 1 && at + 16 <= data.length) size = Number(data.readBigUInt64BE(at + 8));
    else if (size === 0) size = data.length - at;
    if (size < 8) return false;
    at += size;
  }
  return at === data.length;
}

// Ten-millionths of a credit for a second, by quality: without sound, and with it where that has a price. No floats.
const O3 = { "720p": [54_000_000n, 72_036_000n], "1080p": [72_036_000n, 90_018_000n] };
const V3 = { "720p": [54_000_000n, 81_000_000n], "1080p": [71_982_000n, 108_000_000n] };
const TURBO = { "720p": [72_000_000n], "1080p": [90_000_000n] };
const RATES = {
  "kling-o3-image-to-video": O3,
  "kling-o3-text-to-video": O3,
  "kling-o3-reference-to-video": { "720p": [81_000_000n], "1080p": [108_054_000n] },
  "kling-v3-image-to-video": V3,
  "kling-v3-text-to-video": V3,
  "kling-v3-turbo-image-to-video": TURBO,
  "kling-v3-turbo-text-to-video": TURBO,
};

/** The credits that a valid request will cost, as exact text; null for a model without a price here. */
export function estimateCredits({ model, duration = 5, quality = "720p", sound = "off" }) {
  const rates = RATES[model]?.[quality];
  if (!rates) return null;
  const total = (rates[sound === "on" ? 1 : 0] ?? rates[0]) * BigInt(duration);
  const digits = total.toString().padStart(8, "0");
  return `${digits.slice(0, -7)}.${digits.slice(-7)}`.replace(/\.?0+$/, "");
}

const taken = new Set(); // the tasks whose end was taken into account; a service keeps this in its database

/** Take a callback, each task once; return the status to answer with. */
export function receive(body) {
  const task = parsed(body);
  if (typeof task?.id !== "string" || typeof task.status !== "string") return 400;
  if (!RUNNING.has(task.status)) taken.add(task.id);
  return 200;
}

/** The world's clock, which is moved by asking for it: what is slept there costs no real time. */
export async function virtualClock(sleepUrl, apiKey) {
  const advance = async (seconds) => {
    const answer = await fetch(sleepUrl, {
      method: "POST",
      headers: { Authorization: `Bearer ${apiKey}`, "Content-Type": "application/json" },
      body: JSON.stringify({ by: `${seconds.toFixed(6)}s` }),
    });
    if (!answer.ok) throw new Error(`the clock does not move: HTTP ${answer.status}`);
    return Date.parse((await answer.json()).now) / 1000;
  };
  let now = await advance(0);
  return { now: () => now, sleep: async (seconds) => void (now = await advance(seconds)) };
}

async function serve() {
  const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
  say({ ready: true, callbacks: true });
  for await (const line of createInterface({ input: process.stdin })) {
    const { case: number, callback, request, sleep_url, ...options } = JSON.parse(line);
    if (callback) say({ case: number, status: receive(callback.body) });
    else serveCase(number, request, sleep_url, options).then(say);
  }
}

async function serveCase(number, request, sleepUrl, options) {
  const clock = sleepUrl ? await virtualClock(sleepUrl, options.api_key) : realClock;
  const outcome = await generate(request, { ...options, clock });
  return { case: number, outcome };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await serve();
