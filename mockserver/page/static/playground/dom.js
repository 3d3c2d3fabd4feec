// Elements made of data: every text becomes a text node, so no text is ever markup.

/** Make an element; `on` holds listeners, a value of true or false sets or leaves out an attribute. */
export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "on") for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    else setAttribute(node, name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** Set an attribute, or leave it out. */
export function setAttribute(node, name, value) {
  if (value === false || value === null || value === undefined) node.removeAttribute(name);
  else node.setAttribute(name, value === true ? "" : value);
}

/** Put *children* in the place of what is there. */
export function fill(node, ...children) {
  node.replaceChildren(...children.filter((child) => child !== null && child !== undefined));
}

/** Set the text of *node*, unless it says so already: what is live is read out only when it changes. */
export function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** The parts of a text of ours in which `code` stands between backticks. */
export function marked(text) {
  return text.split("`").map((part, number) => (number % 2 ? make("code", {}, part) : part));
}

/** Call *act* once nothing has happened for *milliseconds*. */
export function debounced(act, milliseconds) {
  let timer = 0;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => act(...args), milliseconds);
  };
}
