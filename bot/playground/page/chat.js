// A chat as a live log: only bubbles that changed are made anew, so focus, scroll and screen readers stay calm.
import { bubble } from "./bubbles.js";
import { button, el } from "./dom.js";
import { icon, mark } from "./icons.js";
import { inRiga, longDay } from "./times.js";
import { say } from "./words.js";

const NEAR = 90; // px from the end that still count as "reading the newest"
const SHOWN = 300; // messages; a flood must not make the page slow
const prints = new WeakMap(); // element -> what it was made from

/** Make the log; returns {node, show(messages), setTyping(on)}. `context` as for a bubble, with onStart. */
export function chatLog(context) {
  const thread = el("div", { class: "thread" });
  const label = say("chat.of", { name: context.person.name });
  const log = el("div", { class: "chat", role: "log", "aria-live": "off", "aria-label": label, tabindex: 0 }, thread);
  const newest = button({ class: "newest round", label: say("chat.newest"), hidden: true, on: { click: () => toEnd(log) } }, icon("down"));
  const dots = el("div", { class: "dots", hidden: true, "aria-hidden": "true" }, el("i"), el("i"), el("i"));
  log.append(dots);
  const view = { stuck: true, first: true, acted: false, top: 0 };
  log.addEventListener("click", (event) => (view.acted ||= Boolean(event.target.closest("button"))));
  log.addEventListener("scroll", () => onScroll(log, view, newest));
  new ResizeObserver(() => view.stuck && toEnd(log)).observe(thread);
  new ResizeObserver(() => view.stuck && toEnd(log)).observe(log);
  const setTyping = (on) => {
    dots.hidden = !on;
    if (view.stuck) toEnd(log);
  };
  return { node: el("div", { class: "chat-holder" }, log, newest), setTyping, show: (messages) => show(messages, thread, log, view, context) };
}

function onScroll(log, view, newest) {
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
  if (atEnd) view.stuck = true;
  else if (log.scrollTop < view.top - 1) view.stuck = false; // a person scrolled up; a shrinking log does not
  view.top = log.scrollTop;
  newest.hidden = view.stuck;
}

function show(messages, thread, log, view, context) {
  const lastMine = messages.length && messages[messages.length - 1].from === "me";
  const grew = messages.length > Number(thread.dataset.count ?? 0);
  thread.dataset.count = messages.length;
  fill(thread, messages.length ? items(messages.slice(-SHOWN), context) : [emptyItem(context)]);
  if (view.first || (grew && (lastMine || view.acted))) view.stuck = true; // what answers a tap is shown, also to who had scrolled up
  if (grew) view.acted = false;
  if (view.stuck) toEnd(log);
  if (view.first) setTimeout(() => log.setAttribute("aria-live", "polite"), 500);
  view.first = false;
}

function toEnd(log) {
  log.scrollTop = log.scrollHeight;
}

function items(messages, context) {
  const made = [];
  let day = null;
  messages.forEach((message, place) => {
    const riga = inRiga(new Date(message.date)).text.slice(0, 10);
    if (riga !== day) made.push(dayItem(riga, message.date));
    day = riga;
    const next = messages[place + 1];
    const last = !next || next.from !== message.from;
    made.push({ key: `m${message.message_id}`, print: JSON.stringify(message), last, make: () => bubble(message, context) });
  });
  return made;
}

function dayItem(day, date) {
  const make = () => el("p", { class: "day" }, el("span", {}, longDay(new Date(date))));
  return { key: `d${day}`, print: day, make };
}

function emptyItem(context) {
  const make = () =>
    el("div", { class: "empty-chat" }, mark(), el("h3", {}, say("chat.empty")), el("p", {}, say("chat.empty.help")),
      button({ class: "main", on: { click: context.onStart } }, say("chat.start")));
  return { key: "empty", print: "", make };
}

function fill(thread, wanted) {
  const old = new Map([...thread.children].map((node) => [node.dataset.key, node]));
  let place = thread.firstElementChild;
  for (const item of wanted) {
    const before = old.get(item.key);
    old.delete(item.key);
    const fresh = before && prints.get(before) === item.print ? before : remade(item);
    fresh.classList.toggle("last", Boolean(item.last)); // the corner of a group moves on without a new bubble
    if (before && fresh !== before) {
      if (place === before) place = fresh;
      swap(before, fresh);
    }
    if (fresh === place) place = place.nextElementSibling;
    else thread.insertBefore(fresh, place);
  }
  for (const gone of old.values()) gone.remove();
}

function remade(item) {
  const node = item.make();
  node.dataset.key = item.key;
  prints.set(node, item.print);
  return node;
}

function swap(before, fresh) {
  const focused = before.contains(document.activeElement) ? document.activeElement : null;
  before.replaceWith(fresh);
  if (!focused) return;
  const { row, column } = focused.dataset;
  const same = row === undefined ? null : fresh.querySelector(`[data-row="${row}"][data-column="${column}"]`);
  (same ?? fresh.querySelector("button.inline") ?? fresh.closest(".chat"))?.focus({ preventScroll: true });
}
