// The clock everybody in the playground lives by: Riga's date and time, moved by hand or left to run.
import { loadClock, moveClock } from "./api.js";
import { button, el, unseen } from "./dom.js";
import { icon } from "./icons.js";
import { kindly, tell } from "./notices.js";
import { listen } from "./state.js";
import { fromRiga, hourAndMinute, inRiga, longDay, nextReminder, shortDay } from "./times.js";
import { say } from "./words.js";

const wide = window.matchMedia("(min-width: 1341px)"); // as in style.css: the buttons stand beside the face
const clock = { at: null, seen: 0, running: true };

/** Return the playground's present time, or null before it is known. */
export function playgroundNow() {
  if (!clock.at) return null;
  return new Date(clock.at.getTime() + (clock.running ? performance.now() - clock.seen : 0));
}

function take(answer) {
  if (!answer?.now) return;
  clock.at = new Date(answer.now);
  clock.seen = performance.now();
  clock.running = answer.running !== false;
}

/** Make the clock with its buttons; it ticks until the signal is aborted. */
export function clockPanel(signal) {
  const parts = {
    time: el("time", { class: "clock-time" }, "··:··"),
    day: el("span", { class: "clock-day" }, say("loading")),
    short: el("span", { class: "clock-day short" }),
    to: el("input", { type: "datetime-local", "aria-label": say("clock.to"), title: say("clock.to"), required: true }),
    reminder: button({ class: "soft", on: { click: () => move({ to: fromRiga(nextReminder(playgroundNow())) }, parts) } }, icon("bell"), el("span", { class: "reminder-words" }, say("clock.reminder"))),
  };
  const face = button({ class: "clock-face", "aria-expanded": "false", disabled: wide.matches }, icon("clock"), unseen(`${say("clock")} `), el("span", {}, parts.time, parts.day, parts.short));
  const panel = el("section", { class: "clock", "aria-label": say("clock.riga") }, face, controls(parts));
  face.addEventListener("click", () => {
    const open = panel.classList.toggle("open");
    face.setAttribute("aria-expanded", String(open));
  });
  wide.addEventListener("change", () => (face.disabled = wide.matches), { signal });
  const refresh = async () => {
    take(await loadClock().catch(() => null));
    draw(parts, true);
  };
  listen("clock", refresh, signal);
  const timer = setInterval(() => draw(parts, false), 1000);
  signal.addEventListener("abort", () => clearInterval(timer));
  draw(parts, true);
  return panel;
}

function controls(parts) {
  const forward = (seconds, key) => button({ class: "soft", title: say(`${key}.long`), on: { click: () => move({ forward: seconds }, parts) } }, say(key));
  const form = el("form", { class: "clock-to" }, parts.to, el("button", { type: "submit", class: "soft", "aria-label": say("clock.go"), title: say("clock.go") }, icon("go")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    move({ to: fromRiga(parts.to.value.slice(0, 16)) }, parts);
  });
  return el("div", { class: "clock-controls" }, forward(3600, "clock.hour"), forward(86400, "clock.day"), parts.reminder, form);
}

async function move(change, parts) {
  await kindly(async () => {
    take((await moveClock(change)) ?? (await loadClock()));
    draw(parts, true);
    const now = playgroundNow();
    tell(say("clock.moved", { when: `${longDay(now)}, ${hourAndMinute(now)}` }));
  });
}

function draw(parts, moved) {
  const now = playgroundNow();
  if (!now) return;
  parts.time.textContent = hourAndMinute(now);
  parts.day.textContent = longDay(now);
  parts.short.textContent = shortDay(now);
  const next = new Date(fromRiga(nextReminder(now)));
  parts.reminder.title = say("clock.reminder.long", { day: `${longDay(next)}, ${hourAndMinute(next)}` });
  parts.reminder.querySelector(".reminder-words").textContent = `${say("clock.reminder")} · ${shortDay(next)}`;
  if (moved && document.activeElement !== parts.to) parts.to.value = inRiga(now).text;
}
