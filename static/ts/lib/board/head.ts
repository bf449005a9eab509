/** The words above and below the rows: state, counts, what the numbers are worth, how old they are. */
import { chip, ems, icon, make, text } from "../dom";
import { timeOfDay } from "../time";
import { either, say, type Word } from "../words";
import type { Board, BoardState } from "./model";

const LOOKS: Record<BoardState, [tone: string, picture: string]> = {
  hidden: ["plain", "eye-off"],
  live: ["live pulse", "radio"],
  frozen: ["frozen", "snowflake"],
  closed: ["draft", "hourglass"],
  signed: ["signed", "check"],
  noticed: ["frozen", "megaphone"],
  final: ["signed", "badge-check"],
};

const REMARKS = { corrected: "undo-2", appealed: "scale" };

/** Whether anything was marked; before that a live board only waits. */
const begun = (board: Board): boolean =>
  board.state !== "live" || board.rows.some((row) => row.score !== null || row.so_far !== null);

export const title = (board: Board): string =>
  `${either(board.trade.name, board.trade.name_en)} · ${either(board.stage.name, board.stage.name_en)}`;

export function paintHead(board: Board): void {
  const at = (name: string): HTMLElement => document.querySelector<HTMLElement>(`[data-board="${name}"]`)!;
  text(at("title"), title(board));
  at("title").style.setProperty("--ems", String(ems(title(board))));
  const [tone, picture] = begun(board) ? LOOKS[board.state] : LOOKS.closed;
  at("state").replaceChildren(
    chip(tone, picture, say((begun(board) ? `state_${board.state}` : "state_waiting") as Word)),
    ...board.remarks.map((remark) => chip("draft", REMARKS[remark], say(`remark_${remark}` as Word))),
  );
  const counts = [say("counts", board.counts)];
  if (board.counts.waiting > 0) counts.push(say("counts_waiting", board.counts));
  text(at("counts"), counts.join(" · "));
  const bar = at("progress") as HTMLProgressElement;
  bar.max = Math.max(1, board.counts.entries);
  bar.value = board.counts.final;
  text(at("note"), say(`note_${board.state}` as Word));
}

/** The line that says how old the picture is; grey and with a sentence when nothing is heard. */
export function paintAge(board: Board, stale: number | null): void {
  const line = document.querySelector<HTMLElement>('[data-board="age"]')!;
  const words = stale === null
    ? say("updated", { time: timeOfDay(board.at, true), seq: board.seq })
    : say("stale", { n: stale });
  document.documentElement.toggleAttribute("data-stale", stale !== null);
  if (line.dataset.said === words) return;
  line.dataset.said = words;
  line.replaceChildren(icon(stale === null ? "wifi" : "wifi-off"), words);
}

export function empty(board: Board): HTMLElement | null {
  if (board.state !== "hidden" && board.rows.length) return null;
  const hidden = board.state === "hidden";
  return make(
    "div", "empty",
    icon(hidden ? "eye-off" : "users"),
    make("strong", "", say(hidden ? "note_hidden" : "no_rows")),
    make("p", "", say("hidden_more")),
  );
}
