// Faults on demand: each button breaks the next calls in one way, to see that nothing is lost.
import * as api from "./api.js";
import { button, el, field, offer, select } from "./dom.js";
import { icon } from "./icons.js";
import { kindly, notice } from "./notices.js";
import { listen, personOf, state } from "./state.js";
import { say } from "./words.js";

const METHODS = ["*", "sendMessage", "editMessageText", "answerCallbackQuery", "sendDocument", "sendPhoto", "getUpdates", "getFile"];
const SIGNS = { down: "bolt", after: "lost", kill: "close" };
const RESET = 0; // the code that cuts the connection instead of answering

/** Make the panel with the choices and one button for each fault. */
export function faultsPanel(signal) {
  const person = el("select", {});
  const method = select({}, METHODS.map((name) => [name, name === "*" ? say("calls.all.methods") : name]), "sendMessage");
  const times = el("input", { type: "number", min: 1, max: 100, value: "1", required: true });
  const waiting = el("div", { class: "waiting", role: "status" });
  const drawPeople = () => offer(person, [["", say("faults.everyone")], ...state.people.map((one) => [one.id, one.name])]);
  const drawWaiting = () => refreshWaiting(waiting);
  listen("people", drawPeople, signal);
  listen("faults", drawWaiting, signal);
  listen("calls", () => waiting.children.length && drawWaiting(), signal);
  drawPeople();
  drawWaiting();
  const chosen = () => ({ method: method.value, times: Number(times.value) || 1, ...(person.value ? { person: Number(person.value) } : {}) });
  return el("div", { class: "panel" }, el("p", { class: "help" }, say("faults.help")),
    field(say("faults.person"), person),
    el("div", { class: "two" }, field(say("faults.method"), method), field(say("faults.times"), times)),
    waiting,
    faultButtons(chosen, person));
}

function faultButtons(chosen, person) {
  const fault = (name, more) => faultButton(name, () => api.addFault({ ...chosen(), ...more }));
  return el("div", { class: "faults" },
    fault("429", { code: 429, retry_after: 5 }),
    fault("500", { code: 500 }),
    fault("down", { code: RESET }),
    fault("after", { code: RESET, after_delivery: true }),
    faultButton("403", () => blockPerson(person.value)),
    faultButton("twice", api.repeatUpdate),
    faultButton("kill", api.killBot));
}

function faultButton(name, work) {
  const run = () => kindly(async () => {
    await work();
    notice(say("faults.set", { what: say(`faults.${name}`) }));
  });
  const sign = SIGNS[name] ? icon(SIGNS[name]) : name === "twice" ? "2×" : name;
  const words = [el("span", { class: "badge", "aria-hidden": "true" }, sign), el("b", {}, say(`faults.${name}`)), el("small", {}, say(`faults.${name}.help`))];
  return button({ class: `fault ${name === "kill" ? "grave" : ""}`, data: { fault: name }, on: { click: run } }, words);
}

async function blockPerson(id) {
  if (!id) throw new Error(say("faults.choose"));
  await api.block(id);
}

async function refreshWaiting(node) {
  const faults = await api.loadFaults().catch(() => []);
  if (!faults.length) return node.replaceChildren();
  const lines = faults.map((fault) => el("li", {}, described(fault)));
  const clear = button({ class: "soft", on: { click: () => kindly(api.clearFaults) } }, say("faults.clear"));
  return node.replaceChildren(el("b", {}, say("faults.waiting")), el("ul", {}, lines), clear);
}

function described({ method, code, times, person, after_delivery: after }) {
  const what = code === RESET ? say(after ? "faults.after" : "faults.down") : code;
  const name = personOf(person)?.name;
  return [method === "*" ? say("calls.all.methods") : method, what, name, times > 1 ? `× ${times}` : null].filter(Boolean).join(" · ");
}
