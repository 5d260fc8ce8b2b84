// One message as an element: text with entities, file, place or contact, time, and the buttons under it.
import * as api from "./api.js";
import { button, el, unseen } from "./dom.js";
import { formatted } from "./entities.js";
import { icon } from "./icons.js";
import { follow } from "./links.js";
import { menuButton } from "./menus.js";
import { kindly, notice } from "./notices.js";
import { hourAndMinute } from "./times.js";
import { language, say } from "./words.js";

const PATIENCE = 5000; // ms until a pressed button stops waiting for its answer

/** Make the element of a message; `context` is {person, onCommand, onEdit}. */
export function bubble(message, context) {
  const mine = message.from === "me";
  const speaker = message.from === "bot" ? "Kheten:" : `${mine ? context.person.name : message.from}:`;
  const text = message.text ? el("span", { class: "text" }, formatted(message.text, message.entities, context)) : null;
  const body = el("div", { class: "bubble", dir: "auto" }, unseen(`${speaker} `), attachment(message), text, meta(message));
  const actions = mine ? messageMenu(message, context) : null;
  const rows = message.inline_keyboard?.length ? inlineButtons(message, context) : null;
  const look = `message ${mine ? "mine" : "theirs"}${actions ? " with-menu" : ""}`;
  return el("div", { class: look, data: { message: message.message_id } }, body, actions, rows);
}

function meta(message) {
  const edited = message.is_edited && message.from === "me" ? el("span", {}, `${say("message.edited")} · `) : null;
  const date = new Date(message.date);
  return el("span", { class: "meta" }, edited, el("time", { datetime: message.date }, hourAndMinute(date)));
}

function messageMenu(message, context) {
  if (!message.text) return null;
  const copy = async () => {
    await kindly(() => navigator.clipboard.writeText(message.text));
    notice(say("message.copied"));
  };
  const actions = [
    { icon: "edit", text: say("message.edit"), run: () => context.onEdit(message) },
    { icon: "copy", text: say("message.copy"), run: copy },
  ];
  return menuButton({ label: say("message.menu"), sign: "more", kind: "small quiet", actions: () => actions });
}

function inlineButtons(message, context) {
  const rows = message.inline_keyboard.map((keys, row) =>
    el("div", { class: "button-row" }, keys.map((key, column) => inlineButton(message, context, key, { row, column }))),
  );
  return el("div", { class: "inline-buttons" }, rows);
}

function inlineButton(message, context, key, place) {
  const address = key.url ?? key.web_app?.url ?? key.login_url?.url;
  const press = (event) => {
    if (address) return follow(address, context.person);
    const node = event.currentTarget;
    if (node.getAttribute("aria-busy") === "true") return undefined;
    node.setAttribute("aria-busy", "true");
    setTimeout(() => node.removeAttribute("aria-busy"), PATIENCE);
    const what = key.callback_data ? { data: key.callback_data } : { button: key.text };
    return kindly(() => api.tap(context.person.id, { ...what, message_id: message.message_id }));
  };
  const sign = address ? el("span", { class: "corner", "aria-hidden": "true" }, "↗") : null;
  const long = key.text.split(/\s+/).some((word) => word.length > 16);
  return button({ class: `inline${long ? " long" : ""}`, dir: "auto", data: place, on: { click: press } }, key.text, sign);
}

/** Let every pressed button inside the node be pressed again. */
export function releaseButtons(node) {
  for (const pressed of node.querySelectorAll("[aria-busy=true]")) pressed.removeAttribute("aria-busy");
}

function attachment(message) {
  if (message.file) return filePart(message.file);
  if (message.venue) return locationPart(message.venue.location, message.venue.title);
  if (message.location) return locationPart(message.location, say("message.location"));
  if (message.contact) return contactPart(message.contact);
  if (message.poll) return pollPart(message.poll);
  if (message.dice) return el("b", {}, `${message.dice.emoji} ${message.dice.value}`);
  return null;
}

function filePart(file) {
  const address = file.url;
  if (file.kind === "photo" || file.kind === "sticker") {
    const image = el("img", { src: address, alt: say("message.photo"), loading: "lazy", class: "photo" });
    return el("a", { href: address, target: "_blank", rel: "noopener", class: "photo-link" }, image);
  }
  if (file.kind === "voice" || file.kind === "audio") return voicePart(file, address);
  const name = file.file_name || say(file.kind === "document" ? "message.document" : "message.file");
  const about = el("span", { class: "file-text" }, el("b", {}, name), el("small", {}, size(file.file_size)));
  return el("a", { href: address, download: name, class: "file" }, el("span", { class: "file-sign" }, icon("document")), about);
}

function voicePart(file, address) {
  const player = el("audio", { controls: true, preload: "none", src: address, "aria-label": say("message.voice") });
  const about = el("small", {}, `${say("message.voice")} · ${size(file.file_size)}`);
  return el("span", { class: "voice" }, el("span", { class: "voice-head" }, icon("voice"), about), player);
}

function locationPart({ latitude, longitude }, title) {
  const place = `${Number(latitude).toFixed(4)}, ${Number(longitude).toFixed(4)}`;
  const map = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=14/${latitude}/${longitude}`;
  const words = el("span", { class: "file-text" }, el("b", {}, title), el("small", {}, place));
  const address = { href: map, target: "_blank", rel: "noopener noreferrer", class: "file place", title: say("message.map") };
  return el("a", address, el("span", { class: "file-sign" }, icon("location")), words);
}

function pollPart(poll) {
  const answers = poll.options.map((option) => el("li", {}, option.text));
  return el("span", { class: "poll" }, el("b", {}, poll.question), el("ul", {}, answers));
}

function contactPart(contact) {
  const name = [contact.first_name, contact.last_name].filter(Boolean).join(" ");
  const words = el("span", { class: "file-text" }, el("b", {}, name || say("message.contact")), el("small", {}, contact.phone_number));
  return el("span", { class: "file" }, el("span", { class: "file-sign" }, icon("contact")), words);
}

function size(bytes) {
  if (!bytes) return "";
  const style = (unit) => ({ style: "unit", unit, maximumFractionDigits: 1 });
  if (bytes < 1024 * 1024) return new Intl.NumberFormat(language(), style("kilobyte")).format(Math.max(0.1, bytes / 1024));
  return new Intl.NumberFormat(language(), style("megabyte")).format(bytes / 1024 / 1024);
}
