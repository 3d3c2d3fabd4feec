// Every sentence that the playground's script says. What a parameter is and which rule it breaks comes from the judge.

const plural = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

const lower = (label) => label[0].toLowerCase() + label.slice(1);

export const words = {
  required: "required",
  optional: "optional",
  notSent: "Not sent",
  notSentSo: (value) => `Not sent: ${value} is used`,
  leaveOut: "Leave out",
  leaveOutOf: (label) => `Leave out ${label}`,
  onlyAsJson: (value) => `${value} is set as JSON`,
  on: "On",
  off: "Off",
  range: (least, most, unit) => `${least} to ${most}${unit ? ` ${unit}` : ""}`,
  characters: (count, most) => `${count} / ${most} characters`,
  add: (label) => `Add ${lower(label)}`,
  remove: (label) => `Remove ${lower(label)}`,
  moveUp: (label) => `Move ${lower(label)} up`,
  items: (count, most) => (most === null ? plural(count, "item") : `${count} of at most ${most}`),
  sum: (sum, total) => `The items sum to ${sum} s; the video lasts ${total} s.`,
  chooseFile: "Choose a file",
  chooseFiles: "Choose files",
  chooseFileFor: (label) => `Choose a file for ${label}`,
  dropHere: "or drop it here",
  dropHereMany: "or drop them here",
  formats: (formats) => formats.flatMap((one) => (one === "jpeg" ? ["JPG", "JPEG"] : [one.toUpperCase()])).join(", "),
  atMostBytes: (bytes) => `at most ${size(bytes)}`,
  sides: (side) => `sides from ${side} px`,
  ratio: (ratio) => `ratio 1:${ratio} to ${ratio}:1`,
  mostFiles: (most) => (most === 1 ? "1 file" : `at most ${most} files`),
  reading: (name) => `Reading ${name} …`,
  uploading: (name) => `Uploading ${name} …`,
  uploaded: (name) => `${name} is uploaded.`,
  refusedFile: (name) => `${name} is refused.`,
  facts: ({ format, bytes, width, height }) =>
    [format === "unknown" ? "no known format" : format.toUpperCase(), size(bytes), ...sides(width, height)].join(" · "),
  uploadFailed: (name, said) => `${name} was not uploaded: ${said}`,
  source: ({ page, section, entry }) => `${page}, ${section}, ${entry}`,
  disputed: (dispute) => `disputed: ${dispute}`,
  note: "Note",
  error: "Error",
  missing: "To do",
  toMend: (count) => plural(count, "thing to mend", "things to mend"),
  allowed: "Allowed as it is",
  credits: (credits) => `${credits} credits`,
  dollars: (usd, listed) => `$${usd}, listed as $${listed}`,
  hangsOn: (disputes) => `The price hangs on open questions: ${disputes.join(", ")}.`,
  noPrice: "No price while something is to be mended.",
  priceIs: (credits, usd) => `Price: ${credits} credits, $${usd}`,
  unreachable: "The server does not answer.",
  keyRefused: "The server does not take this key.",
  controlRefused: (said) => `The server does not let this page in: ${said}`,
  notJson: (said) => `This is no JSON: ${said}`,
  notObject: "A request is a JSON object.",
  copied: (what) => `${what} copied.`,
  notCopied: "The browser does not let this page copy; the text is selected instead.",
  theLink: "The link is",
  theText: (name) => `The text for ${name} is`,
  badLink: "The link carries no request that can be read.",
  sending: "Sending …",
  send: "Send",
  sent: (id) => `Sent; the task is ${id}.`,
  refused: (status) => (status ? `The gateway refused it: HTTP ${status}.` : "The gateway did not answer."),
  state: (status, progress) => `${status}, ${progress} %.`,
  byHand: "The clock of this world is moved by hand: until somebody does, it stays so.",
  completed: "The video is there.",
  gone: "The video cannot be played; its link works for 24 hours of the world's time.",
  completedWithoutVideo: "The task is completed; it makes no video.",
  failed: (code, message) => `The task failed: ${code}. ${message ?? ""}`,
  ended: (status) => `The task ended as ${status}.`,
  counts: (running, done) => `${running} running · ${done} completed`,
  show: "Show",
  useAgain: "Use again",
  forget: "Forget",
  another: "of another world",
  noRuns: "Nothing was sent yet.",
  world: (id, clock) => `World ${id}, clock ${clock}`,
  wholeRequest: "The whole request",
};

function size(bytes) {
  if (bytes < 1024) return `${bytes} bytes`;
  if (bytes < 1024 * 1024) return `${trim(bytes / 1024)} KB`;
  return `${trim(bytes / 1024 / 1024)} MB`;
}

function sides(width, height) {
  if (!width || !height) return [];
  return [`${width} × ${height} px`, `${trim(Math.max(width, height) / Math.min(width, height))}:1`];
}

const trim = (number) => String(Math.round(number * 100) / 100);
