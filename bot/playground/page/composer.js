// Where a person writes: text field, attachments, the bot's commands and its reply keyboard.
import * as api from "./api.js";
import { askContact, askLocation, attachButton } from "./attachments.js";
import { button, el } from "./dom.js";
import { icon } from "./icons.js";
import { menuButton } from "./menus.js";
import { kindly, notice } from "./notices.js";
import { state } from "./state.js";
import { recordVoice } from "./voice.js";
import { say } from "./words.js";

/** Make the composer; returns {node, showKeyboard(rows), showCommands(list), edit(message)}. */
export function composer(person) {
  const editing = { message: null };
  const input = el("textarea", { rows: 1, dir: "auto", placeholder: say("write"), "aria-label": say("write.as", { name: person.name }), enterkeyhint: "send", data: { role: "composer" } });
  const send = el("button", { type: "submit", class: "round main", "aria-label": say("send"), title: say("send"), data: { role: "send" } }, icon("send"));
  const commands = el("span", { class: "commands" });
  const keyboardToggle = button({ class: "round quiet", label: say("keyboard"), "aria-expanded": "true", hidden: true }, icon("keyboard"));
  const banner = el("div", { class: "editing", hidden: true });
  const attach = attachButton(person, () => recordVoice(person, node));
  const line = el("form", { class: "composer-line" }, attach, el("div", { class: "input-holder" }, input, keyboardToggle, commands), send);
  const keyboard = el("div", { class: "keyboard", role: "group", "aria-label": say("keyboard"), hidden: true });
  const node = el("div", { class: "composer" }, banner, line, keyboard);
  wire({ person, input, line, editing, banner });
  keyboardToggle.addEventListener("click", () => {
    keyboard.hidden = !keyboard.hidden;
    keyboardToggle.setAttribute("aria-expanded", String(!keyboard.hidden));
  });
  return {
    node,
    focus: () => input.focus(),
    edit: (message) => startEditing(message, editing, banner, input),
    showKeyboard: (rows) => showKeyboard(rows, keyboard, keyboardToggle, person),
    showCommands: (list) => commands.replaceChildren(...(list?.length ? [commandsMenu(person, list)] : [])),
  };
}

function wire({ person, input, line, editing, banner }) {
  input.value = state.drafts.get(person.id) ?? "";
  input.addEventListener("input", () => {
    if (!editing.message) state.drafts.set(person.id, input.value);
    grow(input);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      line.requestSubmit();
    } else if (event.key === "Escape" && editing.message) {
      stopEditing(editing, banner, input);
    }
  });
  line.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(person, input, editing, banner);
  });
}

function grow(input) {
  input.style.height = "auto";
  input.style.height = `${Math.min(input.scrollHeight, 128)}px`;
}

async function submit(person, input, editing, banner) {
  const text = input.value;
  if (!text.trim()) return;
  if (state.blocked.has(person.id)) {
    notice(say("phone.blocked"), "bad");
    return;
  }
  const { message } = editing;
  if (message) stopEditing(editing, banner, input);
  else clear(person, input);
  const done = await kindly(async () => {
    await (message ? api.edit(person.id, message.message_id, text) : api.say(person.id, text));
    return true;
  });
  if (done || input.value) return;
  input.value = text;
  grow(input);
}

function clear(person, input) {
  input.value = "";
  state.drafts.delete(person.id);
  grow(input);
}

function startEditing(message, editing, banner, input) {
  editing.message = message;
  const cancel = button({ class: "round small quiet", label: say("cancel"), on: { click: () => stopEditing(editing, banner, input) } }, icon("close"));
  banner.replaceChildren(icon("edit"), el("span", {}, say("message.editing")), cancel);
  banner.hidden = false;
  input.value = message.text;
  grow(input);
  input.focus();
}

function stopEditing(editing, banner, input) {
  editing.message = null;
  banner.hidden = true;
  input.value = "";
  grow(input);
}

function commandsMenu(person, list) {
  const actions = () =>
    list.map(({ command, description }) => {
      const text = `/${String(command).replace(/^\//, "")}`;
      return { text: description, hint: text, run: () => kindly(() => api.say(person.id, text)) };
    });
  return menuButton({ label: say("commands"), sign: "slash", actions, kind: "quiet" });
}

function showKeyboard(rows, keyboard, toggle, person) {
  const print = JSON.stringify(rows ?? null);
  if (keyboard.dataset.print === print) return;
  keyboard.dataset.print = print;
  const any = Boolean(rows?.length);
  keyboard.hidden = !any;
  toggle.hidden = !any;
  toggle.setAttribute("aria-expanded", String(any));
  keyboard.replaceChildren(...(rows ?? []).map((row) => el("div", { class: "button-row" }, row.map((key) => keyboardKey(key, person)))));
}

function keyboardKey(key, person) {
  const label = typeof key === "string" ? key : key.text;
  const press = () => {
    if (key.request_contact) return askContact(person);
    if (key.request_location) return askLocation(person);
    return kindly(() => api.tap(person.id, { button: label }));
  };
  return button({ class: "key", dir: "auto", on: { click: press } }, label);
}
