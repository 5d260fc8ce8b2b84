// Links a bot may show: only harmless schemes, and links to the bot itself open on one of the phones.
import { el } from "./dom.js";
import { openDeepLink } from "./deeplinks.js";

const SAFE = new Set(["http:", "https:", "mailto:", "tel:"]);

/** Return the payload when the address opens the bot (t.me/<bot>?start=…), else null. */
export function startPayload(address) {
  const url = parsed(address);
  if (!url) return null;
  const onWeb = ["t.me", "telegram.me", "telegram.dog"].includes(url.hostname) && /^\/\w+\/?$/.test(url.pathname);
  const inApp = url.protocol === "tg:" && /resolve/.test(url.href);
  if (!onWeb && !inApp) return null;
  if (url.searchParams.has("start")) return url.searchParams.get("start");
  return onWeb && !url.search && /bot\/?$/i.test(url.pathname) ? "" : null;
}

function parsed(address) {
  try {
    return new URL(address);
  } catch {
    return null;
  }
}

/** Return a link element, a button for links to the bot, or plain text when the scheme is not safe. */
export function link(address, content, context) {
  const payload = startPayload(address);
  if (payload !== null) {
    const open = () => openDeepLink(context.person, payload);
    return el("button", { type: "button", class: "textlink", title: address, on: { click: open } }, content);
  }
  const url = parsed(address);
  if (!url || !SAFE.has(url.protocol)) return el("span", {}, content);
  return el("a", { href: url.href, target: "_blank", rel: "noopener noreferrer nofollow" }, content);
}

/** Follow the address of a button with a link. */
export function follow(address, person) {
  const payload = startPayload(address);
  const url = parsed(address);
  if (payload !== null) openDeepLink(person, payload);
  else if (url && SAFE.has(url.protocol)) window.open(url.href, "_blank", "noopener,noreferrer");
}
