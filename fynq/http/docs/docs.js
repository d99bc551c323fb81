/** Lists the operations of /openapi.json and lets the reader try them. */

const METHODS = ["get", "post", "patch", "delete"];
let token = "";

const make = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== false && value !== undefined) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
};

document.getElementById("login").addEventListener("submit", async (event) => {
  event.preventDefault();
  const who = document.getElementById("who");
  const form = new URLSearchParams(new FormData(event.target));
  form.set("grant_type", "password");
  try {
    const response = await fetch("/v1/auth/login", { method: "POST", body: form });
    const reply = await response.json();
    token = response.ok ? reply.access_token : "";
    who.textContent = response.ok ? `Logged in as ${reply.user.email} (${reply.user.role})` : reply.detail;
  } catch {
    who.textContent = "fynq cannot be reached.";
  }
});

const described = await (await fetch("/openapi.json")).json();
const schemaOf = (reference) => described.components.schemas[reference.split("/").pop()];

function example(schema, depth = 0) {
  if (!schema || depth > 4) return null;
  if (schema.$ref) return example(schemaOf(schema.$ref), depth + 1);
  if (schema.examples?.length) return schema.examples[0];
  if (schema.default !== undefined) return schema.default;
  if (schema.anyOf) return example(schema.anyOf[0], depth + 1);
  if (schema.enum) return schema.enum[0];
  if (schema.const !== undefined) return schema.const;
  if (schema.type === "object") {
    const required = new Set(schema.required ?? []);
    const entries = Object.entries(schema.properties ?? {}).filter(([name]) => required.has(name));
    return Object.fromEntries(entries.map(([name, each]) => [name, example(each, depth + 1)]));
  }
  if (schema.type === "integer") return 1;
  return schema.type === "string" ? "" : null;
}

function operationView(path, method, operation) {
  const parameters = operation.parameters ?? [];
  const body = operation.requestBody?.content["application/json"]?.schema;
  const output = make("pre", { hidden: true, "aria-live": "polite" });
  const fields = parameters.map((each) =>
    make("label", {}, `${each.name} (${each.in}${each.required ? ", required" : ""})`,
      make("input", { name: each.name, "data-in": each.in, required: each.required, title: each.description })));
  const text = body ? make("textarea", { name: "body", "aria-label": "Body" }) : null;
  if (text) text.value = JSON.stringify(example(body), null, 2);
  const streams = Boolean(operation.responses["200"]?.content?.["text/event-stream"]);
  const stream = streams ? make("label", {}, "Reply as", make("select", { name: "accept" },
    make("option", { value: "application/json" }, "JSON"),
    make("option", { value: "text/event-stream" }, "events"))) : null;
  const form = make("form", { class: "stack", onsubmit: (event) => { event.preventDefault(); attempt(path, method, form, output); } },
    ...fields, text, stream, make("button", {}, "Try it"), output);
  const rows = Object.entries(operation.responses).map(([status, reply]) =>
    make("tr", {}, make("td", {}, status), make("td", {}, reply.description)));
  return make("details", {},
    make("summary", {}, make("span", { class: "method" }, method.toUpperCase()), make("code", {}, path), ` — ${operation.summary}`),
    make("p", {}, operation.description ?? ""),
    form,
    make("h3", {}, "Replies"), make("table", {}, make("tbody", {}, ...rows)));
}

async function attempt(template, method, form, output) {
  const headers = { Accept: form.elements.accept?.value ?? "application/json" };
  const query = new URLSearchParams();
  let path = template;
  for (const input of form.querySelectorAll("input")) {
    if (!input.value) continue;
    if (input.dataset.in === "path") path = path.replace(`{${input.name}}`, encodeURIComponent(input.value));
    if (input.dataset.in === "query") query.set(input.name, input.value);
    if (input.dataset.in === "header") headers[input.name] = input.value;
  }
  if (token) headers.Authorization = `Bearer ${token}`;
  const body = form.elements.body?.value;
  if (body) headers["Content-Type"] = "application/json";
  output.hidden = false;
  output.textContent = "…";
  try {
    const response = await fetch(query.size ? `${path}?${query}` : path, { method: method.toUpperCase(), headers, body });
    output.textContent = `${response.status}\n`;
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let whole = "";
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      whole += piece.value;
      output.textContent = `${response.status}\n${whole}`;
    }
    output.textContent = `${response.status}\n${pretty(whole)}`;
  } catch {
    output.textContent = "fynq cannot be reached.";
  }
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

const main = document.getElementById("operations");
main.replaceChildren(...described.tags.map((tag) => {
  const views = Object.entries(described.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]?.tags?.includes(tag.name)).map((method) => operationView(path, method, item[method])));
  return make("section", {}, make("h2", {}, tag.name), make("p", {}, tag.description), ...views);
}));
