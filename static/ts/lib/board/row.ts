/** One line of a board, phone or hall: made once, then only what differs is written. */
import { chip, ems, icon, make, text } from "../dom";
import { either, ordinal, say } from "../words";
import { type Board, type Row, settled } from "./model";

// A longer line takes two on the hall screen, and is set smaller for it.
const ONE_LINE = 20;
const MEDALS = ["", " first", " second", " third"];

function status(row: Row): HTMLElement {
  if (row.state === "final") return chip("signed", "check", say("row_final"));
  if (row.state === "provisional") return chip("draft", "hourglass", say("row_provisional"));
  if (row.state === "waiting") return chip("draft", "hourglass", say("row_waiting", { n: row.waiting }));
  return chip("plain", "minus", say("row_unranked"));
}

/** What can already be said for certain, and nothing more. */
function certainty(row: Row, board: Board): HTMLElement[] {
  const said: HTMLElement[] = [];
  const over = settled(board.state);
  if (row.goes_on === "yes") {
    said.push(chip("signed", "chevron-up", say(over ? "goes_on_yes" : "goes_on_sure")));
  }
  if (row.goes_on === "no") {
    said.push(chip("plain", "minus", say(over ? "goes_on_no" : "goes_on_over")));
  }
  if (!over && row.rank !== null && row.state !== "unranked") {
    if (row.clinched) {
      const sure = row.worst === 1
        ? say("clinched_first")
        : say("clinched", { n: row.worst, nth: ordinal(row.worst) });
      said.push(make("span", "sure", icon("shield-check"), sure));
    } else if (row.best !== row.worst) {
      said.push(make("span", "between", say("between", { best: row.best, worst: row.worst })));
    }
  }
  for (const [zh, en] of row.honours) said.push(chip("signed", "award", either(zh, en)));
  return said;
}

/** What a row shows as one string: equal means nothing needs to be written. */
const print = (row: Row, board: Board): string => JSON.stringify([row, settled(board.state)]);

export class Line {
  readonly element: HTMLLIElement;
  private readonly rank = make("span", "medal");
  private readonly name = make("b", "name");
  private readonly from = make("span", "from");
  private readonly facts = make("span", "facts-line");
  private readonly score = make("span", "score");
  private readonly state = make("span", "state");
  private shown = "";

  constructor() {
    this.element = make(
      "li", "line", this.rank, this.name, this.from, this.facts, this.score, this.state,
    );
  }

  paint(row: Row, board: Board): void {
    const seen = print(row, board);
    if (seen === this.shown) return;
    const scoreBefore = this.score.textContent;
    const first = this.shown === "";
    this.shown = seen;
    this.element.dataset.id = row.id;
    this.element.dataset.state = row.state;
    this.rank.className = `medal${row.rank !== null ? (MEDALS[row.rank] ?? "") : ""}`;
    this.rank.replaceChildren(
      make("span", "unseen", row.rank === null ? say("rank_none") : say("rank_word", { n: row.rank })),
    );
    const figure = make("span", "", row.rank === null ? "–" : String(row.rank));
    figure.setAttribute("aria-hidden", "true");
    this.rank.append(figure);
    text(this.name, row.name);
    this.name.style.setProperty("--ems", String(ems(row.name)));
    const from = `${row.no} · ${row.delegation}`;
    text(this.from, from);
    this.from.classList.toggle("long", ems(from) > ONE_LINE);
    // The word stands before the figures, so that the figures of all rows stay in one column.
    this.score.replaceChildren();
    if (row.score === null && row.so_far !== null) {
      this.score.append(make("small", "", say("so_far")));
    }
    this.score.append(row.score ?? row.so_far ?? "–");
    this.state.replaceChildren(status(row));
    this.facts.replaceChildren(...certainty(row, board));
    if (!first && scoreBefore !== this.score.textContent) this.flash();
  }

  private flash(): void {
    this.element.classList.remove("news");
    void this.element.offsetWidth;
    this.element.classList.add("news");
  }
}
