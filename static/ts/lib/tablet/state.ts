/** What the tablet's screens show, and the few things that change it. */
import { batch, computed, signal } from "@preact/signals";
import { ask } from "../http";
import { Outbox, type Snapshot } from "../outbox";
import { either, say } from "../words";
import { clean } from "./entry";
import { type Database, openStore } from "./store";
import { type Sheet, type Shown, type Work, missing, open } from "./types";

const SEAT_KEY = "leitai:tablet:seat";
const TAP_MS = 800;
const LOOK_MS = 30_000;

export type Route =
  | { view: "list" }
  | { view: "sheet"; sheet: string }
  | { view: "table"; heat: string; module: string };

export const work = signal<Work | null>(null);
export const box = signal<Snapshot>({
  waiting: [], problems: [], others: 0, line: "ok", sentence: null, lastAck: null,
});
export const route = signal<Route>({ view: "list" });
export const ready = signal(false);
export const storageGone = signal(false);
export const panel = signal(false);
export const said = signal("");

/** Marks on their way to the disk: shown at once, so that quick taps count on from each other. */
const early = signal<ReadonlyMap<string, string>>(new Map());

let db: Database | null = null;
let outbox: Outbox | null = null;

export const shown = computed<Shown[]>(() => {
  const waiting = box.value.waiting;
  const tapped = early.value;
  return (work.value?.sheets ?? []).map((sheet) => overlay(sheet, waiting, tapped));
});

export const current = computed<Shown | undefined>(() => {
  const at = route.value;
  return at.view === "sheet" ? shown.value.find((sheet) => sheet.id === at.sheet) : undefined;
});

const place = (sheet: string, aspect: string): string => `${sheet} ${aspect}`;

function overlay(
  sheet: Sheet, waiting: Snapshot["waiting"], tapped: ReadonlyMap<string, string>,
): Shown {
  const own = waiting.filter((operation) => operation.sheet_id === sheet.id);
  if (!own.length && !tapped.size) return { ...sheet, waiting: new Set() };
  const marks = { ...sheet.marks };
  for (const { aspect_id: aspect, value } of own) if (aspect && value !== null) marks[aspect] = value;
  for (const { id } of sheet.form) {
    const value = tapped.get(place(sheet.id, id));
    if (value !== undefined) marks[id] = value;
  }
  const submitting = own.some((operation) => operation.kind === "submit");
  return {
    ...sheet,
    marks,
    state: submitting && (sheet.state === "open" || sheet.state === "reopened") ? "submitting" : sheet.state,
    waiting: new Set(own.map((operation) => operation.aspect_id ?? "")),
  };
}

/** Keep a mark that has been checked against its aspect. */
export async function enter(sheet: Shown, aspect: string, value: string): Promise<void> {
  const now = shown.value.find((s) => s.id === sheet.id);
  if (!outbox || !now || !open(now)) return;
  const at = place(sheet.id, aspect);
  const kept = clean(value);
  early.value = new Map(early.value).set(at, kept);
  navigator.vibrate?.(15);
  try {
    await outbox.enter(sheet.id, aspect, kept);
    outbox.soon(TAP_MS);
  } catch {
    storageGone.value = true;
  }
  if (early.value.get(at) !== kept) return;
  const rest = new Map(early.value);
  rest.delete(at);
  early.value = rest;
}

/** The mark as it is this moment; what a component was drawn with may be a tap behind. */
export const markNow = (sheet: string, aspect: string): string | undefined =>
  shown.value.find((s) => s.id === sheet)?.marks[aspect];

export async function sign(sheets: Shown[]): Promise<void> {
  if (!outbox) return;
  for (const sheet of sheets) {
    if (open(sheet) && !missing(sheet).length) await outbox.submit(sheet.id, sheet.version);
  }
  navigator.vibrate?.([30, 40, 30]);
  outbox.soon(0);
}

/** Say something for a few seconds, to eyes and to screen readers. */
export function announce(words: string): void {
  said.value = words;
  setTimeout(() => {
    if (said.value === words) said.value = "";
  }, 5_000);
}

/** Leave the tablet to the next judge; what has not been sent keeps its judge here. */
export async function signOut(back: string): Promise<void> {
  if (box.value.waiting.length) {
    announce(say("sign_out_waits", { n: box.value.waiting.length }));
    panel.value = true;
    return;
  }
  const { status, body } = await ask<{ next: string }>("/sign-out", {});
  if (status !== 200) {
    announce(either(body.zh, body.en));
    return;
  }
  await outbox?.forget();
  localStorage.removeItem(SEAT_KEY);
  location.assign(body.next || back);
}

export const sendNow = (): void => outbox?.soon(0);
export const understood = (id: string): void => void outbox?.understood(id);

