// Native <dialog>s: the browser keeps the focus inside and closes on Escape.
import { button, el } from "./dom.js";
import { icon } from "./icons.js";
import { say } from "./words.js";

/** Open a dialog with a form; `submit(form)` runs on the main button, then the dialog closes. */
export function openDialog({ title, body, submitText, submit }) {
  const closing = button({ class: "round", label: say("close"), on: { click: () => dialog.close() } }, icon("close"));
  const head = el("header", {}, el("h2", {}, title), closing);
  const foot = submitText ? el("footer", {}, button({ class: "main", type: "submit" }, submitText)) : null;
  const form = el("form", { method: "dialog" }, head, el("div", { class: "dialog-body" }, body), foot);
  const dialog = el("dialog", { class: "dialog", "aria-label": title }, form);
  form.addEventListener("submit", () => submit?.(form));
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
