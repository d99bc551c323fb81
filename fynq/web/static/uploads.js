import { announce, element } from "./element.js";
import { PENDING, following } from "./following.js";
import { icon } from "./icons.js";
import { openSource } from "./sources.js";
import { again, drop, forgetLost, lostFrom, onSending, sendings, sentFrom, sentUpload } from "./uploading.js";
import { joined, many, size } from "./words.js";

const SETTLED = ["superseded", "removed"];

/** The files on their way into a collection. `arrived()`: one more is searchable. */
export function uploadsPart(collection, arrived) {
  const list = element("ul", { class: "uploads" });
  const note = element("p", { class: "quiet", role: "status" });
  const view = element("section", { class: "on-the-way", "aria-labelledby": "uploads-title" }, element("h2", { id: "uploads-title" }, "On the way"), list, note);
  const rows = new Map();
  let uploads = [];
  let states = null;

  const arrange = () => {
    const waiting = sendings(collection).map((one) => [one.key, sendingView(one)]);
    const lost = lostFrom(collection);
    const missed = lost.length ? [["lost", lostView(collection, lost, arrange)]] : [];
    const wanted = [...waiting, ...missed, ...shown(uploads, sentFrom(collection)).map((upload) => [upload.id, uploadView(upload)])];
    const keys = new Set(wanted.map(([key]) => key));
    for (const [key, row] of rows) {
      if (!keys.has(key)) {
        row.remove();
        rows.delete(key);
      }
    }
    wanted.forEach(([key, made], place) => {
      const row = rows.get(key) ?? element("li");
      // A row that says the same stays as it is, with the focus in it.
      if (row.textContent !== made.textContent || !row.childElementCount) row.replaceChildren(made);
      else refill(row, made);
      rows.set(key, row);
      if (list.children[place] !== row) list.insertBefore(row, list.children[place] ?? null);
    });
    view.hidden = wanted.length === 0 && !note.textContent;
  };

  const follow = following(collection, () => sentFrom(collection), (found, problem) => {
    note.textContent = problem ? `How far they are cannot be read now. ${problem.message}` : "";
    if (found) {
      uploads = found;
      sayWhatMoved();
    }
    arrange();
  });

  function sayWhatMoved() {
    const now = new Map(uploads.map((upload) => [upload.id, upload.status]));
    const moved = uploads.filter(({ id, status }) => !PENDING.includes(status) && PENDING.includes(states?.get(id)));
    const done = moved.filter(({ status }) => status === "searchable");
    const refused = moved.filter(({ status }) => status === "rejected");
    if (done.length) announce(done.length === 1 ? `${done[0].source} is searchable.` : `${done.length} files are searchable.`);
    for (const { source, rejected } of refused) announce(`${source} was not taken in. ${rejected?.reason ?? ""}`);
    if (moved.length) arrived();
    states = now;
  }

  const unhear = onSending((one, upload) => {
    if (one.collection !== collection) return;
    if (upload) add(upload);
    arrange();
  });

  function add(upload) {
    uploads = [upload, ...uploads.filter(({ id }) => id !== upload.id)];
    states ??= new Map();
    states.set(upload.id, "queued");
    follow.soon();
  }

  arrange();
  return {
    view,
    taken(upload) {
      sentUpload(collection, upload.source, upload.id);
      add(upload);
      arrange();
    },
    stop() {
      follow.stop();
      unhear();
    },
  };
}

/** What moves, what this tab sent, and what was refused and has no later file of its name. */
function shown(uploads, mine) {
  const later = new Set();
  return uploads.filter(({ id, source, status, rejected }) => {
    const overtaken = later.has(source);
    later.add(source);
    if (PENDING.includes(status)) return true;
    if (status === "rejected") return !overtaken && !SETTLED.includes(rejected?.code);
    return mine.has(id) && !overtaken;
  });
}

function uploadView(upload) {
  const { source, status, chunks, embedded, rejected, unchanged } = upload;
  if (status === "rejected") {
    return line("refused", "failed", source, "Not taken in", element("p", {}, rejected?.reason ?? ""), element("p", { class: "remedy" }, rejected?.remedy ?? ""));
  }
  if (status === "searchable") {
    const words = unchanged ? "Searchable: the very same was there already" : joined("Searchable", many(chunks, "passage"));
    const open = upload.document_id && element("button", { type: "button", class: "plain-button", onclick: () => openSource({ document_id: upload.document_id, title: source }) }, "Open", element("span", { class: "unseen" }, ` ${source}`));
    return line("done", "check", source, words, open);
  }
  if (status === "embedding") {
    return line("moving", "wait", source, `Embedding ${embedded.toLocaleString("en")} of ${many(chunks, "passage")}`, bar(source, embedded, chunks));
  }
  return line("moving", "wait", source, status === "reading" ? "Reading" : "Queued", bar(source));
}

function sendingView(one) {
  const name = one.name;
  const leave = element("button", { type: "button", class: "plain-button", onclick: () => drop(one) }, "Leave it", element("span", { class: "unseen" }, ` ${name}`));
  const retry = element("button", { type: "button", class: "plain-button", onclick: () => again(one) }, "Try now", element("span", { class: "unseen" }, ` ${name}`));
  if (one.state === "refused") return line("refused", "failed", name, "Not sent", element("p", {}, one.problem.message), element("p", {}, retry, " ", leave));
  if (one.state === "pausing") return line("moving", "wait", name, `Not sent yet. ${one.problem.message} Trying again in ${many(Math.ceil(one.seconds), "second")}.`, element("p", {}, retry, " ", leave));
  return line("moving", "upload", name, joined(one.state === "sending" ? "Sending" : "Waiting to be sent", size(one.file.size)), bar(name));
}

function lostView(collection, names, changed) {
  const away = () => {
    forgetLost(collection);
    changed();
  };
  return line("refused", "failed", many(names.length, "file"), "Not sent before the page was reloaded",
    element("p", {}, names.join(", ")), element("p", {}, "Choose them again. ", element("button", { type: "button", class: "plain-button", onclick: away }, "Dismiss")));
}

function line(kind, sign, name, words, ...more) {
  return element("div", { class: `upload ${kind}` }, icon(sign),
    element("div", {}, element("p", { class: "name" }, name), element("p", { class: "state" }, words), ...more));
}

function bar(name, value = null, most = 1) {
  return element("progress", { "aria-label": `Progress of ${name}`, max: Math.max(most, 1), value });
}

function refill(row, made) {
  const [bar, next] = [row, made].map((each) => each.querySelector("progress"));
  if (bar && next?.hasAttribute("value")) bar.setAttribute("value", next.getAttribute("value"));
}
