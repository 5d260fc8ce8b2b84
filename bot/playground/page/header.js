// The top of the page: name, clock, language, light or dark, and the way backstage.
import { clockPanel } from "./clock.js";
import { button, el } from "./dom.js";
import { icon, mark } from "./icons.js";
import { remember, remembered } from "./preferences.js";
import { announce } from "./state.js";
import { LANGUAGES, chooseLanguage, language, say } from "./words.js";

const THEMES = { auto: "contrast", light: "sun", dark: "moon" };

/** Make the header; returns {node, backstage} with the button that opens the drawer. */
export function header(signal) {
  const name = el("div", { class: "brand" }, mark(), el("h1", {}, "Kheten", el("small", {}, say("tagline"))));
  const backstage = button({ class: "soft backstage", "aria-controls": "drawer" }, icon("backstage"), el("span", {}, say("drawer")));
  const tools = el("div", { class: "tools" }, languageSwitch(), themeButton(), backstage);
  return { node: el("header", { class: "top" }, name, clockPanel(signal), tools), backstage };
}

function languageSwitch() {
  const choice = (code) => {
    const choose = () => {
      chooseLanguage(code);
      announce("language", code);
    };
    return button({ lang: code, title: LANGUAGES[code], "aria-label": `${code.toUpperCase()}, ${LANGUAGES[code]}`, "aria-pressed": String(code === language()), data: { language: code }, on: { click: choose } }, code.toUpperCase());
  };
  return el("div", { class: "switch", role: "group", "aria-label": say("page.language") }, Object.keys(LANGUAGES).map(choice));
}

/** Apply the remembered look; "auto" leaves it to the device. */
export function applyTheme() {
  const theme = remembered("theme", "auto");
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  return theme in THEMES ? theme : "auto";
}

function themeButton() {
  const node = button({ class: "round quiet", on: { click: next } });
  function next() {
    const names = Object.keys(THEMES);
    remember("theme", names[(names.indexOf(applyTheme()) + 1) % names.length]);
    draw();
  }
  function draw() {
    const theme = applyTheme();
    node.replaceChildren(icon(THEMES[theme]));
    node.title = say(`theme.${theme}`);
    node.setAttribute("aria-label", say(`theme.${theme}`));
  }
  draw();
  return node;
}
