// Short notes at the bottom of the page; screen readers hear them, nobody has to close them.
import { el } from "./dom.js";
import { say } from "./words.js";

const SHOWN = 4500; // ms
const place = el("div", { class: "notices", role: "status", "aria-live": "polite" });
document.body.append(place);

/** Show a note; `kind` is "good" or "bad". */
export function notice(text, kind = "good") {
  const node = el("p", { class: `notice ${kind}` }, text);
  place.append(node);
  setTimeout(() => node.remove(), SHOWN);
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
