/** How frames follow each other, and what happens when one is missing. */
import { applied, type Board, type Changes } from "./model";

/** What a chain needs of socket.io: a listener for events, and a way to send one. */
export interface Line {
  on(event: string, hear: (told: never) => void): void;
  emit(event: string, told: object): void;
}

/**
 * The chain of numbered frames: a whole picture, then changes each of which must follow from the
 * one before. Whatever is missing, it asks for the whole again and never guesses.
 */
export class Chain {
  private held: Board | null = null;
  /** The picture that people see, where the page tells; and the one a beat spoke of. */
  private seen = -1;
  private owed = Infinity;

  constructor(
    private readonly board: string,
    private readonly line: Line,
    private readonly take: (board: Board) => void,  ) {
    line.on("connect", () => this.ask());
    line.on("board", (told: Board) => this.whole(told));
    line.on("changes", (told: Changes) => this.changes(told));
    line.on("heartbeat", (told: { board: string; seq: number }) => this.beat(told));
  }

  private ask(): void {
    this.line.emit("watch", { board: this.board, ...(this.held ? { since: this.held.seq } : {}) });
  }

  private whole(told: Board): void {
    if (told.board !== this.board) return;
    this.held = told;
    this.take(told);
  }

  private changes(told: Changes): void {
    if (told.board !== this.board) return;
    const next = this.held && applied(this.held, told);
    if (next) {
      this.held = next;
      this.take(next);
    } else if (this.held && told.seq > this.held.seq) this.gap();
  }

  private beat(told: { board: string; seq: number }): void {
    if (told.board !== this.board) return;
    // A beat while the whole was asked for: the answer should be here, so it is asked for again.
    if (!this.held) this.ask();
    else if (told.seq > this.held.seq) this.gap();
    this.owed = told.seq;
    this.answer();
  }

  /** The page shows this picture now: each beat is then answered, so that the desk sees a slow screen. */
  painted(seq: number): void {
    this.seen = seq;
    this.answer();
  }

  private answer(): void {
    if (this.seen < this.owed) return;
    this.owed = Infinity;
    this.line.emit("shown", { board: this.board, seq: this.seen });
  }

  private gap(): void {
    this.held = null;
    this.ask();
  }
}
