// One person's phone: who holds it, the chat with the bot, and where they write.
import * as api from "./api.js";
import { releaseButtons } from "./bubbles.js";
import { chatLog } from "./chat.js";
import { composer } from "./composer.js";
import { openDeepLink } from "./deeplinks.js";
import { button, el } from "./dom.js";
import { icon, mark } from "./icons.js";
import { menuButton } from "./menus.js";
import { kindly } from "./notices.js";
import { avatar } from "./people.js";
import { listen, setBlocked, showPhones, state } from "./state.js";
import { roleName, say } from "./words.js";

const TYPING = 5000; // ms a "typing…" stands, as in Telegram
const TOAST = 3500; // ms

/** Make the phone of a person; it draws itself anew until the signal is aborted. */
export function phone(person, signal) {
  const writing = composer(person);
  const context = {
    person,
    onCommand: (text) => kindly(() => api.say(person.id, text.trim())),
    onEdit: (message) => writing.edit(message),
    onStart: () => kindly(() => api.start(person.id, "")),
  };
  const chat = chatLog(context);
  const status = el("small", { class: "bot-status", role: "status" }, say("bot"));
  const toast = el("div", { class: "toast", role: "status", "aria-live": "polite" });
  const screen = el("div", { class: "screen" }, appBar(status), chat.node, toast, blockedLine(person, signal), writing.node);
  const device = el("div", { class: "device" }, el("span", { class: "camera" }), screen);
  const label = [person.name, roleName(person.role), person.municipality].filter(Boolean).join(", ");
  const node = el("section", { class: `phone ${person.role ?? "guest"}`, "aria-label": label, data: { person: person.id } }, plate(person), device);
  follow({ person, chat, writing, status, toast, node, screen }, signal);
  return node;
}

function appBar(status) {
  return el("div", { class: "app-bar" }, el("span", { class: "bot-face" }, mark()), el("span", { class: "bot-name" }, el("b", {}, "Kheten"), status));
}

function plate(person) {
  const about = [roleName(person.role), person.municipality].filter(Boolean).join(" · ");
  const words = el("div", { class: "plate-words" }, el("h2", {}, person.name), el("p", {}, about));
  const code = el("span", { class: "language", lang: person.language_code }, person.language_code.toUpperCase());
  const menu = menuButton({ label: say("phone.menu", { name: person.name }), sign: "more", kind: "quiet", actions: () => phoneActions(person) });
  return el("header", { class: "plate" }, avatar(person), words, code, menu);
}

function phoneActions(person) {
  const isBlocked = state.blocked.has(person.id);
  const turn = () => kindly(async () => {
    await (isBlocked ? api.unblock : api.block)(person.id);
    setBlocked(person.id, !isBlocked);
  });
  return [
    { icon: "link", text: say("phone.link"), run: () => openDeepLink(person, null) },
    { icon: "block", text: say(isBlocked ? "phone.unblock" : "phone.block"), run: turn },
    { icon: "hide", text: say("phone.hide"), run: () => showPhones(state.shown.filter((id) => id !== person.id)) },
  ];
}

function blockedLine(person, signal) {
  const unblock = () => kindly(async () => {
    await api.unblock(person.id);
    setBlocked(person.id, false);
  });
  const line = el("div", { class: "blocked", role: "status" }, icon("block"), el("span", {}, say("phone.blocked")), button({ class: "soft", on: { click: unblock } }, say("phone.unblock")));
  const draw = () => (line.hidden = !state.blocked.has(person.id));
  listen(`blocked:${person.id}`, draw, signal);
  draw();
  return line;
}

function follow(parts, signal) {
  const { person, chat, writing, toast, node, screen } = parts;
  const typing = { timer: 0 };
  const draw = () => {
    const messages = state.chats.get(person.id);
    if (!messages) return;
    setTyping(false, parts, typing);
    releaseButtons(node);
    chat.show(messages);
    writing.showKeyboard(keyboardOf(messages));
  };
  const drawCommands = () => writing.showCommands(state.commands.get(person.id));
  listen(`chat:${person.id}`, draw, signal);
  listen(`commands:${person.id}`, drawCommands, signal);
  listen(`typing:${person.id}`, () => setTyping(true, parts, typing), signal);
  listen(`answer:${person.id}`, (answer) => showAnswer(answer, parts, toast, screen), signal);
  draw();
  drawCommands();
}

function keyboardOf(messages) {
  const withKeyboard = messages.filter((message) => message.keyboard !== null && message.keyboard !== undefined);
  return withKeyboard.length ? withKeyboard[withKeyboard.length - 1].keyboard : null;
}

function setTyping(on, parts, typing) {
  const { status, chat } = parts;
  clearTimeout(typing.timer);
  status.textContent = say(on ? "bot.typing" : "bot");
  status.classList.toggle("typing", on);
  chat.setTyping(on);
  if (on) typing.timer = setTimeout(() => setTyping(false, parts, typing), TYPING);
}

function showAnswer(answer, { node }, toast, screen) {
  releaseButtons(node);
  if (!answer.text) return;
  if (answer.show_alert) {
    showAlert(answer.text, screen);
    return;
  }
  const line = el("p", { dir: "auto" }, answer.text);
  toast.replaceChildren(line);
  setTimeout(() => line.remove(), TOAST);
}

function showAlert(text, screen) {
  const before = document.activeElement;
  const close = () => {
    cover.remove();
    before?.focus?.();
  };
  const ok = button({ class: "main", on: { click: close } }, "OK");
  const box = el("div", { class: "alert", role: "alertdialog", "aria-modal": "true", "aria-label": "Kheten" }, el("p", { dir: "auto" }, text), ok);
  const cover = el("div", { class: "alert-cover" }, box);
  cover.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    if (event.key === "Tab") event.preventDefault();
  });
  screen.append(cover);
  ok.focus();
}
