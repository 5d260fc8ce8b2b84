// Puts the parts of the page together; a change of language builds them anew, what is known stays in the state.
import { drawer } from "./drawer.js";
import { button, el } from "./dom.js";
import { openFeed } from "./feed.js";
import { applyTheme, header } from "./header.js";
import { icon } from "./icons.js";
import { peopleBar } from "./people.js";
import { phone } from "./phone.js";
import { remember, remembered } from "./preferences.js";
import { listen, shownPeople, state } from "./state.js";
import { language, say } from "./words.js";

let building = new AbortController();

function build() {
  building.abort();
  building = new AbortController();
  const { signal } = building;
  document.documentElement.lang = language();
  document.title = say("title");
  const top = header(signal);
  const side = drawer(signal, (open) => {
    showDrawerState(top.backstage, open);
    if (!open) top.backstage.focus();
  });
  top.backstage.addEventListener("click", side.toggle);
  showDrawerState(top.backstage, side.isOpen());
  const skip = el("a", { class: "skip", href: "#table" }, say("skip"));
  const page = el("div", { class: "page" }, skip, top.node, peopleBar(signal), lines(signal), el("div", { class: "middle" }, table(signal), side.node));
  document.getElementById("app").replaceChildren(page);
}

function showDrawerState(backstage, open) {
  backstage.setAttribute("aria-expanded", String(open));
  backstage.title = say(open ? "drawer.close" : "drawer.open");
}

function lines(signal) {
  const lost = el("p", { class: "line bad", role: "status", hidden: state.connected !== false }, say("connection.lost"));
  listen("connection", (connected) => (lost.hidden = connected), signal);
  return el("section", { class: "lines", "aria-label": say("hint.label") }, lost, hint());
}

function hint() {
  if (remembered("hint.seen", false)) return null;
  const close = () => {
    remember("hint.seen", true);
    line.remove();
  };
  const line = el("p", { class: "line hint" }, el("span", {}, say("hint")), button({ class: "round small quiet", label: say("hint.close"), on: { click: close } }, icon("close")));
  return line;
}

function table(signal) {
  const phones = new Map(); // what identifies a drawn phone -> its element and the way to end it
  const node = el("main", { class: "table", id: "table", tabindex: -1 });
  const draw = () => drawTable(node, phones);
  for (const topic of ["people", "shown", "active"]) listen(topic, draw, signal);
  signal.addEventListener("abort", () => phones.forEach((one) => one.life.abort()));
  draw();
  return node;
}

function drawTable(node, phones) {
  const wanted = shownPeople();
  const keys = new Set(wanted.map((person) => JSON.stringify(person)));
  for (const [key, one] of phones) {
    if (keys.has(key)) continue;
    one.life.abort();
    one.node.remove();
    phones.delete(key);
  }
  wanted.forEach((person, place) => {
    const key = JSON.stringify(person);
    if (!phones.has(key)) phones.set(key, born(person));
    const { node: drawn } = phones.get(key);
    drawn.classList.toggle("active", person.id === state.active);
    if (node.children[place] !== drawn) node.insertBefore(drawn, node.children[place] ?? null);
  });
  node.querySelector(".nobody")?.remove();
  if (!wanted.length) node.append(nobody());
}

function born(person) {
  const life = new AbortController();
  return { life, node: phone(person, life.signal) };
}

function nobody() {
  if (!state.people.length) return el("div", { class: "nobody" }, el("p", {}, say("loading")));
  return el("div", { class: "nobody" }, icon("contact"), el("h2", {}, say("people.none")), el("p", {}, say("people.none.help")));
}

function bringIntoView(id) {
  document.querySelector(`.phone[data-person="${id}"]`)?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

applyTheme();
build();
listen("language", build);
listen("active", (id) => requestAnimationFrame(() => bringIntoView(id)));
openFeed();
