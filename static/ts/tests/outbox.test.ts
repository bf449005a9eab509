import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import { BATCH, newId, Outbox, type Outside, type Snapshot } from "../lib/outbox";
import { type Answer, type Database, type Operation, openStore } from "../lib/tablet/store";
import type { Work } from "../lib/tablet/types";

type Sent = { contest_id: string; operations: Operation[] };
type Reply = (sent: Sent) => Response | Promise<Response>;

/** A server that can be told what to answer, and time that only moves when asked. */
class World {
  posts: Sent[] = [];
  reply: Reply = (sent) => applied(sent);
  timers: { run: () => void; ms: number; off: boolean }[] = [];
  snapshot: Snapshot | null = null;

  readonly outside: Outside = {
    fetch: async (_address, request) => {
      const sent = JSON.parse(String(request?.body)) as Sent;
      this.posts.push(sent);
      return this.reply(sent);
    },
    now: () => new Date("2026-11-21T08:00:00Z"),
    jitter: () => 0.5,
    later: (run, ms) => {
      const timer = { run, ms, off: false };
      this.timers.push(timer);
      return () => {
        timer.off = true;
      };
    },
  };

  retries(): number[] {
    return this.timers.filter((timer) => !timer.off).map((timer) => timer.ms);
  }
}

const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers });

const answer = (id: string, more: Partial<Answer> = {}): Answer => ({
  id, status: "applied", receipt: { no: 1, hash: "h" }, zh: "已记录", en: "recorded", sheet: null, ...more,
});

const applied = (sent: Sent): Response => json({ results: sent.operations.map((o) => answer(o.id)) });

let stores = 0;

async function start(
  world = new World(), db?: Database, seat: [string, string] = ["C1", "S1"],
): Promise<{ world: World; db: Database; box: Outbox }> {
  const store = db ?? (await openStore(`test-${(stores += 1)}`));
  const box = new Outbox(store, seat[0], seat[1], (snapshot) => {
    world.snapshot = snapshot;
  }, world.outside);
  return { world, db: store, box };
}

const work = (marks: Record<string, string>): Work => ({
  contest: { id: "C1", name: "", name_en: "" },
  seat: { staff_id: "S1", judge_no: "J-1", name: "", role: "judge", lease: 1 },
  at: "",
  sheets: [{ id: "sheet", state: "open", marks, version: 1 } as Work["sheets"][0]],
});

test("a mark is on the disk before it is shown as kept, and survives a restart", async () => {
  const { db, box, world } = await start();
  await box.enter("sheet", "a1", "8.5");
  assert.equal(world.snapshot?.waiting.length, 1);
  assert.equal(world.posts.length, 0);
  const again = await start(new World(), db);
  await again.box.flush();
  assert.equal(again.world.posts[0]?.operations[0]?.value, "8.5");
});

test("only an answered operation is forgotten", async () => {
  const { box, world } = await start();
  for (const aspect of ["a1", "a2", "a3"]) await box.enter("sheet", aspect, "1");
  let posts = 0;
  world.reply = (sent) => {
    posts += 1;
    return posts === 1
      ? json({ results: sent.operations.slice(0, 2).map((o) => answer(o.id)) })
      : Promise.reject(new TypeError("network"));
  };
  await box.flush();
  assert.deepEqual((await box.snapshot()).waiting.map((o) => o.aspect_id), ["a3"]);
});

test("a store that fails while sending is asked again, without another tap", async (context) => {
  const said = context.mock.method(console, "error", () => undefined);
  let full = false;
  const whole = await openStore(`test-${(stores += 1)}`);
  const db = new Proxy(whole, {
    get: (store, name: keyof Database) => {
      if (name === "getAll" && full) return () => Promise.reject(new DOMException("full"));
      const found: unknown = store[name];
      return typeof found === "function" ? found.bind(store) as unknown : found;
    },
  });
  const { box, world } = await start(new World(), db);
  await box.enter("sheet", "a1", "8");
  full = true;
  await box.flush();
  assert.equal(said.mock.callCount(), 1);
  assert.equal(world.posts.length, 0);
  assert.equal(world.retries().length, 1);
  full = false;
  world.timers.find((timer) => !timer.off)?.run();
  await box.flush();
  assert.equal(world.snapshot?.waiting.length, 0);
});

