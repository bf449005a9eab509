/** A rulebook being written: checked a moment after the last key, findings lead to their lines. */
import { make, chip, text } from "./lib/dom";
import { ask } from "./lib/http";
import { either } from "./lib/words";

interface Finding {
  line: number;
  path: string;
  severity: "error" | "contradiction" | "open" | "note";
  zh: string;
  en: string;
}

const LOOKS = {
  error: ["live", "circle-x"],
  contradiction: ["draft", "triangle-alert"],
  open: ["frozen", "gavel"],
  note: ["plain", "info"],
} as const;

const form = document.querySelector<HTMLFormElement>("[data-rulebook]");
const area = form?.querySelector<HTMLTextAreaElement>("textarea.code");
const state = form?.querySelector<HTMLElement>("[data-state]");
const list = form?.querySelector<HTMLElement>("[data-findings]");
const said = form?.querySelector<HTMLElement>("[data-words]");
const words = JSON.parse(said?.dataset.words ?? "{}") as Record<string, string>;

const filled = (sentence: string | undefined, n: number): string =>
  (sentence ?? "").replace("{n}", String(n));

function row(one: Finding): HTMLLIElement {
  const [tone, picture] = LOOKS[one.severity];
  const line = make("button", "button plain small", filled(words.line, one.line));
  line.type = "button";
  line.dataset.line = String(one.line);
  const path = make("small", "quiet", one.path);
  const sentence = make("span", "", either(one.zh, one.en), make("br"), path);
  return make("li", "", chip(tone, picture, words[one.severity] ?? ""), line, sentence);
}

function summary(findings: Finding[], state: HTMLElement): string {
  const errors = findings.filter((one) => one.severity === "error").length;
  if (errors) return filled(state.dataset.errors, errors);
  const open = findings.filter((one) => one.severity !== "note").length;
  return open ? filled(state.dataset.open, open) : (state.dataset.well ?? "");
}

/** The newest question counts: an older answer that comes late is thrown away. */
let newest = 0;

async function check(form: HTMLFormElement, area: HTMLTextAreaElement): Promise<void> {
  const mine = (newest += 1);
  const answer = await ask<{ findings?: Finding[] }>(form.dataset.rulebook!, { text: area.value });
  if (mine !== newest || !state || !list) return;
  const { findings } = answer.body;
  if (!findings) {
    text(state, answer.status ? either(answer.body.zh, answer.body.en) : (state.dataset.lost ?? ""));
    return;
  }
  list.replaceChildren(...findings.map(row));
  text(state, summary(findings, state));
}

/** Put the caret at a line, with the line in the middle of the field. */
function show(area: HTMLTextAreaElement, line: number): void {
  const before = area.value.split("\n").slice(0, line - 1);
  const start = before.reduce((sum, one) => sum + one.length + 1, 0);
  const length = area.value.slice(start).split("\n", 1)[0]!.length;
  area.focus();
  area.setSelectionRange(start, start + length);
  const height = parseFloat(getComputedStyle(area).lineHeight);
  area.scrollTop = Math.max(0, (line - 1) * height - area.clientHeight / 2);
}

if (form && area) {
  let timer = 0;
  area.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void check(form, area), 400);
  });
  document.addEventListener("click", (event) => {
    const line = (event.target as Element).closest<HTMLElement>("[data-line]")?.dataset.line;
    if (line) show(area, Number(line));
  });
  if (area.value) void check(form, area);
}
