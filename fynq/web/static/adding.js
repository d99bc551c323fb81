import { write } from "./api.js";
import { element } from "./element.js";
import { AUDIENCES, choice, clear, tell } from "./fields.js";
import { icon } from "./icons.js";
import { newKey } from "./session.js";
import { addFiles } from "./uploading.js";

const KINDS = "PDF, Word, PowerPoint, HTML, Markdown, LaTeX, EPUB, CNXML or plain text";
const ACCEPT = ".pdf,.docx,.pptx,.html,.htm,.md,.markdown,.tex,.epub,.cnxml,.txt,application/pdf,text/*";

/** Where files are dropped or chosen, and an address is given. `taken(upload)`: it is on its way. */
export function addingPart(collection, taken) {
  const audience = choice("Who may find them", "audience", AUDIENCES, "everyone");
  const chosen = () => audience.querySelector("select").value;
  const picker = element("input", { type: "file", id: "files", class: "unseen", multiple: true, accept: ACCEPT, "aria-describedby": "files-kinds" });
  const zone = element("div", { class: "drop-zone" },
    icon("upload"),
    picker,
    element("label", { for: "files", class: "button" }, "Choose files"),
    element("p", { class: "or-drop" }, "or drop them here"),
    element("p", { id: "files-kinds", class: "quiet" }, `${KINDS}. A file of the same name is a new revision.`));

  picker.addEventListener("change", () => {
    addFiles(collection.name, [...picker.files], chosen());
    picker.value = "";
  });
  const over = (now) => (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    zone.classList.toggle("over", now);
  };
  zone.addEventListener("dragenter", over(true));
  zone.addEventListener("dragover", over(true));
  zone.addEventListener("dragleave", over(false));
  zone.addEventListener("drop", (event) => {
    over(false)(event);
    addFiles(collection.name, [...(event.dataTransfer?.files ?? [])], chosen());
  });

  return element("section", { class: "adding", "aria-labelledby": "adding-title" },
    element("h2", { id: "adding-title" }, "Add documents"), audience, zone, addressForm(collection, chosen, taken));
}

function addressForm(collection, audience, taken) {
  const note = element("p", { class: "note", role: "alert" });
  const field = element("input", { name: "url", type: "url", required: true, maxlength: 2000, placeholder: "https://…", autocomplete: "off" });
  const button = element("button", { type: "submit", class: "button second" }, "Fetch");
  const form = element("form", { id: "address-form" },
    element("label", {}, "Or the address of a public document", field), button, note);
  let key = null;
  field.addEventListener("input", () => { key = null; });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    clear(form, note);
    button.disabled = true;
    // The same address goes with the same key until it is there: a lost reply makes no second one.
    key ??= newKey();
    const body = { url: field.value.trim(), audience: audience() };
    try {
      const upload = await write("POST", `/v1/knowledge/collections/${encodeURIComponent(collection.name)}/documents`, body, { key });
      form.reset();
      key = null;
      taken(upload);
    } catch (problem) {
      if (!problem.retryable) key = null;
      tell(form, problem, note, "Not fetched.");
    } finally {
      button.disabled = false;
    }
  });
  return form;
}