test("an answer that never arrives sends the same ids again", async () => {
  const { box, world } = await start();
  await box.enter("sheet", "a1", "8");
  world.reply = () => Promise.reject(new TypeError("network"));
  await box.flush();
  world.reply = (sent) => json({ results: sent.operations.map((o) => answer(o.id, { status: "duplicate" })) });
  await box.flush();
  assert.equal(world.posts[0]?.operations[0]?.id, world.posts[1]?.operations[0]?.id);
  assert.equal(world.snapshot?.waiting.length, 0);
});

test("quick taps are one mark, a change after sending is a second one", async () => {
  const { box, world } = await start();
  for (const value of ["9.5", "9", "8.5"]) await box.enter("sheet", "a1", value);
  world.reply = () => Promise.reject(new TypeError("network"));
  await box.flush();
  assert.deepEqual(world.posts[0]?.operations.map((o) => o.value), ["8.5"]);
  await box.enter("sheet", "a1", "8");
  world.reply = applied;
  await box.flush();
  assert.deepEqual(world.posts[1]?.operations.map((o) => o.value), ["8.5", "8"]);
});

test("a mark is never merged across another mark or a signature of its sheet", async () => {
  const { box, world } = await start();
  await box.enter("sheet", "a1", "1");
  await box.enter("sheet", "a2", "2");
  await box.enter("sheet", "a1", "3");
  await box.submit("sheet", 4);
  await box.flush();
  assert.deepEqual(
    world.posts[0]?.operations.map((o) => [o.kind, o.aspect_id, o.value, o.base]),
    [["mark", "a1", "1", null], ["mark", "a2", "2", null], ["mark", "a1", "3", null], ["submit", null, null, 4]],
  );
});

test("what waits goes out in order, fifty at a time", async () => {
  const { box, world } = await start();
  for (let n = 0; n < BATCH + 3; n += 1) await box.enter("sheet", `a${n}`, String(n));
  await box.flush();
  assert.deepEqual(world.posts.map((post) => post.operations.length), [BATCH, 3]);
  const values = world.posts.flatMap((post) => post.operations.map((o) => Number(o.value)));
  assert.deepEqual(values, [...values].sort((a, b) => a - b));
});

test("without network the waits grow and stay under twenty-six seconds", async () => {
  const { box, world } = await start();
  await box.enter("sheet", "a1", "1");
  world.reply = () => Promise.reject(new TypeError("network"));
  const waits: number[] = [];
  for (let n = 0; n < 9; n += 1) {
    await box.flush();
    waits.push(Math.max(...world.retries()));
    assert.equal(world.snapshot?.line, "offline");
  }
  assert.equal(waits[0], 1000);
  assert.ok(waits[8]! > waits[0]! && waits[8]! <= 26_000);
});

test("a busy server's Retry-After is kept", async () => {
  const { box, world } = await start();
  await box.enter("sheet", "a1", "1");
  world.reply = () => json({ zh: "忙", en: "busy" }, 503, { "Retry-After": "7" });
  await box.flush();
  assert.deepEqual(world.retries(), [7000]);
  assert.equal(world.snapshot?.line, "busy");
});

for (const [status, line] of [[401, "signed_out"], [409, "taken"]] as const) {
  test(`after ${status} everything is kept and nothing is sent by itself`, async () => {
    const { box, world } = await start();
    await box.enter("sheet", "a1", "1");
    world.reply = () => json({ zh: "停", en: "stop" }, status);
    await box.flush();
    assert.equal(world.snapshot?.line, line);
    assert.deepEqual(world.snapshot?.sentence, { zh: "停", en: "stop" });
    assert.equal(world.snapshot?.waiting.length, 1);
    assert.deepEqual(world.retries(), []);
  });
}

test("a refusal leaves the queue and stays on the screen until it is read or answered", async () => {
  const { box, world } = await start();
  world.reply = (sent) => json({ results: sent.operations.map((o) => answer(o.id, { status: "refused", zh: "锁", en: "locked" })) });
  await box.enter("sheet", "a1", "1");
  await box.enter("sheet", "a2", "2");
  await box.flush();
  assert.equal(world.snapshot?.waiting.length, 0);
  assert.deepEqual(world.snapshot?.problems.map((p) => [p.aspect_id, p.en]).sort(), [["a1", "locked"], ["a2", "locked"]]);
  await box.understood(world.snapshot!.problems[0]!.id);
  assert.equal(world.snapshot?.problems.length, 1);
  await box.enter("sheet", world.snapshot!.problems[0]!.aspect_id!, "3");
  assert.equal(world.snapshot?.problems.length, 0);
});

