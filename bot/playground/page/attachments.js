// What a person can send besides text: photo, document, voice, place, contact.
import * as api from "./api.js";
import { openDialog } from "./dialogs.js";
import { el, field, select } from "./dom.js";
import { menuButton } from "./menus.js";
import { kindly } from "./notices.js";
import { samplePhoto, sampleVoice } from "./samples.js";
import { say } from "./words.js";

const PLACES = [
  ["57.2455,22.5886", "Talsi"],
  ["56.6512,23.7214", "Jelgava"],
  ["56.9496,24.1052", "Rīga"],
  ["56.9669,23.1531", "Tukums"],
  ["57.3894,21.5606", "Ventspils"],
  ["57.1853,27.6787", "Viļaka"],
];

/** The paper-clip button of a composer; `record()` starts a recording, where the browser can. */
export function attachButton(person, record) {
  const actions = () => [
    { icon: "photo", text: say("attach.photo"), run: () => pick(person, "photo", "image/*") },
    { icon: "photo", text: say("attach.photo.sample"), run: () => sendPhoto(person) },
    { icon: "document", text: say("attach.document"), run: () => pick(person, "document", "") },
    ...(canRecord() ? [{ icon: "voice", text: say("attach.voice"), run: record }] : []),
    { icon: "voice", text: say("attach.voice.file"), run: () => pick(person, "voice", "audio/*") },
    { icon: "voice", text: say("attach.voice.sample"), run: () => sendVoice(person) },
    { icon: "location", text: say("attach.location"), run: () => askLocation(person) },
    { icon: "contact", text: say("attach.contact"), run: () => askContact(person) },
  ];
  return menuButton({ label: say("attach"), sign: "attach", actions, kind: "quiet" });
}

function canRecord() {
  return Boolean(navigator.mediaDevices?.getUserMedia) && "MediaRecorder" in window;
}

function pick(person, kind, accept) {
  const input = el("input", { type: "file", accept });
  input.addEventListener("change", () => {
    const [file] = input.files;
    if (file) kindly(() => api.sendFile(person.id, kind, file, file.name));
  });
  input.click();
}

function sendPhoto(person) {
  return kindly(async () => api.sendFile(person.id, "photo", await samplePhoto(), "paraugs.png"));
}

function sendVoice(person) {
  return kindly(() => api.sendFile(person.id, "voice", sampleVoice(), "voice.wav"));
}

/** Ask for a place and send it. */
export function askLocation(person) {
  const number = (name, value) => el("input", { name, value, type: "number", step: "any", required: true });
  const [latitude, longitude] = [number("latitude", PLACES[0][0].split(",")[0]), number("longitude", PLACES[0][0].split(",")[1])];
  const place = select({ name: "place" }, PLACES, PLACES.find(([, town]) => town === person.municipality)?.[0] ?? PLACES[0][0]);
  const fill = () => [latitude.value, longitude.value] = place.value.split(",");
  place.addEventListener("change", fill);
  fill();
  const row = el("div", { class: "two" }, field(say("location.latitude"), latitude), field(say("location.longitude"), longitude));
  const submit = () => {
    const location = { latitude: Number(latitude.value), longitude: Number(longitude.value) };
    return kindly(() => api.sendValue(person.id, { location }));
  };
  openDialog({ title: say("message.location"), body: [field(say("location.place"), place), row], submitText: say("attach.send"), submit });
}

/** Ask for a phone number and send it as a contact. */
export function askContact(person) {
  const phone = el("input", { type: "tel", value: "+371 20000000", required: true, autocomplete: "off" });
  const name = el("input", { value: person.name.split(" ")[0], required: true, autocomplete: "off" });
  const submit = () => {
    const contact = { phone_number: phone.value.replaceAll(" ", ""), first_name: name.value };
    return kindly(() => api.sendValue(person.id, { contact }));
  };
  const body = [field(say("contact.phone"), phone), field(say("contact.name"), name)];
  openDialog({ title: say("message.contact"), body, submitText: say("attach.send"), submit });
}
