/** Counts and measures in words. */
export const many = (count, one, more = `${one}s`) => `${count.toLocaleString("en")} ${count === 1 ? one : more}`;

export const joined = (...facts) => facts.filter(Boolean).join(" · ");

export function size(bytes) {
  if (bytes < 1_000) return many(bytes, "byte");
  const [unit, share] = bytes < 1_000_000 ? ["KB", 1_000] : ["MB", 1_000_000];
  return `${(bytes / share).toLocaleString("en", { maximumFractionDigits: bytes < 10 * share ? 1 : 0 })} ${unit}`;
}

export function clock(moment) {
  const when = new Date(moment);
  return Number.isNaN(when.valueOf()) ? "" : when.toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
}

const FEW_QUESTIONS = 20;

/** What a collection's own test said of it: nDCG@10 of questions made from its text. */
export function examinationWords(found) {
  if (!found) return "Not tested yet. It tests itself when its index is made.";
  if (!found.questions) return "Its text yields no questions to test itself with.";
  const words = found.ndcg >= 0.85 ? "very well" : found.ndcg >= 0.7 ? "well" : found.ndcg >= 0.5 ? "fairly well" : "poorly";
  const careful = found.questions < FEW_QUESTIONS ? " So few questions say little." : "";
  return `Its own test: it finds the right passage ${words} (${found.ndcg.toFixed(2)} of 1, ${many(found.questions, "question")} made from its text).${careful}`;
}
