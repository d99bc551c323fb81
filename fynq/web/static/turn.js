import { answerView, refusedView, STATUS, stepView } from "./answer.js";
import { bridgeView } from "./bridge.js";
import { drawn } from "./drawn.js";
import { announce, element } from "./element.js";
import { icon } from "./icons.js";
import { hintName, isHint } from "./ladder.js";

const STAGES = {
  understanding: "Reading your question",
  retrieving: "Looking through the sources",
  solving: "Working it out",
  verifying: "Checking the solution",
  explaining: "Writing the explanation",
};
const GATHER_MS = 700;
let count = 0;

/** One question and what came of it: an article that fills as events arrive. */
export function turnView(question, questionHtml) {
  count += 1;
  const name = `question-${count}`;
  const stage = element("p", { class: "stage" });
  const steps = element("ol", { class: "steps" });
  const text = element("p", { class: "plain growing" });
  const reply = element("div", { class: "reply" });
  const heading = element("h2", { class: "question", id: name, tabindex: "-1" }, drawn(questionHtml, question, "span"));
  const article = element("article", { class: "turn", "aria-labelledby": name },
    heading, reply);

  let answered = null;
  let bridge = null;
  const offer = (aloud) => {
    const view = answered && bridge ? bridgeView(bridge, answered) : null;
    if (!view || reply.querySelector(".bridge")) return;
    reply.append(view);
    if (aloud && article.isConnected) announce(`What may help first: ${bridge.name}.`);
  };

  const fresh = () => {
    answered = null;
    bridge = null;
    stage.replaceChildren(dots(), element("span", {}, "Sending your question"));
    steps.replaceChildren();
    text.textContent = "";
    reply.replaceChildren(stage, steps, text);
    article.setAttribute("aria-busy", "true");
  };
  const telling = gathered();
  const end = (...content) => {
    telling.stop();
    reply.replaceChildren(...content);
    article.removeAttribute("aria-busy");
  };

  return {
    article,
    drawQuestion: (html) => { if (html) heading.replaceChildren(drawn(html, question, "span")); },
    fresh,
    progress: ({ stage: name, detail }) => {
      const words = STAGES[name] ?? "Working";
      stage.lastElementChild.textContent = detail ? `${words}: ${detail}` : words;
    },
    step: (step) => {
      const view = stepView(step, { arriving: true });
      steps.append(view);
      const { textContent } = view.querySelector("h4");
      telling.say(`Step ${steps.childElementCount}: ${textContent}`);
    },
    // A worked solution's text repeats its steps, which stand there already.
    text: ({ text: piece }) => { if (!steps.childElementCount) text.textContent += (piece ?? "").replace(/\*\*|\$/g, ""); },
    discard: () => {
      telling.stop();
      steps.replaceChildren();
      text.textContent = "";
    },
    waiting: (problem, seconds, signal) => waitingNotice(reply, problem, seconds, signal),
    answer: (doubt, { aloud = true, another } = {}) => {
      end(answerView(doubt, another));
      answered = doubt;
      bridge ??= doubt.bridge ?? null;
      if (aloud && doubt.answer) announce(readyWords(doubt.answer));
      offer(aloud);
    },
    // It may come before the answer, after it, or never.
    bridge: (found) => {
      bridge ??= found;
      offer(true);
    },
    refused: (data, { aloud = true, edit } = {}) => {
      end(refusedView(data, edit));
      if (aloud) announce("fynq cannot answer this.");
    },
    notice: (kind, title, detail, actions = []) => end(noticeView(kind, title, detail, actions)),
  };
}

function readyWords(answer) {
  if (isHint(answer)) return `${hintName(answer.hint)}.`;
  const { final = "", status } = answer;
  return `Answer ready: ${STATUS[status]?.word ?? "Not verified"}. ${/[\\{}^_$]/.test(final) ? "" : final}`;
}

function noticeView(kind, title, detail, actions) {
  return element("section", { class: `notice ${kind}`, role: kind === "failed" ? "alert" : "status" },
    element("p", { class: "badge" }, icon(kind === "failed" ? "failed" : "stop"), element("strong", {}, title)),
    detail ? element("p", {}, detail) : null,
    actions.length ? element("p", { class: "actions" }, actions.map(({ words, act }, place) => element("button", { type: "button", class: place ? "plain-button" : "button small", onclick: act }, words))) : null);
}

/** Counts down to the next attempt; resolves at its end or when the student does not want to wait. */
function waitingNotice(reply, problem, seconds, signal) {
  return new Promise((resolve, reject) => {
    const until = performance.now() + seconds * 1000;
    // The seconds are for the eye: read aloud, each of them would interrupt.
    const left = element("span", { "aria-hidden": "true" });
    const now = element("button", { type: "button", class: "button small", onclick: () => finish(resolve) }, icon("retry"), "Try now");
    const notice = element("section", { class: "notice waiting", role: "status" },
      element("p", { class: "badge" }, icon("wait"), element("strong", {}, problem.message)),
      element("p", {}, "Your question is safe. ", left), element("p", { class: "actions" }, now));
    const tick = () => {
      const remaining = Math.ceil((until - performance.now()) / 1000);
      if (remaining <= 0) finish(resolve);
      else left.textContent = `Trying again in ${remaining}\u00a0s.`;
    };
    const finish = (settle) => {
      clearInterval(timer);
      signal.removeEventListener("abort", stopped);
      window.removeEventListener("online", online);
      notice.remove();
      settle(signal.reason);
    };
    const stopped = () => finish(reject);
    const online = () => finish(resolve);
    const timer = setInterval(tick, 250);
    signal.addEventListener("abort", stopped);
    window.addEventListener("online", online);
    reply.append(notice);
    tick();
  });
}

/** Says what came within a moment in one go, and nothing of it once the answer is there. */
function gathered() {
  let waiting = [];
  let timer = null;
  const tell = () => { announce(waiting.join(". ")); waiting = []; timer = null; };
  return {
    say(words) { waiting.push(words); timer ??= setTimeout(tell, GATHER_MS); },
    stop() { clearTimeout(timer); timer = null; waiting = []; },
  };
}

function dots() {
  return element("span", { class: "dots", "aria-hidden": "true" }, element("i"), element("i"), element("i"));
}
