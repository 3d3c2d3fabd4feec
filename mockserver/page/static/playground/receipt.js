// The running price: every line of the receipt, and what it sums to.

import { fill, make, say } from "./dom.js";
import { problemItem } from "./problems.js";
import { words } from "./words.js";

/** Show the price of *verdict*, and *rest*, the problems that are about no field. */
export function showReceipt(nodes, verdict, rest) {
  const { quote, receipt } = verdict;
  const count = verdict.errors.length;
  say(nodes.credits, quote ? words.credits(quote.credits) : "–");
  say(nodes.dollars, quote ? words.dollars(quote.usd, quote.usd_listed) : "");
  fill(nodes.lines, ...receipt.map(line));
  say(nodes.hangs, quote?.disputes.length ? words.hangsOn(quote.disputes) : "");
  say(
    nodes.standing,
    count ? `${words.toMend(count)}. ${words.noPrice}` : `${words.allowed}. ${words.priceIs(quote.credits, quote.usd)}`,
  );
  say(nodes.strip, quote ? `${words.credits(quote.credits)} · $${quote.usd}` : words.toMend(count));
  nodes.standing.classList.toggle("good", count === 0);
  fill(
    nodes.rest,
    ...rest.map((problem) => problemItem(problem, { where: make("code", {}, problem.at || words.wholeRequest) })),
  );
}

function line({ credits, text, source }) {
  return make(
    "li",
    {},
    make("span", { class: "amount" }, credits),
    make("span", { class: "line-text" }, text, " ", make("span", { class: "problem-why" }, words.source(source))),
  );
}
