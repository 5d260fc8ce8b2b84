// Backstage: API calls, faults on demand and new people; a side panel, on small screens a sheet from below.
import { addPerson } from "./api.js";
import { callsPanel } from "./calls.js";
import { button, el, field, select } from "./dom.js";
import { faultsPanel } from "./faults.js";
import { icon } from "./icons.js";
import { kindly, notice } from "./notices.js";
import { remember, remembered } from "./preferences.js";
import { activate, listen } from "./state.js";
import { LANGUAGES, language, say } from "./words.js";

const TABS = ["calls", "faults", "people"];

/** Make the drawer; returns {node, toggle(), isOpen()}. */
export function drawer(signal, onChange) {
  const panels = { calls: callsPanel(signal), faults: faultsPanel(signal), people: peoplePanel() };
  const tabs = Object.fromEntries(TABS.map((name) => [name, tabButton(name, () => choose(name))]));
  const row = el("div", { class: "tabs", role: "tablist", "aria-label": say("drawer") }, Object.values(tabs));
  const close = button({ class: "round quiet", label: say("drawer.close"), on: { click: () => setOpen(false) } }, icon("close"));
  const node = el("aside", { class: "drawer", "aria-label": say("drawer"), id: "drawer" }, el("div", { class: "drawer-head" }, row, close), Object.values(panels));
  for (const [name, panel] of Object.entries(panels)) setAttributes(panel, { role: "tabpanel", id: `panel-${name}`, "aria-labelledby": `tab-${name}` });

  function choose(name) {
    for (const [other, panel] of Object.entries(panels)) panel.hidden = other !== name;
    for (const [other, tab] of Object.entries(tabs)) setAttributes(tab, { "aria-selected": other === name, tabindex: other === name ? 0 : -1 });
    remember("tab", name);
  }

  function setOpen(open) {
    node.hidden = !open;
    remember("drawer", open);
    onChange(open);
  }

  row.addEventListener("keydown", (event) => onArrow(event, tabs));
  node.addEventListener("keydown", (event) => event.key === "Escape" && setOpen(false));
  listen("open-drawer", (name) => {
    setOpen(true);
    choose(name);
    panels[name].querySelector("input, select, button")?.focus();
  }, signal);
  choose(TABS.includes(remembered("tab", "calls")) ? remembered("tab", "calls") : "calls");
  node.hidden = !remembered("drawer", false);
  return { node, isOpen: () => !node.hidden, toggle: () => setOpen(node.hidden) };
}

function setAttributes(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
}

function tabButton(name, run) {
  return button({ class: "tab", role: "tab", id: `tab-${name}`, "aria-controls": `panel-${name}`, on: { click: run } }, say(`tab.${name}`));
}

function onArrow(event, tabs) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const all = Object.values(tabs);
  const next = all[(all.indexOf(document.activeElement) + step + all.length) % all.length];
  next.focus();
  next.click();
}

function peoplePanel() {
  const name = el("input", { required: true, maxlength: 64, autocomplete: "off" });
  const code = select({}, Object.entries(LANGUAGES), language());
  const form = el("form", { class: "stack" }, field(say("add.name"), name), field(say("add.language"), code), el("button", { type: "submit", class: "main" }, say("add.submit")));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const person = await kindly(() => addPerson(name.value.trim(), code.value));
    if (!person) return;
    activate(person.id);
    notice(say("add.done", { name: person.name ?? name.value }));
    form.reset();
  });
  return el("div", { class: "panel" }, el("p", { class: "help" }, say("add.help")), form);
}
