// The log of Bot API calls: one line each, opened it shows the parameters and the answer as JSON.
import { el, field, offer } from "./dom.js";
import { listen, personOf, state } from "./state.js";
import { say } from "./words.js";

const SHOWN = 120; // rows; older ones stay with the server

/** Make the panel; it draws itself anew until the signal is aborted. */
export function callsPanel(signal) {
  const filter = { person: "", method: "", polling: false };
  const rows = el("div", { class: "calls" });
  const persons = el("select", {});
  const methods = el("select", {});
  const polling = el("input", { type: "checkbox" });
  const draw = () => drawRows(rows, filter);
  persons.addEventListener("change", () => change({ person: persons.value }));
  methods.addEventListener("change", () => change({ method: methods.value }));
  polling.addEventListener("change", () => change({ polling: polling.checked }));

  function change(part) {
    Object.assign(filter, part);
    draw();
  }
  function drawFilters() {
    const known = [...new Set(state.calls.map((call) => call.method))].sort();
    offer(persons, [["", say("calls.all")], ...state.people.map((one) => [one.id, one.name])]);
    offer(methods, [["", say("calls.all.methods")], ...known.map((name) => [name, name])]);
  }
  listen("calls", () => (drawFilters(), draw()), signal);
  listen("people", drawFilters, signal);
  drawFilters();
  draw();
  const two = el("div", { class: "two" }, field(say("calls.person"), persons), field(say("calls.method"), methods));
  const check = el("label", { class: "check" }, polling, el("span", {}, say("calls.polling")));
  return el("div", { class: "panel" }, el("p", { class: "help" }, say("calls.help")), two, check, rows);
}

function drawRows(rows, filter) {
  const wanted = state.calls.filter((call) => fits(call, filter)).slice(-SHOWN).reverse();
  const old = new Map([...rows.children].map((node) => [node.dataset.seq, node]));
  const fresh = wanted.map((call) => old.get(String(call.seq)) ?? row(call));
  rows.replaceChildren(...(fresh.length ? fresh : [el("p", { class: "nothing" }, say("calls.none"))]));
}

function fits(call, { person, method, polling }) {
  if (method ? call.method !== method : call.method === "getUpdates" && !polling) return false;
  return !person || String(personIn(call)) === person;
}

function personIn({ parameters, person }) {
  return person ?? parameters?.chat_id ?? parameters?.user_id ?? "";
}

function row(call) {
  const good = succeeded(call.answer);
  const result = good ? say("calls.ok") : String(call.answer?.error_code ?? "✕");
  const clock = String(call.date ?? "").slice(11, 19);
  const top = el("span", { class: "call-top" }, el("code", { class: "method" }, call.method), el("span", { class: `result ${good ? "good" : "bad"}` }, result));
  const about = el("span", { class: "call-about" }, clock, ` · ${Math.round(call.ms ?? 0)} ms`, brief(call));
  const node = el("details", { class: "call", data: { seq: call.seq } }, el("summary", {}, top, about));
  node.addEventListener("toggle", () => node.open && node.children.length === 1 && node.append(...unfolded(call)));
  return node;
}

function succeeded(answer) {
  return answer?.ok === true;
}

function brief(call) {
  const { parameters = {}, answer } = call;
  const name = personOf(personIn(call))?.name;
  const failure = succeeded(answer) ? null : answer?.description;
  const text = failure ?? parameters?.text ?? parameters?.caption ?? parameters?.action;
  return [name, text && String(text).replace(/\s+/g, " ").slice(0, 90)].filter(Boolean).map((part) => ` · ${part}`).join("");
}

function unfolded(call) {
  const part = (title, value) => [el("h4", {}, title), el("pre", { tabindex: 0 }, JSON.stringify(value, unpacked, 2))];
  return [...part(say("calls.parameters"), call.parameters), ...part(say("calls.answer"), call.answer)];
}

function unpacked(_name, value) {
  if (typeof value !== "string" || !/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value); // clients send keyboards as JSON inside a form field
  } catch {
    return value;
  }
}
