// What the page knows, in one place; parts of the page listen to topics and draw themselves again.
import { remember, remembered } from "./preferences.js";

const bus = new EventTarget();

export const state = {
  people: [],
  chats: new Map(), // person id -> messages, oldest first
  commands: new Map(), // person id -> [{command, description}]
  unread: new Set(), // ids of people whose phone is out of sight and has a new message
  blocked: new Set(), // ids of people who blocked the bot, as far as this page has seen it
  drafts: new Map(), // person id -> text typed and not sent yet
  calls: [],
  connected: null,
  shown: remembered("shown", null), // ids of the phones on the table; null before the first visit
  active: remembered("active", null), // the one phone seen on a small screen
};

/** Call `listener(detail)` whenever the topic is announced, until the signal is aborted. */
export function listen(topic, listener, signal) {
  bus.addEventListener(topic, (event) => listener(event.detail), { signal });
}

/** Tell all listeners of a topic. */
export function announce(topic, detail) {
  bus.dispatchEvent(new CustomEvent(topic, { detail }));
}

/** Return the person with this id, or undefined. */
export function personOf(id) {
  return state.people.find((person) => String(person.id) === String(id));
}

/** Return the people whose phones stand on the table, in the order of the cast. */
export function shownPeople() {
  return state.people.filter((person) => (state.shown ?? []).includes(person.id));
}

/** Put exactly these phones on the table and remember it. */
export function showPhones(ids) {
  state.shown = ids;
  if (!ids.includes(state.active)) activate(ids[0] ?? null);
  remember("shown", ids);
  announce("shown");
}

/** Bring one phone to the front, putting it on the table when it is not there. */
export function activate(id) {
  state.active = id;
  state.unread.delete(id);
  remember("active", id);
  if (id !== null && !(state.shown ?? []).includes(id)) showPhones([...(state.shown ?? []), id]);
  announce("active", id);
}

/** Note that a person has blocked the bot, or let it in again. */
export function setBlocked(id, isBlocked) {
  if (isBlocked) state.blocked.add(id);
  else state.blocked.delete(id);
  announce(`blocked:${id}`);
}

/** Choose the first cast: a mediator, a participant, a coordinator, then others, as many as fit. */
export function firstCast(people, room) {
  const chosen = [];
  for (const role of ["mediator", "coordinator", "participant"]) {
    const person = people.find((one) => one.role === role);
    if (person) chosen.push(person);
  }
  for (const person of people) {
    if (chosen.length >= room) break;
    if (!chosen.includes(person)) chosen.push(person);
  }
  return chosen.slice(0, room).map((person) => person.id);
}
