// Short notes at the bottom of the page; screen readers hear them, nobody has to close them.
import { el } from "./dom.js";
import { say } from "./words.js";

const SHOWN = { good: 2800, bad: 6000 }; // ms
const AT_ONCE = 3;
const place = el("div", { class: "notices", role: "status", "aria-live": "polite" });
const spoken = el("div", { class: "unseen", role: "status", "aria-live": "polite" });
document.body.append(place, spoken);

/** Show a note; `kind` is "good" or "bad". */
export function notice(text, kind = "good") {
  const node = el("p", { class: `notice ${kind}` }, text);
  place.append(node);
  while (place.children.length > AT_ONCE) place.firstElementChild.remove();
  setTimeout(() => node.remove(), SHOWN[kind]);
}

/** Say something to screen readers that the eye sees anyway. */
export function tell(text) {
  spoken.textContent = text;
}

/** Run the work and turn a failure into a kind note; returns undefined then. */
export async function kindly(work) {
  try {
    return await work();
  } catch (error) {
    notice(error.status === 0 ? say("problem.network") : say("problem", { reason: error.message }), "bad");
    return undefined;
  }
}
