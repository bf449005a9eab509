/** The board on the hall screen: twenty rows at a time, the next twenty by themselves. */
import { startClock } from "./lib/clock";
import { make, pageData, text } from "./lib/dom";
import { follow } from "./lib/board/feed";
import { glide } from "./lib/board/flip";
import { empty, paintAge, paintHead } from "./lib/board/head";
import type { Board } from "./lib/board/model";
import { Line } from "./lib/board/row";
import { say } from "./lib/words";

const PAGE_ROWS = 20;
const PAGE_MS = 12_000;

const rows = document.getElementById("rows") as HTMLOListElement;
const blank = document.getElementById("blank")!;
const anchor = document.getElementById("anchor")!;
const pages = document.getElementById("pages")!;
const lines = new Map<string, Line>();
let board = pageData<Board>();
let page = 0;

const count = (): number => Math.max(1, Math.ceil(board.rows.length / PAGE_ROWS));

function paint(): void {
  text(anchor, board.anchor ? say("anchor", { anchor: board.anchor }) : "");
  page = Math.min(page, count() - 1);
  const shown = board.rows.slice(page * PAGE_ROWS, (page + 1) * PAGE_ROWS).map((row) => {
    let line = lines.get(row.id);
    if (!line) lines.set(row.id, (line = new Line()));
    line.paint(row, board);
    return line.element;
  });
  for (const [index, element] of shown.entries()) {
    if (rows.children[index] !== element) rows.insertBefore(element, rows.children[index] ?? null);
  }
  while (rows.children.length > shown.length) rows.lastElementChild!.remove();
  const nothing = empty(board);
  blank.replaceChildren(...(nothing ? [nothing] : []));
  pages.replaceChildren();
  if (count() > 1) {
    pages.append(make("span", "", say("page_of", { n: page + 1, of: count() })));
    for (let n = 0; n < count(); n += 1) pages.append(make("i", n === page ? "on" : ""));
  }
}

const shownLines = (): HTMLElement[] => [...rows.children] as HTMLElement[];

function show(next: Board): void {
  board = next;
  paintHead(board);
  paintAge(board, null);
  glide(shownLines, paint);
}

setInterval(() => {
  if (count() < 2) return;
  page = (page + 1) % count();
  paint();
  rows.animate({ opacity: [0, 1] }, {
    duration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 480,
  });
}, PAGE_MS);

/** The screen must not go dark during the contest; asked again whenever the page is seen. */
async function stayAwake(): Promise<void> {
  try {
    if (document.visibilityState === "visible") await navigator.wakeLock?.request("screen");
  } catch {
    // Without the right (plain http, low battery) the computer's own setting decides.
  }
}

startClock();
paintHead(board);
paint();
const feed = follow(board, show, true);
setInterval(() => paintAge(board, feed.stale()), 1000);
paintAge(board, null);
document.addEventListener("visibilitychange", () => void stayAwake());
void stayAwake();
