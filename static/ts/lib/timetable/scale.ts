/** The table's columns as minutes: where a heat would lie, drawn as a frame above the table. */
import { make } from "../dom";

export const STEP = 5;

export class Scale {
  private readonly wrap: HTMLElement;
  private readonly table: HTMLTableElement;
  private readonly frame = make("div", "move-frame");

  constructor(table: HTMLTableElement) {
    this.table = table;
    this.wrap = table.parentElement!;
  }

  /** Pixels of one minute; the first column names the workstations. */
  get pixels(): number {
    const [first] = this.table.tHead!.rows[0]!.cells;
    return (this.table.offsetWidth - first!.offsetWidth) / (Number(this.table.dataset.steps) * STEP);
  }

  /** How far the table has been scrolled; a drag goes on beneath a resting pointer. */
  get scrolled(): number {
    return this.wrap.scrollLeft;
  }

  /** Draw a heat of `cell`'s lane at these minutes; outside of the day shown there is no frame. */
  draw(cell: HTMLElement, starts: number, ends: number, tone: "asking" | "good" | "bad"): void {
    const first = Number(this.table.dataset.first);
    const last = first + Number(this.table.dataset.steps) * STEP;
    if (starts < first || ends > last || !cell.closest("table")) return this.clear();
    const [bench] = this.table.tHead!.rows[0]!.cells;
    const { style } = this.frame;
    style.left = `${this.table.offsetLeft + bench!.offsetWidth + (starts - first) * this.pixels}px`;
    style.width = `${(ends - starts) * this.pixels}px`;
    style.top = `${this.table.offsetTop + cell.offsetTop}px`;
    style.height = `${cell.offsetHeight}px`;
    this.frame.className = `move-frame ${tone}`;
    if (!this.frame.isConnected) this.wrap.append(this.frame);
  }

  clear(): void {
    this.frame.remove();
  }

  /** Bring the frame into sight, for who moves it by keys. */
  show(): void {
    this.frame.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** Scroll on while the pointer is near an edge. */
  follow(x: number): void {
    const { left, right } = this.wrap.getBoundingClientRect();
    if (x > right - 40) this.wrap.scrollLeft += 16;
    else if (x < left + 140) this.wrap.scrollLeft -= 16;
  }
}
