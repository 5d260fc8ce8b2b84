// The row of people: on a wide screen it puts phones on the table, on a small one it switches between them.
import { button, el, unseen } from "./dom.js";
import { icon } from "./icons.js";
import { activate, announce, listen, showPhones, state } from "./state.js";
import { roleName, say } from "./words.js";

const small = window.matchMedia("(max-width: 760px)");

/** A round face of initials in the colour of the person's role. */
export function avatar(person) {
  const initials = person.name.split(/\s+/).map((word) => [...word][0] ?? "").slice(0, 2).join("");
  return el("span", { class: `avatar ${person.role ?? "guest"}`, "aria-hidden": "true" }, initials.toUpperCase());
}

/** Make the row; it draws itself anew until the signal is aborted. */
export function peopleBar(signal) {
  const row = el("div", { class: "chips" });
  const draw = () => row.replaceChildren(...state.people.map(chip));
  for (const topic of ["people", "shown", "active", "unread"]) listen(topic, () => keepFocus(row, draw), signal);
  listen("news", noteNews, signal);
  small.addEventListener("change", draw, { signal });
  draw();
  return el("nav", { class: "people", "aria-label": say("people") }, row, addButton());
}

function keepFocus(row, draw) {
  const focused = row.contains(document.activeElement) ? document.activeElement.dataset.chip : undefined;
  const place = row.scrollLeft;
  draw();
  row.scrollLeft = place;
  if (focused !== undefined) row.querySelector(`[data-chip="${focused}"]`)?.focus({ preventScroll: true });
}

function inSight(id) {
  return small.matches ? state.active === id : (state.shown ?? []).includes(id);
}

function noteNews(id) {
  if (inSight(id)) return;
  state.unread.add(id);
  announce("unread");
}

function chip(person) {
  const on = inSight(person.id);
  const words = el("span", { class: "chip-words" }, el("b", {}, person.name), el("small", {}, person.municipality || roleName(person.role)));
  const news = state.unread.has(person.id) ? el("span", { class: "news" }, unseen(say("people.news"))) : null;
  const title = say(on ? "people.shown" : "people.hidden", { name: person.name });
  return button({ class: "chip", "aria-pressed": String(on), title, data: { chip: person.id }, on: { click: () => press(person.id) } }, avatar(person), words, news);
}

function press(id) {
  if (small.matches) activate(id);
  else if (inSight(id)) showPhones(state.shown.filter((other) => other !== id));
  else activate(id);
}

function addButton() {
  const run = () => announce("open-drawer", "people");
  return button({ class: "round add", label: say("people.add"), on: { click: run } }, icon("plus"));
}
