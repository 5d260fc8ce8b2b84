// Line icons on a 24-unit grid, drawn by hand for this page; they take the colour of the text around them.
const SVG = "http://www.w3.org/2000/svg";

const PATHS = {
  send: ["M4 12 20 4.5 15.5 20l-4-6.2z", "M11.5 13.8 20 4.5"],
  attach: ["M19.5 11.2 12 18.7a4.6 4.6 0 0 1-6.5-6.5l8-8a3.1 3.1 0 0 1 4.4 4.4l-7.9 7.9a1.5 1.5 0 0 1-2.2-2.2l7.2-7.2"],
  keyboard: ["M4 6.5h16a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1z", "M7 10h.01M10.3 10h.01M13.7 10h.01M17 10h.01M8 14h8"],
  slash: ["M4.5 4.5h15v15h-15z", "M14 8l-4 8"],
  more: ["M5.5 12h.01M12 12h.01M18.5 12h.01"],
  close: ["M6 6l12 12M18 6 6 18"],
  plus: ["M12 5v14M5 12h14"],
  photo: ["M4 6h4l1.5-2h5L16 6h4a1 1 0 0 1 1 1v11a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1z", "M12 16a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z"],
  voice: ["M12 4a2.5 2.5 0 0 1 2.5 2.5v5a2.5 2.5 0 0 1-5 0v-5A2.5 2.5 0 0 1 12 4z", "M6 11.5a6 6 0 0 0 12 0M12 17.5V20.5"],
  document: ["M7 3.5h7l4.5 4.5v12a.5.5 0 0 1-.5.5H7a1 1 0 0 1-1-1v-15a1 1 0 0 1 1-1z", "M13.5 3.5v5h5"],
  location: ["M12 21s6.5-6 6.5-11A6.5 6.5 0 0 0 5.5 10C5.5 15 12 21 12 21z", "M12 12.3a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6z"],
  contact: ["M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8z", "M4.5 20.5c.6-4 3.6-6 7.5-6s6.9 2 7.5 6"],
  edit: ["M4.5 19.5l1-4L16 5l3 3L8.5 18.5z"],
  copy: ["M9 8.5h9.5a1 1 0 0 1 1 1V20a1 1 0 0 1-1 1H9a1 1 0 0 1-1-1V9.5a1 1 0 0 1 1-1z", "M5 15.5a1 1 0 0 1-1-1V4.5a1 1 0 0 1 1-1h10a1 1 0 0 1 1 1"],
  sun: ["M12 16.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9z", "M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4"],
  moon: ["M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z"],
  contrast: ["M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17z", "M12 3.5v17M12 8l6.6-1.5M12 12h8.5M12 16l6.6 1.5"],
  clock: ["M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17z", "M12 7v5.3l3.5 2"],
  bell: ["M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15z", "M10 20.5h4"],
  backstage: ["M4 5h16M4 12h10M4 19h7", "M17 12v8M17 20l-2.5-2.5M17 20l2.5-2.5"],
  link: ["M10 14a4 4 0 0 0 5.7 0l3.1-3.1a4 4 0 0 0-5.7-5.7L11.6 6.7", "M14 10a4 4 0 0 0-5.7 0l-3.1 3.1a4 4 0 0 0 5.7 5.7l1.5-1.5"],
  bolt: ["M13.5 3 6 13.5h5L10 21l7.5-10.5h-5z"],
  lost: ["M3.5 12.5l4 4 7-8.5", "M16 14l4.5 4.5M20.5 14 16 18.5"],
  go: ["M5 12h14M13 6l6 6-6 6"],
  hide: ["M4 12h16"],
  block: ["M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17z", "M6 6l12 12"],
  down: ["M6 9.5l6 6 6-6"],
};

/** Return the icon as an SVG element hidden from screen readers (its button carries the name). */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", `icon icon-${name}`);
  for (const d of PATHS[name]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}

/** Kheten's mark: people in a ring around a shared centre, the spokes of one wheel. */
export function mark() {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "-16 -16 32 32");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "mark");
  for (let step = 0; step < 8; step += 1) {
    const [x, y] = [Math.cos((step * Math.PI) / 4), Math.sin((step * Math.PI) / 4)];
    svg.append(shape("line", { x1: x * 4.2, y1: y * 4.2, x2: x * 8.2, y2: y * 8.2 }));
    svg.append(shape("circle", { cx: x * 11.8, cy: y * 11.8, r: 2.5 }));
  }
  svg.append(shape("circle", { cx: 0, cy: 0, r: 2.6 }));
  return svg;
}

function shape(kind, attributes) {
  const node = document.createElementNS(SVG, kind);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}
