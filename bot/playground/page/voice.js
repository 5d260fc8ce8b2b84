// Recording a voice message with the browser's own recorder; nothing leaves the page before "finish and send".
import * as api from "./api.js";
import { button, el } from "./dom.js";
import { icon } from "./icons.js";
import { kindly, notice } from "./notices.js";
import { say } from "./words.js";

/** Record until the person finishes; the bar stands over the composer meanwhile. */
export async function recordVoice(person, composer) {
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch {
    notice(say("voice.refused"), "bad");
    return;
  }
  const recorder = new MediaRecorder(stream);
  const pieces = [];
  recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
  const bar = recordingBar((wanted) => finish(wanted));
  composer.append(bar.node);
  bar.node.querySelector("button.main").focus();
  recorder.start();

  function finish(wanted) {
    recorder.addEventListener("stop", () => wanted && sendPieces(person, pieces, recorder.mimeType));
    recorder.stop();
    stream.getTracks().forEach((track) => track.stop());
    bar.remove();
    composer.querySelector("textarea")?.focus();
  }
}

function sendPieces(person, pieces, type) {
  const ending = type.includes("ogg") ? "ogg" : type.includes("mp4") ? "m4a" : "webm";
  return kindly(() => api.sendFile(person.id, "voice", new Blob(pieces, { type }), `voice.${ending}`));
}

function recordingBar(done) {
  const time = el("time", {}, "0:00");
  let seconds = 0;
  const timer = setInterval(() => {
    seconds += 1;
    time.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }, 1000);
  const node = el("div", { class: "recording" }, el("span", { class: "recording-dot" }), el("span", { role: "status" }, say("voice.recording")), time,
    button({ class: "round quiet", label: say("cancel"), on: { click: () => done(false) } }, icon("close")),
    button({ class: "round main", label: say("voice.stop"), on: { click: () => done(true) } }, icon("send")));
  const remove = () => {
    clearInterval(timer);
    node.remove();
  };
  return { node, remove };
}
