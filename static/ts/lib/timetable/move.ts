/**
 * A heat of the draft taken in hand: by pointer, by keys or by the fields of the drawer. Each new
 * place is put to the checker; only dropping it where nothing breaks makes a new version.
 */
import { ask } from "../http";
import { either, say } from "../words";
import { line, reasons, when, type Answer } from "./reasons";
import { Scale, STEP } from "./scale";

interface Held {
  cell: HTMLElement;
  key: string;
  from: number;
  at: number;
  lasts: number;
}

const KEYS: Record<string, number> = {
  ArrowLeft: -STEP, ArrowRight: STEP, ArrowUp: -60, ArrowDown: 60,
};
const LANDED = "leitai-moved";

export class Mover {
  private held: Held | null = null;
  private answer: Answer | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly scale: Scale | null;
  private readonly title: HTMLElement;
  private readonly said: HTMLElement;
  private readonly day: HTMLSelectElement;
  private readonly time: HTMLInputElement;
  private readonly here: HTMLButtonElement;

  constructor(private readonly drawer: HTMLElement) {
    const table = document.querySelector<HTMLTableElement>("table.time-grid");
    const part = <T extends HTMLElement>(name: string): T => drawer.querySelector<T>(`#move-${name}`)!;
    this.scale = table && new Scale(table);
    this.title = part("title");
    this.said = part("answer");
    this.day = part("day");
    this.time = part("time");
    this.here = part("here");
    this.here.addEventListener("click", () => void this.drop());
    part("away").addEventListener("click", () => this.leave());
    for (const field of [this.day, this.time]) {
      field.addEventListener("input", () => this.typed());
    }
    for (const cell of document.querySelectorAll<HTMLElement>("[data-heat]")) this.listen(cell);
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.held) this.leave();
    });
  }

  /** The heat moved last has the focus on the new page, so that keys can go on with it. */
  static landed(): void {
    const key = sessionStorage.getItem(LANDED);
    sessionStorage.removeItem(LANDED);
    if (!key) return;
    for (const cell of document.querySelectorAll<HTMLElement>(`[data-heat="${CSS.escape(key)}"]`)) {
      if (!cell.offsetParent) continue;
      cell.classList.add("landed");
      cell.scrollIntoView({ block: "nearest", inline: "center" });
      cell.querySelector<HTMLElement>("[data-grip]")?.focus({ preventScroll: true });
      return;
    }
  }

  private listen(cell: HTMLElement): void {
    const grip = cell.querySelector<HTMLElement>("[data-grip]");
    if (!grip) return;
    grip.addEventListener("click", () => this.pick(cell));
    grip.addEventListener("keydown", (event) => this.key(event, cell));
    if (cell instanceof HTMLTableCellElement) this.drag(cell);
  }

  private key(event: KeyboardEvent, cell: HTMLElement): void {
    if (this.held?.cell !== cell) return;
    const step = KEYS[event.key];
    if (step !== undefined) this.propose(this.held.at + step);
    else if (event.key === "Enter" || event.key === " ") void this.drop();
    else return;
    event.preventDefault();
    this.scale?.show();
  }

  private drag(cell: HTMLElement): void {
    let begun: { x: number; scrolled: number; starts: number } | null = null;
    let moved = false;
    cell.addEventListener("pointerdown", (event) => {
      const on = event.target as Element;
      // A finger on the table scrolls it; only the grip takes a heat. A mouse takes it anywhere.
      const takes = event.pointerType === "mouse" ? !on.closest("a, form") : on.closest("[data-grip]");
      if (!takes || event.button !== 0) return;
      begun = { x: event.clientX, scrolled: this.scale!.scrolled, starts: Number(cell.dataset.starts) };
      moved = false;
    });
    cell.addEventListener("pointermove", (event) => {
      if (!begun) return;
      const far = event.clientX - begun.x;
      if (!moved && Math.abs(far) < 5) return;
      if (!moved) {
        // Not sooner: a captured press would never become the grip's click.
        cell.setPointerCapture(event.pointerId);
        this.pick(cell);
        moved = true;
      }
      this.scale!.follow(event.clientX);
      const minutes = (far + this.scale!.scrolled - begun.scrolled) / this.scale!.pixels;
      this.propose(begun.starts + Math.round(minutes / STEP) * STEP);
    });
    cell.addEventListener("pointerup", () => {
      if (begun && moved) void this.drop();
      begun = null;
    });
    cell.addEventListener("pointercancel", () => {
      if (begun && moved) this.leave();
      begun = null;
    });
    // The press that ends a drag is no click on what lies beneath.
    cell.addEventListener("click", (event) => {
      if (moved) event.stopImmediatePropagation();
      moved = false;
    }, true);
  }

  private pick(cell: HTMLElement): void {
    if (this.held?.cell === cell) return;
    this.held?.cell.classList.remove("held");
    const from = Number(cell.dataset.starts);
    const lasts = Number(cell.dataset.ends) - from;
    this.held = { cell, key: cell.dataset.heat!, from, at: from, lasts };
    cell.classList.add("held");
    this.title.textContent = cell.dataset.title!;
    this.drawer.hidden = false;
    this.propose(from);
  }

  private typed(): void {
    const [hours, minutes] = this.time.value.split(":").map(Number);
    if (this.held === null || hours === undefined || minutes === undefined || minutes % STEP) {
      this.here.disabled = true;
      this.said.replaceChildren(line("draft", "triangle-alert", say("move_time")));
      return;
    }
    this.propose(Number(this.day.value) * 1440 + hours * 60 + minutes);
  }

  /** Show a heat at another start, and ask once the hand rests a moment. */
  private propose(starts: number): void {
    const held = this.held!;
    held.at = Math.max(0, starts);
    this.answer = null;
    const rest = held.at % 1440;
    this.day.value = String(Math.floor(held.at / 1440));
    const typed = new Date(rest * 60_000).toISOString().slice(11, 16);
    if (this.time.value !== typed) this.time.value = typed;
    clearTimeout(this.timer);
    this.here.disabled = held.at === held.from;
    if (held.at === held.from) {
      this.scale?.clear();
      this.said.replaceChildren(line("", "info", say("move_same")));
      return;
    }
    this.scale?.draw(held.cell, held.at, held.at + held.lasts, "asking");
    this.timer = setTimeout(() => void this.question(), 120);
  }

  private async question(): Promise<Answer | null> {
    const held = this.held!;
    const asked = new URLSearchParams({ heat: held.key, starts_min: String(held.at) });
    const { status, body } = await ask<Answer>(`${this.drawer.dataset.try}?${asked}`);
    // Meanwhile the hand may have gone on, or let go.
    if (this.held !== held || asked.get("starts_min") !== String(held.at)) return null;
    if (status !== 200) {
      this.said.replaceChildren(line("live", "circle-x", either(body.zh, body.en)));
      return null;
    }
    this.answer = body;
    const good = body.broken.length === 0;
    this.here.disabled = !good;
    this.scale?.draw(held.cell, held.at, held.at + held.lasts, good ? "good" : "bad");
    const way = say("move_from_to", { from: when(held.from), to: when(held.at) });
    const verdict = good
      ? line("signed", "circle-check", say("move_good"))
      : line("live", "circle-x", say("move_bad", { n: body.broken.length }));
    this.said.replaceChildren(line("", "arrow-right", way), verdict, ...reasons(body));
    return body;
  }

  private async drop(): Promise<void> {
    const held = this.held;
    if (!held) return;
    if (held.at === held.from) return this.leave();
    clearTimeout(this.timer);
    const tried = this.answer ?? (await this.question());
    if (!tried || this.held !== held) return;
    if (tried.broken.length) return this.stay(held);
    this.here.disabled = true;
    const { status, body } = await ask<{ page: string }>(
      this.drawer.dataset.move!, { heat: held.key, starts_min: held.at },
    );
    if (status !== 200) {
      this.here.disabled = false;
      this.said.replaceChildren(line("live", "circle-x", either(body.zh, body.en)));
      return;
    }
    sessionStorage.setItem(LANDED, held.key);
    location.assign(body.page);
  }

  /** A bad place changes nothing: the heat is back where it was, and the reasons stay. */
  private stay(held: Held): void {
    this.scale?.clear();
    held.at = held.from;
    this.answer = null;
    this.here.disabled = true;
    this.said.prepend(line("draft", "undo-2", say("move_kept", { from: when(held.from) })));
  }

  private leave(): void {
    const held = this.held;
    clearTimeout(this.timer);
    this.scale?.clear();
    held?.cell.classList.remove("held");
    this.held = null;
    this.drawer.hidden = true;
    held?.cell.querySelector<HTMLElement>("[data-grip]")?.focus();
  }
}