test("one unreadable operation does not hold up the others", async () => {
  const { box, world } = await start();
  for (const aspect of ["a1", "bad", "a3"]) await box.enter("sheet", aspect, "1");
  world.reply = (sent) =>
    sent.operations.some((o) => o.aspect_id === "bad") ? json({ zh: "错", en: "wrong" }, 422) : applied(sent);
  await box.flush();
  assert.equal(world.snapshot?.waiting.length, 0);
  assert.deepEqual(world.snapshot?.problems.map((p) => [p.aspect_id, p.en]), [["bad", "wrong"]]);
});

test("the answer's sheet replaces the kept one in the same step", async () => {
  const { box, world } = await start();
  await box.keep(work({}));
  world.reply = (sent) => json({
    results: sent.operations.map((o) => answer(o.id, {
      sheet: { id: "sheet", state: "submitted", marks: { a1: "8" }, version: 2 },
    })),
  });
  await box.enter("sheet", "a1", "8");
  await box.flush();
  const sheet = (await box.kept())?.sheets[0];
  assert.deepEqual([sheet?.state, sheet?.marks, sheet?.version], ["submitted", { a1: "8" }, 2]);
  assert.equal(box.acks, 1);
});

test("another judge's and another contest's marks on this tablet are counted, never sent", async () => {
  const { db, box } = await start();
  await box.enter("sheet", "a1", "1");
  for (const seat of [["C1", "S2"], ["C2", "S1"]] as [string, string][]) {
    const other = await start(new World(), db, seat);
    await other.box.flush();
    assert.equal(other.world.posts.length, 0);
    assert.equal(other.world.snapshot?.others, 1);
  }
});

test("answers that name none of our ids count as no answer", async () => {
  const { box, world } = await start();
  await box.enter("sheet", "a1", "1");
  world.reply = () => json({ results: [answer("somebody else's")] });
  await box.flush();
  assert.equal(world.posts.length, 1);
  assert.equal(world.snapshot?.waiting.length, 1);
});

test("the export holds what waits of every judge", async () => {
  const { db, box } = await start();
  await box.enter("sheet", "a1", "1");
  await (await start(new World(), db, ["C1", "S2"])).box.enter("sheet", "a1", "2");
  const exported = JSON.parse(await box.exported()) as { operations: Operation[] };
  assert.deepEqual(exported.operations.map((o) => [o.staff_id, o.value]), [["S1", "1"], ["S2", "2"]]);
});

test("ids are unique and fit the server's grammar", () => {
  const now = new Date("2026-11-21T08:00:00Z");
  const ids = new Set(Array.from({ length: 500 }, () => newId(now)));
  assert.equal(ids.size, 500);
  for (const id of ids) assert.match(id, /^[0-9a-z]{26,64}$/);
});

test("what another tab has sent no longer waits here, and the screen stops saying offline", async () => {
  const { world, db, box } = await start();
  world.reply = () => Promise.reject(new TypeError("no network"));
  await box.enter("s1", "a1", "8");
  await box.flush();
  assert.equal(world.snapshot!.line, "offline");
  const other = await start(new World(), db);
  await other.box.flush();
  assert.equal(other.world.posts.length, 1);
  const before = box.acks;
  await box.flush();
  assert.equal(world.snapshot!.line, "ok");
  assert.deepEqual(world.snapshot!.waiting, []);
  assert.ok(box.acks > before);
});

test("an export goes on from another tablet with its own ids, and twice is once", async () => {
  const first = await start();
  await first.box.enter("s1", "a1", "8");
  await first.box.enter("s1", "a2", "7");
  const told = await first.box.exported();
  const second = await start();
  assert.equal(await second.box.imported(told), 2);
  assert.equal(await second.box.imported(told), 0);
  await second.box.flush();
  const ids = (JSON.parse(told) as { operations: Operation[] }).operations.map((o) => o.id);
  assert.deepEqual(second.world.posts.flatMap((sent) => sent.operations.map((o) => o.id)), ids);
  const stranger = await start(new World(), undefined, ["C1", "S2"]);
  assert.equal(await stranger.box.imported(told), 0);
  await assert.rejects(stranger.box.imported("{}"), SyntaxError);
});
