// A button that opens a short list of actions: arrow keys move, Escape closes and gives the focus back.
import { button, el } from "./dom.js";
import { icon } from "./icons.js";

let closeOpen = null;
document.addEventListener("pointerdown", (event) => {
  if (closeOpen && !event.target.closest(".menu-holder")) closeOpen();
});

/** Make the button; `actions()` gives [{icon, text, hint, run}] anew each time the menu opens. */
export function menuButton({ label, sign, actions, side = "down", kind = "" }) {
  const opener = button({ label, class: `round ${kind}`, "aria-haspopup": "menu", "aria-expanded": "false" }, icon(sign));
  const holder = el("span", { class: `menu-holder ${side}` }, opener);
  const close = () => shut(holder, opener);
  opener.addEventListener("click", () => {
    if (opener.getAttribute("aria-expanded") === "true") close();
    else open(holder, opener, actions(), label, close);
  });
  holder.addEventListener("keydown", (event) => onKey(event, holder, opener, close));
  return holder;
}

function open(holder, opener, actions, label, close) {
  if (closeOpen) closeOpen();
  closeOpen = close;
  opener.setAttribute("aria-expanded", "true");
  const list = el("div", { class: "menu", role: "menu", "aria-label": label }, actions.map((action) => entry(action, opener, close)));
  holder.append(list);
  list.querySelector("[role=menuitem]")?.focus();
}

function entry(action, opener, close) {
  const run = () => {
    close();
    opener.focus();
    action.run();
  };
  const parts = [action.icon ? icon(action.icon) : null, el("span", {}, action.text), action.hint ? el("small", {}, action.hint) : null];
  return button({ role: "menuitem", tabindex: -1, on: { click: run } }, parts);
}

function shut(holder, opener) {
  holder.querySelector(".menu")?.remove();
  opener.setAttribute("aria-expanded", "false");
  closeOpen = null;
}

function onKey(event, holder, opener, close) {
  const items = [...holder.querySelectorAll("[role=menuitem]")];
  if (!items.length) return;
  const place = items.indexOf(document.activeElement);
  const next = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: items.length - 1 }[event.key];
  if (next !== undefined) {
    event.preventDefault();
    items[(next + items.length) % items.length].focus();
  } else if (event.key === "Escape" || event.key === "Tab") {
    close();
    opener.focus();
    if (event.key === "Escape") event.stopPropagation();
  }
}
