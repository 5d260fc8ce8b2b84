// Keeps the state fresh: an event only says whose phone changed, and that chat is fetched again.
import { loadCalls, loadChat, loadCommands, loadPeople } from "./api.js";
import { announce, firstCast, personOf, setBlocked, showPhones, state } from "./state.js";

const DEBOUNCE = 25; // ms; one press of a button makes several events
const KEPT_CALLS = 400;
const pending = new Map(); // what is to be fetched -> "waiting", "running" or "again"

/** Fetch in a moment; one fetch of a kind at a time, and one more after it when something happened meanwhile. */
function soon(key, work) {
  if (pending.has(key)) {
    if (pending.get(key) === "running") pending.set(key, "again");
    return;
  }
  pending.set(key, "waiting");
  setTimeout(async () => {
    pending.set(key, "running");
    await work().catch(() => undefined);
    const again = pending.get(key) === "again";
    pending.delete(key);
    if (again) soon(key, work);
  }, DEBOUNCE);
}

/** Fetch everything again and keep it fresh by server-sent events; reconnects by itself. */
export function openFeed() {
  const source = new EventSource("/sim/events");
  source.addEventListener("open", () => {
    setConnected(true);
    refetchAll().catch(() => setConnected(false));
  });
  source.addEventListener("error", () => {
    setConnected(false);
    if (source.readyState === EventSource.CLOSED) setTimeout(openFeed, 2000);
  });
  source.addEventListener("message", (event) => take(JSON.parse(event.data)));
}

function setConnected(connected) {
  if (state.connected === connected) return;
  state.connected = connected;
  announce("connection", connected);
}

/** Load people, chats, commands and calls from the beginning. */
export async function refetchAll() {
  state.calls = []; // a server that was started anew counts from one again
  await refetchPeople();
  await Promise.allSettled(state.people.flatMap((person) => [refetchChat(person.id), refetchCommands(person.id)]));
  for (const topic of ["clock", "faults"]) announce(topic);
  await refetchCalls();
}

async function refetchPeople() {
  state.people = await loadPeople();
  await Promise.allSettled(state.people.filter((one) => !state.chats.has(one.id)).map((one) => refetchChat(one.id)));
  const known = (state.shown ?? []).filter((id) => state.people.some((person) => person.id === id));
  const changed = state.shown === null || known.length !== state.shown.length;
  if (changed) showPhones(known.length ? known : firstCast(state.people, roomForPhones()));
  announce("people");
}

function roomForPhones() {
  return Math.max(3, Math.min(4, Math.floor((window.innerWidth - 40) / 350)));
}

async function refetchChat(id) {
  const before = state.chats.get(id);
  const messages = await loadChat(id);
  state.chats.set(id, messages);
  if (before && newFromBot(before, messages)) announce("news", id);
  announce(`chat:${id}`);
}

function newFromBot(before, after) {
  const last = before.length ? before[before.length - 1].message_id : 0;
  return after.some((message) => message.from === "bot" && message.message_id > last);
}

async function refetchCommands(id) {
  state.commands.set(id, await loadCommands(id));
  announce(`commands:${id}`);
}

async function refetchCalls() {
  const last = state.calls.length ? state.calls[state.calls.length - 1].seq : 0;
  const fresh = (await loadCalls(last)).filter((call) => call.seq > last);
  if (!fresh.length) return;
  state.calls = [...state.calls, ...fresh].slice(-KEPT_CALLS);
  announce("calls");
}

function take(event) {
  const id = event.person;
  if (event.type === "people") soon("people", refetchPeople);
  else if (event.type === "blocked") setBlocked(id, event.is_blocked);
  else if (event.type === "faults") announce("faults");
  else if (event.type === "clock") announce("clock");
  else if (event.type === "call") soon("calls", state.chats.size ? refetchCalls : refetchAll); // no chats before a bot's first call
  else if (event.type === "commands") soon(`commands:${id}`, () => forEach(id, refetchCommands));
  else if (event.type === "typing") announce(`typing:${id}`);
  else if (event.type === "callback_answer") announce(`answer:${id}`, event);
  else if (personOf(id)) soon(`chat:${id}`, () => refetchChat(id));
}

function forEach(id, work) {
  const ids = id === undefined || id === null ? state.people.map((person) => person.id) : [id];
  return Promise.all(ids.map(work));
}
