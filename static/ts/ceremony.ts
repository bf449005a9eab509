/** The ceremony's screen: one key reveals the next place, another goes back. */
import { startClock } from "./lib/clock";
import { chip, ems, make, pageData, text } from "./lib/dom";
import { ask } from "./lib/http";
import { either, say } from "./lib/words";

interface Person {
  id: string;
  no: string;
  name: string;
  delegation: string;
  score: string | null;
  honours: [zh: string, en: string][];
}

interface Group {
  rank: number;
  people: Person[];
}

interface Step {
  state: "signed" | "noticed" | "final";
  sha256: string;
  places: number;
  step: number;
  last: number;
  shown: Group[];
}

// What presenters' remotes send, and the keys beside them.
const ON = [" ", "PageDown", "ArrowRight", "ArrowDown", "Enter"];
const BACK = ["PageUp", "ArrowLeft", "ArrowUp", "Backspace"];
const MEDALS = ["", " first", " second", " third"];

const part = (id: string): HTMLElement => document.getElementById(id)!;
const [stage, reveal, revealed, showing, trouble] =
  ["ceremony", "reveal", "revealed", "showing", "trouble"].map(part) as [
    HTMLElement, HTMLElement, HTMLElement, HTMLElement, HTMLElement,
  ];
const [back, next] = ["back", "next"].map(part) as [HTMLButtonElement, HTMLButtonElement];
let now = pageData<Step>();
let asking = false;

const place = (group: Group): string =>
  say(group.people.length > 1 ? "ceremony_tied" : "ceremony_place", { n: group.rank });

function medal(rank: number): HTMLElement {
  const made = make("span", `medal${MEDALS[rank] ?? ""}`, String(rank));
  made.setAttribute("aria-hidden", "true");
  return made;
}

function named(tag: "b" | "h2", person: Person): HTMLElement {
  const name = make(tag, "name", person.name);
  name.style.setProperty("--ems", String(ems(person.name)));
  return name;
}

function card(person: Person): HTMLElement {
  return make(
    "article", "winner",
    named("h2", person),
    make("p", "from", `${person.no} · ${person.delegation}`),
    make("p", "score", person.score ?? "–"),
    make("p", "facts-line", ...person.honours.map((both) => chip("signed", "award", either(...both)))),
  );
}

const line = (group: Group): HTMLElement => {
  const people = group.people.map((person) =>
    make("span", "who", named("b", person), make("span", "from", person.delegation)));
  return make("li", "", make("span", "unseen", place(group)), medal(group.rank), ...people);
};

/** What stands in the middle: the opening, one rank, or all of them. */
function middle(): { what: string; parts: Node[] } {
  const group = now.shown.at(-1);
  if (now.step === 0) {
    const soon = say("ceremony_soon");
    const which = now.places === 1
      ? say("ceremony_first_only") : say("ceremony_places", { n: now.places });
    return { what: say("ceremony_start"), parts: [make("p", "soon", soon), make("p", "which", which)] };
  }
  if (now.step === now.last || !group) {
    const what = say(group ? "ceremony_all" : "ceremony_nobody");
    const lines = make("ol", "winners", ...[...now.shown].reverse().map(line));
    return { what, parts: [make("p", "which", what), lines] };
  }
  const cards = make("div", "cards", ...group.people.map(card));
  cards.dataset.count = String(Math.min(group.people.length, 3));
  const which = make("p", "which", group.rank <= 3 && medal(group.rank), place(group));
  return { what: place(group), parts: [which, cards] };
}

function paint(): void {
  const { what, parts } = middle();
  reveal.replaceChildren(make("div", "reveal-in", ...parts));
  const all = now.step === now.last;
  revealed.replaceChildren(...(all ? [] : now.shown.slice(0, -1).reverse().map(line)));
  revealed.hidden = all || now.shown.length < 2;
  text(showing, say("ceremony_showing", {
    what, step: now.step, last: now.last, sha: now.sha256, state: say(`ceremony_${now.state}`),
  }));
  text(trouble, "");
  back.disabled = now.step === 0;
  next.disabled = now.step === now.last;
}

async function go(step: number): Promise<void> {
  if (asking || step < 0 || step > now.last) return;
  asking = true;
  const asked = new URLSearchParams({ places: String(now.places), step: String(step) });
  const { status, body } = await ask<Step>(`${stage.dataset.steps}?${asked}`);
  asking = false;
  if (status !== 200) {
    text(trouble, say("ceremony_again", { why: either(body.zh, body.en) }));
    return;
  }
  now = body;
  // A page loaded anew shows the same step.
  history.replaceState(null, "", `?${asked}`);
  paint();
}

document.addEventListener("keydown", (event) => {
  const step = ON.includes(event.key) ? 1 : BACK.includes(event.key) ? -1 : 0;
  if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  // A key held down would run through all places.
  if (!event.repeat) void go(now.step + step);
});
// The space bar presses a button when it is let go; it has done its work already.
document.addEventListener("keyup", (event) => {
  if (event.key === " ") event.preventDefault();
});
next.addEventListener("click", () => void go(now.step + 1));
back.addEventListener("click", () => void go(now.step - 1));

startClock();
paint();
