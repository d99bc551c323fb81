import { element } from "./element.js";

const SPACE = "http://www.w3.org/2000/svg";
const HEIGHT = 220;
const EDGE = { left: 44, right: 12, top: 12, bottom: 30 };
/** In units of the drawing, which is as wide as its column: on a phone a wide one would have tiny words. */
const widthNow = () => (window.matchMedia("(max-width: 559px)").matches ? 320 : 640);
const LABEL_WIDTH = 100;
const TICKS = 4;

/**
 * A plot over days, and the same as a table. series: { name, values, kind: 'line' | 'bars' }, values as
 * many as days, null where there is none. format: of a value in words. most: the top of the scale,
 * or the highest value.
 */
export function dayPlot({ title, days, series, format = (value) => String(value), most }) {
  const highest = most ?? Math.max(1, ...series.flatMap(({ values }) => values.map((value) => value ?? 0)));
  const top = most ?? nice(highest);
  const width = widthNow();
  const across = (place) => EDGE.left + ((place + 0.5) * (width - EDGE.left - EDGE.right)) / days.length;
  const up = (value) => HEIGHT - EDGE.bottom - (value / top) * (HEIGHT - EDGE.top - EDGE.bottom);
  const drawing = svg("svg", { viewBox: `0 0 ${width} ${HEIGHT}`, role: "img", "aria-label": `${title}. ${spoken(series, days, format)}` },
    ...grid(top, up, format, width), ...dates(days, across, width));
  series.forEach(({ values, kind }, place) => {
    drawing.append(...(kind === "bars" ? bars(values, across, up, width / days.length) : line(values, across, up)).map((shape) => {
      shape.classList.add(`series-${place + 1}`);
      return shape;
    }));
  });
  const legend = series.length > 1
    ? element("ul", { class: "plot-legend" }, series.map(({ name }, place) => element("li", {}, element("i", { class: `series-${place + 1}`, "aria-hidden": "true" }), name)))
    : null;
  return element("figure", { class: "plot" }, element("figcaption", {}, title), legend, drawing, table(title, days, series, format));
}

const grid = (top, up, format, width) => Array.from({ length: TICKS + 1 }, (_, place) => (top * place) / TICKS).flatMap((value) => [
  svg("line", { x1: EDGE.left, x2: width - EDGE.right, y1: up(value), y2: up(value), class: value ? "grid" : "axis" }),
  svg("text", { x: EDGE.left - 8, y: up(value) + 4, class: "tick-label", "text-anchor": "end" }, format(value)),
]);

function dates(days, across, width) {
  const every = Math.max(1, Math.ceil(days.length / Math.floor(width / LABEL_WIDTH)));
  return days.flatMap((day, place) => ((days.length - 1 - place) % every ? [] : [
    svg("text", { x: across(place), y: HEIGHT - 8, class: "tick-label", "text-anchor": place === days.length - 1 && days.length > 6 ? "end" : "middle" }, shortDay(day))]));
}

/** Gaps stay gaps; a value alone is a dot. */
function line(values, across, up) {
  const runs = [];
  values.forEach((value, place) => {
    if (value === null) return;
    if (place && values[place - 1] !== null) runs.at(-1).push(place);
    else runs.push([place]);
  });
  return runs.map((run) => (run.length > 1
    ? svg("polyline", { class: "line", points: run.map((place) => `${across(place).toFixed(1)},${up(values[place]).toFixed(1)}`).join(" ") })
    : svg("circle", { class: "dot", cx: across(run[0]), cy: up(values[run[0]]), r: 3.5 })));
}

function bars(values, across, up, room) {
  const width = Math.max(1, Math.min(26, room * 0.6));
  return values.flatMap((value, place) => (value
    ? [svg("rect", { class: "bar", x: across(place) - width / 2, y: up(value), width, height: up(0) - up(value), rx: Math.min(3, width / 3) })]
    : []));
}

const table = (title, days, series, format) => element("details", { class: "as-table" }, element("summary", {}, "As a table"),
  element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": `${title}, as a table` }, element("table", {},
    element("thead", {}, element("tr", {}, element("th", { scope: "col" }, "Day"), series.map(({ name }) => element("th", { scope: "col" }, name)))),
    element("tbody", {}, days.map((day, place) => element("tr", {}, element("th", { scope: "row" }, days[0].slice(0, 4) === days.at(-1).slice(0, 4) ? shortDay(day) : `${shortDay(day)}, ${day.slice(0, 4)}`),
      series.map(({ values }) => element("td", {}, values[place] === null ? "–" : format(values[place])))))))));

function spoken(series, days, format) {
  return series.map(({ name, values }) => {
    const last = values.findLastIndex((value) => value !== null);
    return last < 0 ? `${name}: nothing yet.` : `${name}: ${format(values[last])} on ${shortDay(days[last])}.`;
  }).join(" ");
}

/** A round number at or above the highest value, that parts into whole ticks. */
function nice(highest) {
  const step = 10 ** Math.floor(Math.log10(highest / TICKS || 1));
  const unit = [1, 2, 5, 10].find((factor) => factor * step * TICKS >= highest) ?? 10;
  return Math.max(TICKS, unit * step * TICKS);
}

/** '2026-11-26' as 'Nov 26'. */
export function shortDay(day) {
  const when = new Date(`${day}T00:00:00Z`);
  return Number.isNaN(when.valueOf()) ? String(day) : when.toLocaleDateString("en", { month: "short", day: "numeric", timeZone: "UTC" });
}

export const percent = (share) => `${Math.round(share * 100)} %`;

function svg(tag, properties, ...children) {
  const made = document.createElementNS(SPACE, tag);
  for (const [name, value] of Object.entries(properties)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}
