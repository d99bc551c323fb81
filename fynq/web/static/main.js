import { conversation } from "./conversation.js";
import { byId } from "./element.js";
import { startEntry } from "./entry.js";
import { history } from "./history.js";
import { icon } from "./icons.js";
import { knowledge } from "./knowledge.js";
import { practice } from "./practice.js";
import { progress } from "./progress.js";
import { classes } from "./classes.js";
import { reviews } from "./reviews.js";
import { school as figures } from "./school.js";
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
const rooms = { knowledge: knowledge(), practice: practice(), progress: progress(), classes: classes(), reviews: reviews(), school: figures() };
const STAFF = ["teacher", "admin", "owner"];
const FOR = { classes: STAFF, reviews: STAFF, school: ["admin", "owner"] };
const box = composer({
  send: (question) => talk.submit(question),
  hint: (question) => talk.submit(question, { help: "hint" }),
  stop: () => talk.stop(),
});
const talk = conversation({
  taken: (id) => {
    past.refresh();
    if (inRoom()) return;
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
    if (byId("thread").childElementCount === 0 && signedIn() && !inRoom()) {
      window.history.replaceState(null, "", "#/");
      past.mark(null);
    }
    box.fill(question);
  },
});

/** Welcome words while nothing is asked; the box asks for a follow-up once something is. */
function arrange() {
  const empty = byId("thread").childElementCount === 0;
  welcome(empty && !inRoom());
  box.follow(!empty);
}

function welcome(now) {
  byId("welcome").hidden = !now;
  byId("legend").hidden = !now;
  byId("app").classList.toggle("fresh", now);
}

const inRoom = () => Object.values(rooms).some((room) => room.shown());

/** A room takes the place of the conversation, which goes on unseen. name: null for none. */
function turnTo(name) {
  byId("thread").hidden = name !== null;
  byId("composer").hidden = name !== null;
  byId("skip").textContent = name === "knowledge" ? "Skip to the search" : name ? "Skip to the content" : "Skip to the question";
  byId("skip").setAttribute("href", name ? `#${name}` : "#question");
  for (const [each, room] of Object.entries(rooms)) {
    if (each !== name) room.hide();
    if (each === name) byId(`open-${each}`).setAttribute("aria-current", "page");
    else byId(`open-${each}`).removeAttribute("aria-current");
  }
}

async function route() {
  side.close();
  if (!signedIn()) return;
  const doubt = /^#\/doubts\/([^/]+)$/.exec(location.hash)?.[1];
  const [, name = "", part] = /^#\/([a-z]+)(?:\/([^/]+))?$/.exec(location.hash) ?? [];
  const room = Object.hasOwn(rooms, name) ? rooms[name] : null;
  past.mark(doubt ? decoded(doubt) : null);
  turnTo(room ? name : null);
  if (room) {
    welcome(false);
    await room.show(part ? decoded(part) : null);
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
    for (const [name, roles] of Object.entries(FOR)) byId(`open-${name}`).hidden = !roles.includes(user().role);
    byId("who").textContent = user().display_name || user().email || school().name || "Student";
    past.refresh();
    await route();
  } else {
    talk.clear();
    past.empty();
    for (const room of Object.values(rooms)) room.empty();
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
  (Object.values(rooms).find((room) => room.shown()) ?? box).focus();
});
byId("new-question").addEventListener("click", () => {
  if (location.hash === "#/" || location.hash === "") route();
  else location.hash = "#/";
});
for (const name of Object.keys(rooms)) {
  byId(`open-${name}`).addEventListener("click", () => { if (location.hash === `#/${name}`) route(); });
}
window.addEventListener("hashchange", route);
window.addEventListener("online", () => { if (signedIn()) past.refresh(); });
window.addEventListener("pageshow", (event) => { if (event.persisted && !signedIn()) enter(); });
enter();
