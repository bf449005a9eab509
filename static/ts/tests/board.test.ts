import assert from "node:assert/strict";
import { test } from "node:test";
import { type Board, matching, newer, risen, type Row } from "../lib/board/model";

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
