// The playground's own HTTP interface as functions; every failure becomes one kind of error with a text to show.

/** A request that did not succeed; `status` is 0 when the server could not be reached. */
export class RequestError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function request(path, options = {}) {
  let answer;
  try {
    answer = await fetch(path, options);
  } catch (error) {
    throw new RequestError(0, String(error.message ?? error));
  }
  const text = await answer.text();
  if (!answer.ok) throw new RequestError(answer.status, reason(text) || answer.statusText);
  return text ? JSON.parse(text) : null;
}

function reason(text) {
  try {
    const body = JSON.parse(text);
    return String(body.error ?? body.description ?? body.message ?? "");
  } catch {
    return text.length < 300 ? text : "";
  }
}

function post(path, body = {}) {
  const headers = { "Content-Type": "application/json" };
  return request(path, { method: "POST", headers, body: JSON.stringify(body) });
}

const of = (id) => `/sim/people/${encodeURIComponent(id)}`;

export const loadPeople = () => request("/sim/people");
export const addPerson = (name, language_code) => post("/sim/people", { name, language_code });
export const loadChat = (id) => request(`${of(id)}/chat`);
export const loadCommands = (id) => request(`${of(id)}/commands`);
export const say = (id, text) => post(`${of(id)}/say`, { text });
export const tap = (id, what) => post(`${of(id)}/tap`, what);
export const start = (id, payload) => post(`${of(id)}/start`, { payload });
export const edit = (id, message_id, text) => post(`${of(id)}/edit`, { message_id, text });
export const block = (id) => post(`${of(id)}/block`);
export const unblock = (id) => post(`${of(id)}/unblock`);
export const sendValue = (id, value) => post(`${of(id)}/send`, value);

/** Send a file as `kind`: photo, voice or document. */
export function sendFile(id, kind, blob, name) {
  const form = new FormData();
  form.append(kind, blob, name);
  return request(`${of(id)}/send`, { method: "POST", body: form });
}

export const loadClock = () => request("/sim/clock");
export const moveClock = (change) => post("/sim/clock", change);
export const addFault = (fault) => post("/sim/faults", fault);
export const loadCalls = (since) => request(`/sim/calls?since=${since}`);
export const loadFaults = () => request("/sim/faults");
export const clearFaults = () => request("/sim/faults", { method: "DELETE" });
export const repeatUpdate = () => post("/sim/updates", { duplicate: true });
export const killBot = () => post("/sim/kill");
