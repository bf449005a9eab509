/** The board on a phone: rows that move, search, people to follow. */
import { icon, make, pageData, text } from "./lib/dom";
import { follow } from "./lib/board/feed";
import { glide } from "./lib/board/flip";
import { empty, paintAge, paintHead } from "./lib/board/head";
import { type Board, matching, risen, type Row } from "./lib/board/model";
import { Line } from "./lib/board/row";
import { english, ordinal, say } from "./lib/words";

const rows = document.getElementById("rows") as HTMLOListElement;
const blank = document.getElementById("blank")!;
const news = document.getElementById("news")!;
const search = document.getElementById("search") as HTMLInputElement;
const found = document.getElementById("found")!;
const mine = document.getElementById("mine")!;

let board = pageData<Board>();
const lines = new Map<string, Line>();
const cut = make("li", "cut");

const KEY = `leitai:follow:${board.board}`;
const followed = new Set<string>(recall());

function recall(): string[] {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "[]") as string[];
  } catch {
    return [];
  }
}

function remember(): void {
  try {
    localStorage.setItem(KEY, JSON.stringify([...followed]));
  } catch {
    // A phone in private mode forgets at the end of the visit; following works until then.
  }
}

function paintRows(): void {
  const typed = search.value.trim();
  const wanted = typed ? matching(board.rows, typed) : board.rows;
  const shown: HTMLElement[] = [];
  for (const [index, row] of wanted.entries()) {
    let line = lines.get(row.id);
    if (!line) lines.set(row.id, (line = new Line()));
    line.paint(row, board);
    button(line.element, row, typed !== "" || followed.has(row.id));
    shown.push(line.element);
    const next = wanted[index + 1];
    if (!typed && board.places && row.rank !== null && row.rank <= board.places
      && (next?.rank ?? Infinity) > board.places && next) {
      text(cut, say("cut", { n: board.places }));
      shown.push(cut);
    }
  }
  for (const [index, element] of shown.entries()) {
    if (rows.children[index] !== element) rows.insertBefore(element, rows.children[index] ?? null);
  }
  while (rows.children.length > shown.length) rows.lastElementChild!.remove();
  const nothing = empty(board);
  blank.replaceChildren(...(nothing ? [nothing] : []));
  text(found, !typed ? "" : wanted.length ? say("found", { n: wanted.length }) : say("found_none"));
  paintMine();
}

/** The star stands only where somebody looks for a person, so that names keep their room. */
function button(element: HTMLElement, row: Row, wanted: boolean): void {
  let star = element.querySelector<HTMLButtonElement>("button");
  if (!wanted) {
    star?.remove();
    return;
  }
  const on = followed.has(row.id);
  if (star?.dataset.on === String(on)) return;
  const fresh = make("button", "button small star", icon("star"), say(on ? "unfollow" : "follow"));
  fresh.type = "button";
  fresh.dataset.on = String(on);
  fresh.setAttribute("aria-label", `${say(on ? "unfollow" : "follow")} ${row.name}`);
  const focused = star !== null && star === document.activeElement;
  if (star) star.replaceWith(fresh);
  else element.append(fresh);
  if (focused) fresh.focus();
  star = fresh;
}

function paintMine(): void {
  const people = board.rows.filter((row) => followed.has(row.id));
  mine.hidden = people.length === 0;
  mine.replaceChildren(
    make("h2", "", icon("star"), say("followed")),
    make("ul", "mine-list", ...people.map((row) => make(
      "li", "",
      make("span", "medal", row.rank === null ? "–" : String(row.rank)),
      make("b", "name", row.name),
      make("span", "score", row.score ?? row.so_far ?? "–"),
    ))),
  );
}

function show(next: Board): void {
  const up = risen(board, next);
  board = next;
  paintHead(board);
  paintAge(board, null);
  glide(() => [...lines.values()].map((line) => line.element).filter((e) => e.isConnected), paintRows);
  if (up.length) {
    const facts = (row: Row): Record<string, string | number> =>
      ({ name: row.name, n: row.rank!, nth: ordinal(row.rank!) });
    text(news, up.map((row) => say("rose", facts(row))).join(english ? "; " : "；"));
  }
}

rows.addEventListener("click", (event) => {
  const star = (event.target as Element).closest(".star");
  const id = star?.closest<HTMLElement>("li")?.dataset.id;
  if (!id) return;
  if (!followed.delete(id)) followed.add(id);
  remember();
  paintRows();
});
search.addEventListener("input", paintRows);

paintHead(board);
paintRows();
const feed = follow(board, show);
setInterval(() => paintAge(board, feed.stale()), 1000);
paintAge(board, null);
