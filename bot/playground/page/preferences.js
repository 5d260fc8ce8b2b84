// What this browser remembers between visits: small choices only, never a conversation.
const PREFIX = "kheten.playground.";

/** Return what was remembered under the name, or `fallback` (also where storage is forbidden). */
export function remembered(name, fallback) {
  try {
    const text = localStorage.getItem(PREFIX + name);
    return text === null ? fallback : JSON.parse(text);
  } catch {
    return fallback;
  }
}

/** Remember a value that survives JSON. */
export function remember(name, value) {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // A private window may refuse; the page works without memory.
  }
}
