// The page's own texts in three languages; a text missing in one falls back to Latvian, never to blank.
import { remember, remembered } from "./preferences.js";
import { en } from "./words_en.js";
import { lv } from "./words_lv.js";
import { ru } from "./words_ru.js";

export const LANGUAGES = { lv: "Latviešu", ru: "Русский", en: "English" };
const DICTIONARIES = { lv, ru, en };
const known = remembered("language", "lv");
let chosen = known in DICTIONARIES ? known : "lv";

/** Return the text for the key with `{name}` replaced by values. */
export function say(key, values = {}) {
  const text = DICTIONARIES[chosen][key] ?? lv[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/** Return the code of the page's language. */
export function language() {
  return chosen;
}

/** Change the page's language and remember it. */
export function chooseLanguage(code) {
  chosen = code;
  remember("language", code);
}

/** Return the role in the page's language; people without one yet are guests. */
export function roleName(role) {
  return say(`role.${["mediator", "coordinator", "participant"].includes(role) ? role : "guest"}`);
}
