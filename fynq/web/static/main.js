import { conversation } from "./conversation.js";
import { byId } from "./element.js";
import { startEntry } from "./entry.js";
import { history } from "./history.js";
import { icon } from "./icons.js";
import { knowledge } from "./knowledge.js";
import { logOut, onSession, school, signedIn, user } from "./session.js";
import { startSources } from "./sources.js";
import { startStudent } from "./student.js";
import { startTheme } from "./theme.js";
import { composer } from "./composer.js";
import { drawer } from "./drawer.js";

for (const place of document.querySelectorAll("[data-icon]")) place.prepend(icon(place.dataset.icon));
startTheme();
startSources();
startStudent();

const entry = startEntry();
const side = drawer();
const past = history();
const books = knowledge();
const box = composer({
  send: (question) => talk.submit(question),
  hint: (question) => talk.submit(question, { help: "hint" }),
  stop: () => talk.stop(),
});
const talk = conversation({
  taken: (id) => {
    past.refresh();
    if (books.shown()) return;
    window.history.replaceState(null, "", `#/doubts/${encodeURIComponent(id)}`);
    past.mark(id);
  },
  running: (now) => {
    box.running(now);
    arrange();
  },
  settled: () => { if (signedIn()) past.refresh(); },
  returned: (question) => {
    arrange();
    if (byId("thread").childElementCount === 0 && signedIn() && !books.shown()) {
      window.history.replaceState(null, "", "#/");
      past.mark(null);
    }
    box.fill(question);
  },
});

/** Welcome words while nothing is asked; the box asks for a follow-up once something is. */
function arrange() {
  const empty = byId("thread").childElementCount === 0;
  welcome(empty && !books.shown());
  box.follow(!empty);
}

function welcome(now) {
  byId("welcome").hidden = !now;
  byId("legend").hidden = !now;
  byId("app").classList.toggle("fresh", now);
}

/** The knowledge takes the place of the conversation, which goes on unseen. */
function turnTo(library) {
  byId("thread").hidden = library;
  byId("composer").hidden = library;
  byId("skip").textContent = library ? "Skip to the search" : "Skip to the question";
  byId("skip").setAttribute("href", library ? "#knowledge-search" : "#question");
  if (library) byId("open-knowledge").setAttribute("aria-current", "page");
  else byId("open-knowledge").removeAttribute("aria-current");
  if (!library) books.hide();
}

async function route() {
  side.close();
  if (!signedIn()) return;
  const doubt = /^#\/doubts\/([^/]+)$/.exec(location.hash)?.[1];
  const library = /^#\/knowledge(?:\/([^/]+))?$/.exec(location.hash);
  past.mark(doubt ? decoded(doubt) : null);
  turnTo(library !== null);
  if (library) {
    welcome(false);
    await books.show(library[1] ? decoded(library[1]) : null);
  } else if (doubt) {
    welcome(false);
    await talk.open(decoded(doubt));
    arrange();
  } else {
    talk.clear();
    arrange();
    box.focus();
  }
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

let leaving = "";

async function enter() {
  const inside = signedIn();
  byId("app").hidden = !inside;
  byId("skip").hidden = !inside;
  for (const open of document.querySelectorAll("dialog[open]")) open.close();
  if (inside) {
    entry.hide();
    byId("who").textContent = user().display_name || user().email || school().name || "Student";
    past.refresh();
    await route();
  } else {
    talk.clear();
    past.empty();
    books.empty();
    await entry.show(leaving);
    entry.focus();
  }
  leaving = "";
}

onSession(() => {
  if (!signedIn() && !loggingOut) leaving = "Your session has ended. Please log in again.";
  loggingOut = false;
  enter();
});

let loggingOut = false;
byId("log-out").addEventListener("click", () => {
  loggingOut = true;
  window.history.replaceState(null, "", "#/");
  logOut();
});
byId("skip").addEventListener("click", (event) => {
  event.preventDefault();
  (books.shown() ? books : box).focus();
});
byId("new-question").addEventListener("click", () => {
  if (location.hash === "#/" || location.hash === "") route();
  else location.hash = "#/";
});
byId("open-knowledge").addEventListener("click", () => { if (location.hash === "#/knowledge") route(); });
window.addEventListener("hashchange", route);
window.addEventListener("online", () => { if (signedIn()) past.refresh(); });
window.addEventListener("pageshow", (event) => { if (event.persisted && !signedIn()) enter(); });
enter();
