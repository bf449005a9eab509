/** The board as the server sends it: first load, push and fall-back are this same object. */
export interface Row {
  id: string;
  rank: number | null;
  best: number;
  worst: number;
  no: string;
  name: string;
  delegation: string;
  score: string | null;
  so_far: string | null;
  state: "final" | "provisional" | "waiting" | "unranked";
  waiting: number;
  clinched: boolean;
  goes_on: "yes" | "no" | "open" | null;
  honours: [zh: string, en: string][];
}

export type BoardState = "hidden" | "live" | "frozen" | "closed" | "signed" | "noticed" | "final";

export interface Board {
  board: string;
  seq: number;
  at: string;
  /** The journal's last line, as paper and the hall screen show it; empty while frozen. */
  anchor: string;
  contest: { name: string; name_en: string };
  trade: { name: string; name_en: string; code: string; colour: number };
  stage: { id: string; name: string; name_en: string };
  state: BoardState;
  /** Corrected after a signature; under appeal. */
  remarks: ("corrected" | "appealed")[];
  counts: { entries: number; final: number; waiting: number };
  places: number | null;
  rows: Row[];
}

/** What turns one picture into the next; see contest/live/changes.py. */
export interface Changes {
  board: string;
  since: number;
  seq: number;
  at: string;
  head: Partial<Board>;
  rows: RowChange[];
  order?: number[];
}

/** A new row, or the fields of a known one that differ and the names of those it has no more. */
export type RowChange = Partial<Row> & { id: string; lost?: string[] };

/** The picture after these changes, or null where they do not follow from the one held. */
export function applied(held: Board, told: Changes): Board | null {
  if (held.board !== told.board || held.seq !== told.since) return null;
  const rows = new Map(held.rows.map((row) => [row.id, row]));
  for (const { lost, ...fields } of told.rows) {
    const row = { ...rows.get(fields.id), ...fields };
    for (const name of lost ?? []) delete row[name as keyof Row];
    rows.set(row.id, row as Row);
  }
  const placed = [...rows.values()];
  return {
    ...held,
    ...told.head,
    seq: told.seq,
    at: told.at,
    rows: told.order ? told.order.map((place) => placed[place]!) : placed,
  };
}

/** While marks can still change a rank, every word on the screen must say so. */
export const settled = (state: BoardState): boolean =>
  state === "signed" || state === "noticed" || state === "final";

/** A frame replaces the shown one unless it is older: order is by sequence, never by clock. */
export const newer = (next: Board, shown: Board): boolean =>
  next.board === shown.board && next.seq >= shown.seq;

/** Rows whose rank came into, or rose within, the first three. */
export function risen(before: Board, after: Board): Row[] {
  const old = new Map(before.rows.map((row) => [row.id, row.rank]));
  return after.rows.filter((row) => {
    if (row.rank === null || row.rank > 3 || !old.has(row.id)) return false;
    const was = old.get(row.id) ?? null;
    return was === null || was > row.rank;
  });
}

/** Rows that fit what somebody typed; every part of it must fit. */
export function matching(rows: readonly Row[], typed: string): Row[] {
  const parts = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    const all = `${row.name} ${row.no} ${row.delegation}`.toLowerCase();
    return parts.every((part) => all.includes(part));
  });
}
