// The only way this page makes elements: text always becomes text nodes, so nothing a bot sends can become markup.

/** Make an element; `on` holds listeners, `data` data-attributes, booleans switch attributes on or off. */
export function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) setProperty(node, name, value);
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function setProperty(node, name, value) {
  if (value === undefined || value === null || value === false) return;
  if (name === "on") {
    for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
  } else if (name === "data") {
    Object.assign(node.dataset, value);
  } else if (name === "class") {
    node.className = value;
  } else if (name === "value") {
    node.value = value;
  } else {
    node.setAttribute(name, value === true ? "" : String(value));
  }
}

/** A button; without visible text it needs `label`, which screen readers say and the mouse shows. */
export function button(properties, ...children) {
  const { label, ...rest } = properties;
  const named = label ? { "aria-label": label, title: label } : {};
  return el("button", { type: "button", ...named, ...rest }, ...children);
}

/** A label with its field under it, tied together by nesting. */
export function field(text, input) {
  return el("label", { class: "field" }, el("span", { class: "field-name" }, text), input);
}

/** A <select> of pairs of value and text. */
export function select(properties, pairs, chosen) {
  const node = el("select", properties);
  offer(node, pairs, chosen);
  return node;
}

/** Offer these pairs in a <select>, keeping what was chosen where it is still there. */
export function offer(node, pairs, chosen = node.value) {
  const print = JSON.stringify(pairs);
  if (node.dataset.print === print) return;
  node.dataset.print = print;
  node.replaceChildren(...pairs.map(([value, text]) => el("option", { value }, text)));
  node.value = chosen;
  if (node.selectedIndex < 0) node.selectedIndex = 0;
}

/** Text for screen readers only. */
export function unseen(text) {
  return el("span", { class: "unseen", dir: "ltr" }, text); // its own direction, so that dir=auto around it ignores it
}
