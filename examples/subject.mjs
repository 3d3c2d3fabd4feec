// A client on trial, in JavaScript: one case a line comes in, one outcome a line goes out.
// klingmock trial -- node examples/subject.mjs

import { createInterface } from "node:readline";
import { generate } from "../mockserver/reference/client.mjs"; // put your client here

for await (const line of createInterface({ input: process.stdin })) {
  const { case: number, request, sleep_url, ...options } = JSON.parse(line);
  const outcome = await generate(request, { ...options, ...(sleep_url && { clock: worldClock(sleep_url, options) }) });
  console.log(JSON.stringify({ case: number, outcome }));
}

// Whoever sleeps by asking the world to move on waits for nothing; without this, a trial takes as long as you sleep.
function worldClock(url, { api_key }) {
  let slept = 0;
  const headers = { Authorization: `Bearer ${api_key}`, "Content-Type": "application/json" };
  const sleep = async (seconds) => {
    await fetch(url, { method: "POST", headers, body: JSON.stringify({ by: `${seconds.toFixed(6)}s` }) });
    slept += seconds;
  };
  return { now: () => slept, sleep };
}
