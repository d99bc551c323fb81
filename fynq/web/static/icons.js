const SPACE = "http://www.w3.org/2000/svg";

const PATHS = {
  check: "M5 12.5l4.5 4.5L19 7.5",
  verified: "M12 3l7 3v5.5c0 4.4-2.9 7.7-7 9.5-4.1-1.8-7-5.1-7-9.5V6z M8.8 12l2.3 2.3 4.3-4.6",
  likely: "M12 3l7 3v5.5c0 4.4-2.9 7.7-7 9.5-4.1-1.8-7-5.1-7-9.5V6z M8.8 12.9c1.1-1.4 2.1-1.4 3.2-.4s2.1 1 3.2-.4",
  unverified: "M12 3l7 3v5.5c0 4.4-2.9 7.7-7 9.5-4.1-1.8-7-5.1-7-9.5V6z M12 8v4.2 M12 15.4v.1",
  up: "M7 10.5v9H4.5v-9z M7 10.5l4-7c1.6 0 2.6 1.2 2.2 2.8L12.4 9.5h5.4c1.3 0 2.2 1.2 1.9 2.4l-1.5 6a2 2 0 0 1-2 1.6H7",
  down: "M17 13.5v-9h2.5v9z M17 13.5l-4 7c-1.6 0-2.6-1.2-2.2-2.8l.8-3.2H6.200c-1.3 0-2.200-1.200-1.900-2.400l1.500-6a2 2 0 0 1 2-1.600H17",
  source: "M6 4h8l4 4v12H6z M14 4v4h4 M9 12.500h6 M9 16h6",
  send: "M12 19V5 M6 11l6-6 6 6",
  stop: "M7 7h10v10H7z",
  menu: "M4 7h16 M4 12h16 M4 17h16",
  close: "M6 6l12 12 M18 6L6 18",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8z M12 2.500v2 M12 19.500v2 M2.500 12h2 M19.500 12h2 M5.300 5.300l1.400 1.400 M17.300 17.300l1.400 1.400 M18.700 5.300l-1.400 1.400 M6.700 17.300l-1.400 1.400",
  moon: "M19.500 14.500A8 8 0 0 1 9.500 4.500a8 8 0 1 0 10 10z",
  plus: "M12 5v14 M5 12h14",
  progress: "M5 19v-5 M12 19V5 M19 19v-9",
  settings: "M4 7h10 M18 7h2 M4 17h2 M10 17h10 M16 5v4 M8 15v4",
  leave: "M14 5H6v14h8 M11 12h9 M17 9l3 3-3 3",
  wait: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16z M12 8v4.300l2.700 1.700",
  refused: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16z M8.500 12h7",
  failed: "M12 4l8.500 15h-17z M12 10v4 M12 16.500v.1",
  books: "M5 4h4v16H5z M9 4h4v16H9z M14.500 5.500l3.800-1 3.700 14.500-3.800 1z",
  people: "M9 5a3.500 3.500 0 1 0 0 7 3.500 3.500 0 0 0 0-7z M3 19.500c0-3.300 2.700-5.500 6-5.500s6 2.200 6 5.500 M16 5.500a3.200 3.200 0 0 1 0 6 M17.500 14.500c2.100.6 3.500 2.500 3.500 5",
  review: "M5 4h14v16H5z M8.500 9h7 M8.500 13h7 M8.500 17h4",
  practice: "M4 20l1-4L16.500 4.500a2 2 0 0 1 3 3L8 19z M14.500 6.500l3 3",
  search: "M10.500 4a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13z M15.500 15.500L20 20",
  upload: "M12 16V4 M7 9l5-5 5 5 M5 16v4h14v-4",
  remove: "M5 7h14 M10 7V4h4v3 M7 7l1 13h8l1-13 M10.500 11v5 M13.500 11v5",
  back: "M20 12H5 M11 6l-6 6 6 6",
  bridge: "M3 18h18 M5 18v-3 M19 18v-3 M3 13c4 0 9-2 9-6 0 4 5 6 9 6",
  school: "M12 4L3 9l9 5 9-5z M6 11v5c2 2 10 2 12 0v-5",
  retry: "M19 12a7 7 0 1 1-2.100-5 M19 4v4h-4",
};

/** An icon that says nothing by itself: words stand beside it. */
export function icon(name) {
  const svg = document.createElementNS(SPACE, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SPACE, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
