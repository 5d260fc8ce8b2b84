// A voice message and a photo made on the spot, so that both can be tried without microphone, camera or file.
const RATE = 8000; // samples a second

/** Return a WAV of about a second and a half: three soft notes. */
export function sampleVoice() {
  const notes = [262, 330, 392];
  const each = RATE / 2;
  const view = new DataView(new ArrayBuffer(44 + notes.length * each * 2));
  writeHeader(view, notes.length * each * 2);
  notes.forEach((pitch, note) => {
    for (let place = 0; place < each; place += 1) {
      const loud = 5000 * Math.sin((Math.PI * place) / each);
      const height = loud * Math.sin((2 * Math.PI * pitch * place) / RATE);
      view.setInt16(44 + (note * each + place) * 2, height, true);
    }
  });
  return new Blob([view.buffer], { type: "audio/wav" });
}

function writeHeader(view, length) {
  const text = (place, letters) => [...letters].forEach((letter, at) => view.setUint8(place + at, letter.charCodeAt(0)));
  text(0, "RIFF");
  view.setUint32(4, 36 + length, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true); // plain samples
  view.setUint16(22, 1, true); // one channel
  view.setUint32(24, RATE, true);
  view.setUint32(28, RATE * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, "data");
  view.setUint32(40, length, true);
}

/** Return a PNG of a small landscape: a hill, a road and the sun. */
export function samplePhoto() {
  const canvas = document.createElement("canvas");
  canvas.width = 640;
  canvas.height = 420;
  const pen = canvas.getContext("2d");
  const sky = pen.createLinearGradient(0, 0, 0, 300);
  sky.addColorStop(0, "#7fb2d9");
  sky.addColorStop(1, "#f6e3c0");
  pen.fillStyle = sky;
  pen.fillRect(0, 0, 640, 420);
  circle(pen, "#f2b84b", 480, 120, 46);
  circle(pen, "#5d8f6b", 170, 640, 400);
  circle(pen, "#3f7456", 560, 700, 420);
  pen.strokeStyle = "#e9dcc3";
  pen.lineWidth = 14;
  pen.beginPath();
  pen.moveTo(250, 420);
  pen.bezierCurveTo(300, 360, 260, 320, 330, 296);
  pen.stroke();
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}


function circle(pen, colour, x, y, radius) {
  pen.fillStyle = colour;
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
  pen.fill();
}
