// A link to the bot (t.me/<bot>?start=code) opens on a phone of the table: this one, another, or a new person's.
import { addPerson, start } from "./api.js";
import { openDialog } from "./dialogs.js";
import { button, el, field } from "./dom.js";
import { kindly } from "./notices.js";
import { activate, state } from "./state.js";
import { language, roleName, say } from "./words.js";

/** Ask on whose phone the link is to be opened, the present one first; `payload` null lets the person type it. */
export function openDeepLink(person, payload) {
  const code = el("input", { value: payload ?? "", maxlength: 64, pattern: "[A-Za-z0-9_\\-]*", spellcheck: "false", autocomplete: "off" });
  const others = state.people.filter((one) => one.id !== person.id);
  const openOn = (one) => {
    dialog.close();
    return openAs(one, code.value.trim());
  };
  const body = [
    el("p", {}, say("link.help")),
    field(say("link.code"), code),
    button({ class: "main wide", on: { click: () => openOn(person) }, autofocus: true }, say("link.here", { name: person.name })),
    el("h3", {}, say("link.other")),
    el("div", { class: "choices" }, others.map((one) => choice(one, () => openOn(one))), newcomer(() => openOn(null))),
  ];
  const dialog = openDialog({ title: say("link.title"), body });
}

function choice(person, run) {
  const about = [roleName(person.role), person.municipality].filter(Boolean).join(" · ");
  return button({ class: "choice", on: { click: run } }, el("b", {}, person.name), el("small", {}, about));
}

function newcomer(run) {
  return button({ class: "choice", on: { click: run } }, el("b", {}, say("link.new")), el("small", {}, roleName(null)));
}

function openAs(person, payload) {
  return kindly(async () => {
    const one = person ?? (await addPerson(say("link.new.name"), language()));
    await start(one.id, payload);
    activate(one.id);
  });
}