export async function exportWaiting(): Promise<void> {
  if (!outbox) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([await outbox.exported()], { type: "application/json" }));
  const stamp = new Date().toISOString().slice(0, 19).replace(/\D/g, "");
  link.download = `leitai-${work.value?.seat.judge_no ?? "tablet"}-${stamp}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** Take over a file that another tablet of this judge exported. */
export async function importWaiting(file: File): Promise<void> {
  try {
    const n = (await outbox?.imported(await file.text())) ?? 0;
    announce(say(n ? "imported" : "imported_none", { n }));
    outbox?.soon(0);
  } catch {
    announce(say("import_odd"));
  }
}

function readRoute(): void {
  const [, view, first, second] = location.hash.split("/").map(decodeURIComponent);
  if (view === "sheet" && first) route.value = { view, sheet: first };
  else if (view === "heat" && first && second) route.value = { view: "table", heat: first, module: second };
  else route.value = { view: "list" };
}

export const sheetLink = (id: string): string => `#/sheet/${encodeURIComponent(id)}`;
export const tableLink = (heat: string, module: string): string =>
  `#/heat/${encodeURIComponent(heat)}/${encodeURIComponent(module)}`;

let shownAcks = 0;
let showing: Promise<void> = Promise.resolve();

/**
 * What was answered leaves the waiting and enters the work in one picture. With a moment in
 * between, its marks were missing on the screen and a finger held to sign was let go.
 */
function show(snapshot: Snapshot, owner: Outbox): void {
  showing = showing.then(async () => {
    const acks = owner.acks;
    const kept = acks === shownAcks ? null : await owner.kept().catch(() => null);
    if (owner !== outbox) return;
    shownAcks = acks;
    batch(() => {
      if (kept) work.value = kept;
      box.value = snapshot;
    });
  });
}

/** Bind the outbox to a seat; the work kept for it is shown before the network has answered. */
async function bind(contest: string, staff: string): Promise<void> {
  if (!db || (outbox?.contestId === contest && outbox.staffId === staff)) return;
  const mine: Outbox = new Outbox(db, contest, staff, (snapshot) => show(snapshot, mine));
  outbox = mine;
  shownAcks = mine.acks;
  work.value = await mine.kept();
  await mine.tell();
}

/** Fetch the work; what was fetched before an answer came in is older than what is known. */
export async function refresh(): Promise<void> {
  const acks = outbox?.acks;
  const before = outbox;
  let answer: Response;
  let fresh: Work | null;
  try {
    answer = await fetch("/tablet/work", {
      headers: { "X-Leitai": "1" }, credentials: "same-origin", cache: "no-store",
    });
    // The line may break in the middle of it, too.
    fresh = answer.ok ? (await answer.json()) as Work : null;
  } catch {
    if (box.value.line === "ok") box.value = { ...box.value, line: "offline" };
    return;
  }
  if (answer.status === 401 || answer.status === 409) {
    const told = await answer.json().catch(() => null) as { zh: string; en: string } | null;
    box.value = { ...box.value, line: answer.status === 401 ? "signed_out" : "taken", sentence: told };
    return;
  }
  if (!fresh) return;
  localStorage.setItem(SEAT_KEY, JSON.stringify([fresh.contest.id, fresh.seat.staff_id]));
  await bind(fresh.contest.id, fresh.seat.staff_id);
  if (before === outbox && outbox?.acks !== acks) return refresh();
  await outbox?.keep(fresh);
  work.value = fresh;
  if (box.value.line === "offline" && !box.value.waiting.length) box.value = { ...box.value, line: "ok" };
  outbox?.soon(0);
}

function recall(): [string, string] | null {
  try {
    return JSON.parse(localStorage.getItem(SEAT_KEY) ?? "null") as [string, string] | null;
  } catch {
    return null;
  }
}

export async function start(): Promise<void> {
  readRoute();
  addEventListener("hashchange", readRoute);
  try {
    db = await openStore();
  } catch {
    storageGone.value = true;
    ready.value = true;
    return;
  }
  const seat = recall();
  if (seat) await bind(seat[0], seat[1]);
  ready.value = work.value !== null;
  outbox?.soon(0);
  await refresh();
  ready.value = true;
  for (const event of ["online", "focus", "pageshow"]) addEventListener(event, () => void refresh());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void refresh();
  });
  setInterval(() => {
    if (document.visibilityState === "visible" && navigator.onLine) void refresh();
  }, LOOK_MS);
  addEventListener("offline", () => {
    box.value = { ...box.value, line: "offline" };
  });
  addEventListener("beforeunload", (event) => {
    if (box.value.waiting.length) event.preventDefault();
  });
  void navigator.storage?.persist?.();
}
