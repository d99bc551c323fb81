import { read, send } from "./api.js";
import { ask, outcome } from "./ask.js";
import { byId, element } from "./element.js";
import { MORE } from "./ladder.js";
import { turnView } from "./turn.js";

const EARLIER = 8;

/**
 * The thread in the middle of the page. `listeners`: taken(id) when the server has stored a
 * question, settled() when its end is known, returned(question) when it goes back to be edited.
 */
export function conversation(listeners) {
  const thread = byId("thread");
  let last = null;
  let running = null;
  let opening = null;

  const stop = () => running?.abort(new DOMException("Stopped", "AbortError"));

  const clear = () => {
    stop();
    opening?.abort();
    if (running) listeners.running(false);
    running = null;
    last = null;
    thread.replaceChildren();
  };

  const submit = (question, { key, turn: old, help } = {}) => {
    const turn = old ?? turnView(question);
    if (!old) thread.append(turn.article);
    turn.fresh();
    turn.article.scrollIntoView({ block: "start" });
    return run(turn, question, { key, help });
  };

  const run = async (turn, question, { key, help }) => {
    const control = new AbortController();
    const { signal } = control;
    running = control;
    listeners.running(true);
    let id = null;
    const follows = last;
    const on = {
      taken: (doubt) => {
        id = doubt.id;
        turn.drawQuestion(doubt.question_html);
        if (running === control) listeners.taken(id);
      },
      progress: turn.progress,
      step: turn.step,
      text: turn.text,
      discarded: turn.discard,
      bridge: turn.bridge,
      again: (problem, seconds) => turn.waiting(problem, seconds, signal),
      restarted: turn.fresh,
    };
    const path = follows ? `/v1/doubts/${encodeURIComponent(follows)}/follow-ups` : "/v1/doubts";
    try {
      const ended = await ask({ path, body: help ? { question, help } : { question }, signal, on, key });
      if (running === control && id && ["answer", "refused"].includes(ended.kind)) last = id;
      show(turn, ended, question, { follows, help });
    } catch (problem) {
      if (problem.status === 401) listeners.returned(question);
      else if (signal.aborted) stopped(turn, question, id, help);
      else broken(turn, question, problem, help);
    } finally {
      if (running === control) {
        running = null;
        listeners.running(false);
      }
      listeners.settled();
    }
  };

  const stopped = (turn, question, id, help) => {
    if (id) send("DELETE", `/v1/doubts/${encodeURIComponent(id)}`).catch(() => {}).finally(listeners.settled);
    turn.notice("stopped", "Stopped", "", [again(turn, question, { help }), edit(turn, question)]);
  };

  const broken = (turn, question, problem, help) => {
    const title = problem.status === 0 ? problem.message : problem.status === 503 || problem.status === 429 ? "fynq is busy" : "That did not work";
    const detail = problem.status === 0 ? "Your question is kept here." : problem.message;
    const actions = problem.retryable ? [again(turn, question, { key: problem.key, help })] : [];
    turn.notice("failed", title, detail, [...actions, edit(turn, question)]);
  };

  const again = (turn, question, { key, help } = {}) => ({ words: "Try again", act: () => { if (!running) submit(question, { key, turn, help }); } });
  const edit = (turn, question) => ({ words: "Edit the question", act: () => { turn.article.remove(); listeners.returned(question); } });

  /** A refused question that is edited makes room: the new one follows what it followed. */
  const reword = (turn, question, follows) => () => {
    if (running) return;
    last = follows;
    edit(turn, question).act();
  };

  /** The next rung of the ladder, for the last question only. */
  const another = () => { if (!running) submit(MORE, { help: "hint" }); };

  const show = (turn, ended, question, { aloud = true, follows = null, help } = {}) => {
    if (ended.kind === "answer") turn.answer(ended.doubt, { aloud, another });
    else if (ended.kind === "refused") turn.refused(ended, { aloud, edit: reword(turn, question, follows) });
    else if (ended.kind === "cancelled") turn.notice("stopped", "Stopped", "This question was stopped before it was answered.", [again(turn, question, { help })]);
    else if (ended.kind === "open") turn.notice("stopped", "Still being worked on", "Come back in a moment.");
    else turn.notice("failed", "This could not be answered", ended.detail ?? "", ended.retryable === false ? [edit(turn, question)] : [again(turn, question, { help }), edit(turn, question)]);
  };

  /** Shows a stored doubt with the questions that led to it. */
  const open = async (id) => {
    clear();
    opening = new AbortController();
    const { signal } = opening;
    thread.append(element("p", { class: "quiet", role: "status" }, "Opening…"));
    try {
      const chain = [];
      for (let next = id; next && chain.length < EARLIER;) {
        const doubt = await read(`/v1/doubts/${encodeURIComponent(next)}`, { signal });
        chain.unshift(doubt);
        next = doubt.follows;
      }
      const turns = chain.map((doubt) => {
        const turn = turnView(doubt.question, doubt.question_html);
        show(turn, outcome(doubt), doubt.question, { aloud: false, follows: doubt.follows ?? null });
        return turn;
      });
      thread.replaceChildren(...turns.map((turn) => turn.article));
      last = id;
      turns.at(-1).article.scrollIntoView({ block: "start" });
      return true;
    } catch (problem) {
      if (signal.aborted) return false;
      const words = problem.status === 404 ? "This question is not in your history." : problem.message;
      thread.replaceChildren(element("section", { class: "notice failed", role: "alert" }, element("p", {}, words),
        element("p", { class: "actions" }, element("button", { type: "button", class: "button small", onclick: () => open(id) }, "Try again"))));
      return false;
    }
  };

  return { submit, stop, clear, open, busy: () => running !== null };
}
