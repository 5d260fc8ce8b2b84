// Dates and times as people in Riga see them, and the days on which the bot reminds.
import { language } from "./words.js";

const ZONE = "Europe/Riga";
const REMINDER_DAYS = [2, 5, 7, 10]; // three days before the 5th, on it, two and five days after
const MONTHS_WITHOUT = [9, 10]; // the season is October to July, its reports are due a month later

function format(date, options) {
  return new Intl.DateTimeFormat(language(), { timeZone: ZONE, ...options }).format(date);
}

/** "09:05" */
export function hourAndMinute(date) {
  return new Intl.DateTimeFormat("lv", { timeZone: ZONE, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(date);
}

/** "pirmdiena, 2. novembris" */
export function longDay(date) {
  return format(date, { weekday: "long", day: "numeric", month: "long" });
}

/** "2. nov." */
export function shortDay(date) {
  return format(date, { day: "numeric", month: "short" });
}

/** The date and time in Riga as numbers and as "2026-11-02T09:00" (the value of a date-time field). */
export function inRiga(date) {
  const options = { timeZone: ZONE, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const parts = Object.fromEntries(new Intl.DateTimeFormat("en", options).formatToParts(date).map((part) => [part.type, part.value]));
  const { year, month, day, hour, minute } = parts;
  return { year: Number(year), month: Number(month), day: Number(day), hour: Number(hour), text: `${year}-${month}-${day}T${hour}:${minute}` };
}

/** Turn "2026-11-02T09:00" of Riga into an ISO time with Riga's offset on that day. */
export function fromRiga(text) {
  for (const hours of [2, 3]) {
    const offset = `+0${hours}:00`;
    const moment = new Date(`${text}:00${offset}`);
    if (inRiga(moment).text === text) return `${text}:00${offset}`;
  }
  return `${text}:00+02:00`; // an hour that is skipped in spring becomes the next one
}

/** Return the next reminder day at ten o'clock after `now`, as "2026-11-05T10:00" of Riga. */
export function nextReminder(now) {
  const from = inRiga(now);
  for (let ahead = 0; ahead < 4; ahead += 1) {
    const month = ((from.month - 1 + ahead) % 12) + 1;
    const year = from.year + Math.floor((from.month - 1 + ahead) / 12);
    if (MONTHS_WITHOUT.includes(month)) continue;
    for (const day of REMINDER_DAYS) {
      const text = `${year}-${two(month)}-${two(day)}T10:00`;
      if (text > from.text) return text;
    }
  }
  return from.text;
}

function two(number) {
  return String(number).padStart(2, "0");
}
