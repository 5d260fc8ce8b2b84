// Telegram's text entities as elements; offsets count UTF-16 units, which are JavaScript's own string indexes.
import { el } from "./dom.js";
import { link } from "./links.js";

const TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre", blockquote: "blockquote", expandable_blockquote: "blockquote" };
const PLAIN_LINKS = /(https?:\/\/[^\s<>«»„”"]+[^\s<>«»„”".,;:!?)])|((?:^|(?<=\s))\/[a-z][a-z0-9_]{0,31}\b)/giu;

/** Return nodes for the text; `context` is {person, onCommand} for links and commands in it. */
export function formatted(text, entities, context) {
  const sorted = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return nodes(text, 0, text.length, sorted, context, false);
}

function nodes(text, from, to, entities, context, inLink) {
  const made = [];
  let place = from;
  let rest = entities;
  while (rest.length) {
    const [first, ...others] = rest;
    const begin = Math.max(first.offset, place);
    const end = Math.min(first.offset + first.length, to);
    if (begin >= end) {
      rest = others;
      continue;
    }
    const inside = others.filter((other) => other.offset < end);
    made.push(...plain(text.slice(place, begin), context, inLink));
    made.push(wrapped(first, text, begin, end, inside, context, inLink));
    place = end;
    rest = others.filter((other) => other.offset + other.length > end);
  }
  made.push(...plain(text.slice(place, to), context, inLink));
  return made;
}

function wrapped(entity, text, begin, end, inside, context, inLink) {
  const raw = text.slice(begin, end);
  const isCode = entity.type === "code" || entity.type === "pre";
  const isLink = ["url", "text_link", "email", "phone_number"].includes(entity.type);
  const content = isCode ? [raw] : nodes(text, begin, end, inside, context, inLink || isLink);
  if (entity.type === "bot_command" && !inLink) return command(raw, context);
  if (isLink && !inLink) return link(address(entity, raw), content, context);
  if (entity.type === "spoiler") return spoiler(content);
  return TAGS[entity.type] ? el(TAGS[entity.type], {}, content) : el("span", {}, content);
}

function address(entity, raw) {
  if (entity.type === "text_link") return entity.url;
  if (entity.type === "email") return `mailto:${raw}`;
  if (entity.type === "phone_number") return `tel:${raw.replace(/[^+\d]/g, "")}`;
  return /^[a-z]+:/i.test(raw) ? raw : `https://${raw}`;
}

function plain(text, context, inLink) {
  if (!text) return [];
  if (inLink) return [text];
  const made = [];
  let place = 0;
  for (const found of text.matchAll(PLAIN_LINKS)) {
    made.push(text.slice(place, found.index));
    made.push(found[1] ? link(found[1], [found[1]], context) : command(found[0], context));
    place = found.index + found[0].length;
  }
  made.push(text.slice(place));
  return made.filter((part) => part !== "");
}

function command(text, context) {
  return el("button", { type: "button", class: "textlink", on: { click: () => context.onCommand(text) } }, text);
}

function spoiler(content) {
  const open = (event) => event.currentTarget.classList.add("open");
  return el("span", { class: "spoiler", tabindex: 0, on: { click: open, focus: open } }, content);
}
