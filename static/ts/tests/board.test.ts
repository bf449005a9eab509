import assert from "node:assert/strict";
import { test } from "node:test";
import { Chain, type Line } from "../lib/board/chain";
import {
  applied, type Board, type Changes, matching, newer, risen, type Row, type RowChange,
} from "../lib/board/model";

const row = (id: string, rank: number | null, more: Partial<Row> = {}): Row => ({
  id, rank, best: 1, worst: 9, no: `A${id}`, name: `选手${id}`, delegation: "杭州市总工会", score: "90",
  so_far: null, state: "provisional", waiting: 0, clinched: false, goes_on: null, honours: [], ...more,
});

const board = (seq: number, rows: Row[], id = "b"): Board => ({ board: id, seq, rows }) as Board;

test("an older frame and another board's frame are not shown", () => {
  const shown = board(10, []);
  assert.equal(newer(board(9, []), shown), false);
  assert.equal(newer(board(10, []), shown), true);
  assert.equal(newer(board(11, [], "other"), shown), false);
});

test("only rises into or within the first three are announced", () => {
  const before = board(1, [row("1", 1), row("2", 2), row("3", 3), row("4", 4), row("5", null)]);
  const after = board(2, [row("4", 1), row("1", 2), row("5", 3), row("2", 4), row("6", 2)]);
  assert.deepEqual(risen(before, after).map((r) => r.id), ["4", "5"]);
});

test("every part of what is typed must fit name, number or employer", () => {
  const rows = [row("1", 1, { name: "买买提江·吐尔逊" }), row("2", 2, { delegation: "宁波市总工会" })];
  assert.deepEqual(matching(rows, "买买提").map((r) => r.id), ["1"]);
  assert.deepEqual(matching(rows, "a2 宁波").map((r) => r.id), ["2"]);
  assert.deepEqual(matching(rows, "").length, 2);
  assert.deepEqual(matching(rows, "买买提 宁波"), []);
});

const changes = (since: number, seq: number, rows: RowChange[], order?: number[]): Changes =>
  ({ board: "b", since, seq, at: `${seq}`, head: {}, rows, ...(order ? { order } : {}) });

test("changes replace fields, add new rows and put all in their new places", () => {
  const held = board(1, [row("1", 1), row("2", 2), row("3", 3)]);
  const told = [{ id: "3", rank: 1, lost: ["score"] }, { id: "1", rank: 2 }, row("9", 4)];
  const after = applied(held, changes(1, 4, told, [2, 0, 3]))!;
  assert.deepEqual(["score" in after.rows[0]!, after.rows[0]!.name], [false, "选手3"]);
  assert.deepEqual(after.rows.map((r) => [r.id, r.rank]), [["3", 1], ["1", 2], ["9", 4]]);
  assert.equal(after.seq, 4);
  assert.equal(applied(held, changes(2, 4, [])), null);
});

/** A server's end of the line: what was asked, and a way to say something. */
function line(): Line & { asked: object[]; say(event: string, told: unknown): void } {
  const hears = new Map<string, (told: never) => void>();
  const asked: object[] = [];
  return {
    asked,
    on: (event, hear) => void hears.set(event, hear),
    emit: (_, told) => void asked.push(told),
    say: (event, told) => hears.get(event)?.(told as never),
  };
}

test("a frame that is missing makes the screen ask for the whole, and a second beat asks again", () => {
  const shown: number[] = [];
  const server = line();
  new Chain("b", server, (next) => shown.push(next.seq));
  server.say("connect", undefined);
  server.say("board", board(5, [row("1", 1)]));
  server.say("changes", changes(5, 6, [row("1", 2)]));
  server.say("changes", changes(8, 9, [row("1", 3)]));
  assert.deepEqual(shown, [5, 6]);
  assert.deepEqual(server.asked, [{ board: "b" }, { board: "b" }]);
  server.say("heartbeat", { board: "b", seq: 9 });
  assert.equal(server.asked.length, 3);
  server.say("board", board(9, [row("1", 3)]));
  server.say("heartbeat", { board: "b", seq: 9 });
  assert.deepEqual(shown, [5, 6, 9]);
  assert.equal(server.asked.length, 3);
});

test("after a break the screen says which frame it holds, and a beat shows a frame never came", () => {
  const server = line();
  new Chain("b", server, () => undefined);
  server.say("board", board(5, []));
  server.say("connect", undefined);
  server.say("heartbeat", { board: "b", seq: 7 });
  assert.deepEqual(server.asked, [{ board: "b", since: 5 }, { board: "b" }]);
});

test("a screen that tells what it shows answers each beat once it shows what the beat spoke of", () => {
  const server = line();
  const chain = new Chain("b", server, () => undefined);
  server.say("board", board(5, []));
  server.say("heartbeat", { board: "b", seq: 5 });
  assert.deepEqual(server.asked, []);
  chain.painted(5);
  chain.painted(5);
  assert.deepEqual(server.asked, [{ board: "b", seq: 5 }]);
  server.say("changes", changes(5, 6, []));
  server.say("heartbeat", { board: "b", seq: 6 });
  assert.equal(server.asked.length, 1);
  chain.painted(6);
  assert.deepEqual(server.asked.at(-1), { board: "b", seq: 6 });
});
