import { read, write } from "./api.js";
import { addingPart } from "./adding.js";
import { confirmed } from "./confirm.js";
import { element } from "./element.js";
import { documentsPart } from "./documents.js";
import { AUDIENCES, choice, clear, disclosed, tell, tick } from "./fields.js";
import { receiptsPart } from "./receipts.js";
import { factsOf, HIDING } from "./shelf.js";
import { uploadsPart } from "./uploads.js";
import { examinationWords, joined, many } from "./words.js";

/** One collection. `changed(sheet)` whenever more is known of it; `gone(words, receipt)` after its end. */
export function collectionPart(sheet, writes, { changed, removed, gone }) {
  const path = `/v1/knowledge/collections/${encodeURIComponent(sheet.name)}`;
  const facts = element("p", { class: "quiet" });
  const examined = element("p", { class: "quiet" });
  const view = element("div", { class: "collection-view" });
  const ended = new AbortController();
  let now = sheet;

  const show = (found) => {
    now = found;
    facts.textContent = factsOf(found, writes);
    examined.textContent = writes ? examinationWords(found.examination) : "";
    changed(found);
  };
  const renew = async () => {
    try {
      show(await read(path, { signal: ended.signal }));
    } catch {
      // The figures stay as they were until the next time.
    }
  };

  const receipts = receiptsPart();
  const documents = documentsPart(sheet, writes, (line, receipt) => {
    receipts.add(`“${line.name}” was removed.`, receipt);
    removed(line.id);
    renew();
  });
  const uploads = writes ? uploadsPart(sheet.name, () => { documents.refresh(); renew(); }) : null;
  show(sheet);
  documents.refresh();
  view.append(element("div", { class: "facts" }, facts, examined));
  if (writes) view.append(addingPart(sheet, (upload) => uploads.taken(upload)), uploads.view, receipts.view);
  view.append(documents.view);
  if (writes) view.append(settings());

  function settings() {
    const note = element("p", { class: "note", role: "alert" });
    const done = element("p", { class: "quiet", role: "status" });
    const title = element("input", { name: "title", required: true, maxlength: 300, autocomplete: "off", value: sheet.title });
    const form = element("form", { id: "collection-form", onsubmit: save },
      element("label", {}, "Title", title),
      choice("Who may find it", "audience", AUDIENCES, sheet.audience),
      tick(HIDING, "hide_solutions", sheet.hide_solutions),
      element("p", { class: "actions" }, element("button", { type: "submit", class: "button" }, "Save"), element("button", { type: "button", class: "button danger", onclick: remove }, "Delete the collection")),
      note, done);

    async function save(event) {
      event.preventDefault();
      clear(form, note);
      done.textContent = "Saving…";
      const fields = form.elements;
      try {
        show(await write("PATCH", path, { title: fields.title.value, audience: fields.audience.value, hide_solutions: fields.hide_solutions.checked }));
        done.textContent = "Saved. It holds from the next search on.";
      } catch (problem) {
        done.textContent = "";
        tell(form, problem, note, "Not saved.");
      }
    }

    async function remove() {
      const sure = await confirmed(`Delete “${now.title}”?`, [
        `All of it goes for good: ${joined(many(now.documents, "document"), many(now.chunks, "passage"))}, and the uploaded files.`,
        "Files that are still on the way are stopped.",
        "From the next search on nobody finds any of it; earlier answers that quote it show “Source removed” instead.",
      ], "Delete the collection");
      if (!sure) return;
      form.inert = true;
      done.textContent = "Deleting…";
      try {
        const { documents: count, receipt } = await write("DELETE", path);
        gone(`“${now.title}” was removed with ${many(count, "document")}.`, receipt);
      } catch (problem) {
        form.inert = false;
        done.textContent = "";
        if (problem.status === 404) gone(`“${now.title}” was removed.`, null);
        else tell(form, problem, note, "Not deleted.");
      }
    }
    return disclosed("Settings", form);
  }

  return {
    view,
    stop() {
      ended.abort();
      documents.stop();
      uploads?.stop();
    },
  };
}
