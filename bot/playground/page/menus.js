// A button that opens a short list of actions: arrow keys move, Escape closes and gives the focus back.
// The list is a popover in the browser's top layer, so that no phone's edge cuts it off.
import { button, el } from "./dom.js";
import { icon } from "./icons.js";

const GAP = 6; // px between button and list, and to the edge of the window
let closeOpen = null;

document.addEventListener("pointerdown", (event) => {
  if (closeOpen && !event.target.closest(".menu-holder")) closeOpen();
});
for (const event of ["scroll", "resize"]) {
  window.addEventListener(event, followButton, { capture: true, passive: true });
}

function followButton() {
  const list = document.querySelector(".menu");
  if (list) place(list, list.previousElementSibling);
}

/** Make the button; `actions()` gives [{icon, text, hint, run}] anew each time the menu opens. */
export function menuButton({ label, sign, actions, kind = "" }) {
  const opener = button({ label, class: `round ${kind}`, "aria-haspopup": "menu", "aria-expanded": "false" }, icon(sign));
  const holder = el("span", { class: "menu-holder" }, opener);
  const close = () => shut(holder, opener);
  opener.addEventListener("click", () => {
    if (opener.getAttribute("aria-expanded") === "true") close();
    else open(holder, opener, actions(), label, close);
  });
  holder.addEventListener("keydown", (event) => onKey(event, holder, opener, close));
  return holder;
}

function open(holder, opener, actions, label, close) {
  closeOpen?.();
  opener.setAttribute("aria-expanded", "true");
  const entries = actions.map((action) => entry(action, opener, close));
  const list = el("div", { class: "menu", role: "menu", "aria-label": label, popover: "manual" }, entries);
  holder.append(list);
  list.showPopover();
  place(list, opener);
  list.querySelector("[role=menuitem]")?.focus({ preventScroll: true });
  closeOpen = close;
}

/** Put the list under its button (over it at the bottom of a phone), not wider to the right than the phone. */
function place(list, opener) {
  const from = opener.getBoundingClientRect();
  const { width, height } = list.getBoundingClientRect();
  const edge = opener.closest(".phone")?.getBoundingClientRect().right ?? window.innerWidth;
  const below = !opener.closest(".composer") && from.bottom + GAP + height < window.innerHeight;
  list.style.left = `${Math.max(GAP, Math.min(from.left, Math.min(edge, window.innerWidth) - 2 * GAP - width))}px`;
  list.style.top = `${Math.max(GAP, below ? from.bottom + GAP : from.top - GAP - height)}px`;
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
  closeOpen = null;
  holder.querySelector(".menu")?.remove();
  opener.setAttribute("aria-expanded", "false");
}

function onKey(event, holder, opener, close) {
  const items = [...holder.querySelectorAll("[role=menuitem]")];
  if (!items.length) return;
  const present = items.indexOf(document.activeElement);
  const next = { ArrowDown: present + 1, ArrowUp: present - 1, Home: 0, End: items.length - 1 }[event.key];
  if (next !== undefined) {
    event.preventDefault();
    items[(next + items.length) % items.length].focus();
  } else if (event.key === "Escape" || event.key === "Tab") {
    close();
    opener.focus();
    if (event.key === "Escape") event.stopPropagation();
  }
}
