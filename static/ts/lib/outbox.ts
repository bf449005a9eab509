/**
 * The outbox: every mark is written to the tablet before anything else, sent in batches, and only
 * forgotten when the server has answered for its id. Sending twice is harmless, losing is not.
 */
import {
  type Answer, type Database, type Operation, type Problem, STRICT,
} from "./tablet/store";
import type { Work } from "./tablet/types";

export const BATCH = 50;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 20_000;
const POST_MS = 8_000;

export type Line = "ok" | "sending" | "offline" | "busy" | "signed_out" | "taken" | "refused";

export interface Snapshot {
  waiting: Operation[];
  problems: Problem[];
  /** Operations of other judges or contests on this tablet. */
  others: number;
  line: Line;
  sentence: { zh: string; en: string } | null;
  lastAck: Date | null;
}

export interface Outside {
  fetch: typeof fetch;
  now: () => Date;
  /** 0 to 1, spreads the retries of forty tablets. */
  jitter: () => number;
  later: (run: () => void, ms: number) => () => void;
}

const browser: Outside = {
  fetch: (...request) => fetch(...request),
  now: () => new Date(),
  jitter: Math.random,
  later: (run, ms) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/** Time first, then 80 random bits: unique without asking anybody, 28 characters. */
export function newId(now: Date): string {
  const random = crypto.getRandomValues(new Uint8Array(10));
  const tail = Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return now.getTime().toString(36).padStart(8, "0") + tail;
}

export class Outbox {
  private wait = FIRST_WAIT_MS;
  private batch = BATCH;
  private cancelRetry: (() => void) | null = null;
  private running: Promise<void> | null = null;
  private line: Line = "ok";
  private sentence: Snapshot["sentence"] = null;
  private lastAck: Date | null = null;
  /** Grows with every answer; work fetched before an answer is older than what is known. */
  acks = 0;

  constructor(
    private readonly db: Database,
    readonly contestId: string,
    readonly staffId: string,
    private readonly changed: (snapshot: Snapshot) => void,
    private readonly outside: Outside = browser,
  ) {}

  private readonly mine = (record: { contest_id: string; staff_id: string }): boolean =>
    record.contest_id === this.contestId && record.staff_id === this.staffId;

  private async waiting(): Promise<Operation[]> {
    return (await this.db.getAll("operations")).filter(this.mine);
  }

  async snapshot(): Promise<Snapshot> {
    const all = await this.db.getAll("operations");
    const waiting = all.filter(this.mine);
    return {
      waiting,
      problems: (await this.db.getAll("problems")).filter(this.mine),
      others: all.length - waiting.length,
      line: this.line,
      sentence: this.sentence,
      lastAck: this.lastAck,
    };
  }

  async tell(): Promise<void> {
    this.changed(await this.snapshot());
  }

  /**
   * Keep a mark. While the aspect's last one has not left the tablet it is replaced: ten taps on
   * plus are one mark, not nine corrections.
   */
  async enter(sheetId: string, aspectId: string, value: string): Promise<void> {
    await this.put({ kind: "mark", sheet_id: sheetId, aspect_id: aspectId, value, base: null });
  }

  /** Keep the judge's signature; `base` is the sheet's version as the judge saw it. */
  async submit(sheetId: string, base: number): Promise<void> {
    await this.put({ kind: "submit", sheet_id: sheetId, aspect_id: null, value: null, base });
  }

  private async put(
    what: Pick<Operation, "kind" | "sheet_id" | "aspect_id" | "value" | "base">,
  ): Promise<void> {
    const now = this.outside.now();
    const tx = this.db.transaction(["operations", "problems"], "readwrite", STRICT);
    const operations = tx.objectStore("operations");
    const last = (await operations.getAll()).filter(this.mine).reverse()
      .find((o) => o.sheet_id === what.sheet_id);
    const record: Operation = {
      ...what,
      id: newId(now),
      contest_id: this.contestId,
      staff_id: this.staffId,
      given_at: now.toISOString(),
      sent: false,
    };
    const replaces = last?.kind === "mark" && what.kind === "mark" && !last.sent
      && last.aspect_id === what.aspect_id;
    if (replaces) record.seq = last.seq!;
    await operations.put(record);
    // Entering again is the answer to an earlier refusal.
    const problems = tx.objectStore("problems");
    for (const problem of (await problems.getAll()).filter(this.mine)) {
      if (problem.sheet_id === what.sheet_id && problem.aspect_id === what.aspect_id) {
        await problems.delete(problem.id);
      }
    }
    await tx.done;
    await this.tell();
  }

  /** Forget a refusal that the judge has read. */
  async understood(id: string): Promise<void> {
    await this.db.delete("problems", id);
    await this.tell();
  }

  /** Send soon: a judge who is still tapping is waited for. */
  soon(ms: number): void {
    this.cancelRetry?.();
    this.cancelRetry = this.outside.later(() => void this.flush(), ms);
  }

  /** Send all that waits; a second call while one runs joins it. */
  flush(): Promise<void> {
    this.running ??= this.alone(() => this.run()).catch((error: unknown) => {
      // The tablet's own store can fail, too: what waits is tried again, not left until a tap.
      console.error(error);
      this.retry("busy");
    }).finally(() => {
      this.running = null;
    });
    return this.running;
  }

  /** Two tabs of one judge must not send the same batch at the same time. */
  private async alone(run: () => Promise<void>): Promise<void> {
    const locks = typeof navigator === "undefined" ? undefined : navigator.locks;
    if (!locks) return run();
    const name = `leitai-outbox-${this.contestId}-${this.staffId}`;
    await locks.request(name, { ifAvailable: true }, async (lock) => {
      if (lock) await run();
      else this.soon(FIRST_WAIT_MS);
    });
  }

  private async run(): Promise<void> {
    this.cancelRetry?.();
    this.cancelRetry = null;
    for (;;) {
      const waiting = await this.waiting();
      const batch = waiting.slice(0, this.batch);
      if (!batch.length) {
        if (this.line === "offline" || this.line === "busy") {
          // Another tab has sent what waited here: what the server answered stands in the store.
          this.line = "ok";
          this.acks += 1;
        }
        break;
      }
      await this.fix(batch);
      this.line = this.line === "ok" ? "sending" : this.line;
      await this.tell();
      if (!(await this.post(batch, waiting.length - batch.length))) break;
    }
    await this.tell();
  }

  private async fix(batch: Operation[]): Promise<void> {
    const tx = this.db.transaction("operations", "readwrite", STRICT);
    for (const operation of batch) {
      operation.sent = true;
      await tx.store.put(operation);
    }
    await tx.done;
  }

  /** Post one batch, and say how many more wait; true to go on with the next. */
  private async post(batch: Operation[], waiting: number): Promise<boolean> {
    const stop = new AbortController();
    const cancel = this.outside.later(() => stop.abort(), POST_MS);
    try {
      const answer = await this.outside.fetch("/tablet/outbox", {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-Leitai": "1" },
        body: JSON.stringify({
          contest_id: this.contestId,
          waiting,
          operations: batch.map(({ id, kind, sheet_id, aspect_id, value, given_at, base }) =>
            ({ id, kind, sheet_id, aspect_id, value, given_at, base })),
        }),
        credentials: "same-origin",
        redirect: "error",
        signal: stop.signal,
      });
      if (answer.status === 200) {
        const { results } = (await answer.json()) as { results: Answer[] };
        return await this.settle(batch, results);
      }
      return await this.turnedDown(batch, answer);
    } catch {
      this.retry("offline");
      return false;
    } finally {
      cancel();
    }
  }

  /** Answered operations leave, and what the server now holds takes their place, in one step. */
  private async settle(batch: Operation[], results: Answer[]): Promise<boolean> {
    const byId = new Map(batch.map((operation) => [operation.id, operation]));
    const tx = this.db.transaction(["operations", "problems", "work"], "readwrite", STRICT);
    const kept = await tx.objectStore("work").get([this.contestId, this.staffId]);
    let settled = 0;
    for (const result of results) {
      const operation = byId.get(result.id);
      if (!operation || !byId.delete(result.id)) continue;
      settled += 1;
      await tx.objectStore("operations").delete(operation.seq!);
      if (result.status === "conflict" || result.status === "refused") {
        await tx.objectStore("problems").put(problem(operation, result.status, result));
      }
      const sheet = kept?.work.sheets.find((s) => s.id === result.sheet?.id);
      if (sheet && result.sheet) Object.assign(sheet, result.sheet);
    }
    if (kept) await tx.objectStore("work").put(kept);
    await tx.done;
    if (!settled) {
      this.retry("busy");
      return false;
    }
    this.acks += settled;
    this.wait = FIRST_WAIT_MS;
    this.line = "ok";
    this.sentence = null;
    this.lastAck = this.outside.now();
    return true;
  }

  private async turnedDown(batch: Operation[], answer: Response): Promise<boolean> {
    const told = await answer.json().catch(() => null) as { zh?: string; en?: string } | null;
    this.sentence = told?.zh && told.en ? { zh: told.zh, en: told.en } : null;
    if (answer.status === 401) return this.stop("signed_out");
    if (answer.status === 409) return this.stop("taken");
    if ([400, 413, 422].includes(answer.status)) {
      if (batch.length > 1) {
        // One of them is unreadable; alone, it cannot hold up the others.
        this.batch = 1;
        return true;
      }
      return this.park(batch[0]!, told);
    }
    if (answer.status === 403) {
      this.retry("refused", LONGEST_WAIT_MS);
      return false;
    }
    const asked = Number(answer.headers.get("Retry-After"));
    this.retry("busy", asked > 0 ? Math.min(asked * 1000, 60_000) : 0);
    return false;
  }

  private async park(operation: Operation, told: { zh?: string; en?: string } | null): Promise<boolean> {
    const tx = this.db.transaction(["operations", "problems"], "readwrite", STRICT);
    await tx.objectStore("operations").delete(operation.seq!);
    await tx.objectStore("problems").put(problem(operation, "refused", {
      zh: told?.zh ?? "服务器无法识别这一条。",
      en: told?.en ?? "The server could not read this one.",
    }));
    await tx.done;
    this.batch = BATCH;
    return true;
  }

  /** Wait for a person: sending on by itself would be wrong. */
  private stop(line: Line): boolean {
    this.line = line;
    return false;
  }

  private retry(line: Line, atLeast = 0): void {
    this.line = line;
    const wait = Math.max(atLeast, this.wait * (0.7 + 0.6 * this.outside.jitter()));
    this.wait = Math.min(this.wait * 1.8, LONGEST_WAIT_MS);
    this.soon(wait);
  }

  /** The last work known, without asking anybody. */
  async kept(): Promise<Work | null> {
    return (await this.db.get("work", [this.contestId, this.staffId]))?.work ?? null;
  }

  async keep(work: Work): Promise<void> {
    await this.db.put("work", { contest_id: this.contestId, staff_id: this.staffId, work });
  }

  /** After signing out nothing of the judge's work stays on the tablet. */
  async forget(): Promise<void> {
    await this.db.delete("work", [this.contestId, this.staffId]);
  }

  /**
   * Take over what another tablet of this judge exported. Ids stay, so that whatever that tablet
   * had sent after all is not counted twice; another judge's operations are left out.
   */
  async imported(text: string): Promise<number> {
    const { operations } = JSON.parse(text) as { operations?: Operation[] };
    if (!Array.isArray(operations)) throw new SyntaxError("no operations");
    const tx = this.db.transaction("operations", "readwrite", STRICT);
    const here = new Set((await tx.store.getAll()).map((operation) => operation.id));
    let taken = 0;
    for (const operation of operations.filter(this.mine)) {
      if (here.has(operation.id)) continue;
      const { seq: _, ...rest } = operation;
      // It may have left the other tablet: its content is fixed.
      await tx.store.put({ ...rest, sent: true });
      taken += 1;
    }
    await tx.done;
    await this.tell();
    return taken;
  }

  /** Everything on this tablet, other judges' too, for the day the network never comes back. */
  async exported(): Promise<string> {
    return JSON.stringify({
      leitai: "waiting operations",
      exported_at: this.outside.now().toISOString(),
      operations: await this.db.getAll("operations"),
      problems: await this.db.getAll("problems"),
    }, null, 1);
  }
}

const problem = (
  { id, contest_id, staff_id, kind, sheet_id, aspect_id, value }: Operation,
  status: Problem["status"],
  told: { zh: string; en: string },
): Problem => ({
  id, contest_id, staff_id, kind, sheet_id, aspect_id, value, status, zh: told.zh, en: told.en,
});
