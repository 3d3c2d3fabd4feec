// JSON Pointers (RFC 6901) into a request, which is a plain JSON object.

export const ABSENT = Symbol("absent");

const steps = (at) =>
  at === ""
    ? []
    : at
        .slice(1)
        .split("/")
        .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));

/** The pointer of *step* inside what stands at *at*. */
export const inside = (at, step) => `${at}/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`;

/** The pointer of what holds the value at *at*. */
export const holderOf = (at) => at.slice(0, at.lastIndexOf("/"));

const has = (holder, step) => typeof holder === "object" && holder !== null && Object.hasOwn(holder, step);

// A name such as __proto__ is a name like any other.
const write = (holder, step, value) =>
  Object.defineProperty(holder, step, { value, writable: true, enumerable: true, configurable: true });

/** The value at *at*, or ABSENT. */
export function read(request, at) {
  let value = request;
  for (const step of steps(at)) {
    if (!has(value, step)) return ABSENT;
    value = value[step];
  }
  return value;
}

/** Set the value at *at*; objects that must hold it are made. */
export function put(request, at, value) {
  const way = steps(at);
  const last = way.pop();
  let holder = request;
  for (const step of way) {
    if (!has(holder, step) || typeof holder[step] !== "object" || holder[step] === null) write(holder, step, {});
    holder = holder[step];
  }
  write(holder, last, value);
}

/** Leave out the value at *at*, and each object that holds nothing any more; an item of a list stays. */
export function drop(request, at) {
  const holder = read(request, holderOf(at));
  if (holder === ABSENT || Array.isArray(holder)) return;
  delete holder[steps(at).pop()];
  const above = holderOf(at);
  if (above !== "" && Object.keys(holder).length === 0) drop(request, above);
}

/** The same request with its members in the order of the form; those that it does not know come last. */
export function arranged(value, fields) {
  if (Array.isArray(value) || typeof value !== "object" || value === null) return value;
  const result = {};
  const known = fields.filter((field) => has(value, field.key)).map((field) => [field.key, field]);
  const names = new Map([...known, ...Object.keys(value).map((name) => [name, null])]);
  for (const name of names.keys()) {
    const field = fields.find((one) => one.key === name);
    write(result, name, field ? arrangedAs(value[name], field) : value[name]);
  }
  return result;
}

function arrangedAs(value, field) {
  if (field.control === "list" && Array.isArray(value)) return value.map((item) => arrangedAs(item, field.item));
  return field.control === "group" ? arranged(value, field.fields) : value;
}

/** What of *value* the fields of another model can hold. */
export function carriedOver(value, fields) {
  const result = {};
  for (const field of fields) {
    if (has(value, field.key) && field.control !== "fixed" && holds(field, value[field.key])) {
      const member = value[field.key];
      write(result, field.key, field.control === "group" ? carriedOver(member, field.fields) : structuredClone(member));
    }
  }
  return result;
}

const TYPES = {
  string: (value) => typeof value === "string",
  integer: (value) => Number.isInteger(value),
  number: (value) => typeof value === "number",
  boolean: (value) => typeof value === "boolean",
  array: (value) => Array.isArray(value),
  object: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
};

/** Whether the control of *field* can show *value*; what it cannot, only the JSON can say. */
export function holds(field, value) {
  if (!field.types.some((type) => TYPES[type](value))) return false;
  return field.options.length === 0 || field.options.includes(value);
}
