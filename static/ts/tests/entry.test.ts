import assert from "node:assert/strict";
import { test } from "node:test";
import { add, less, onStep, parse, plain, subtract, sum } from "../lib/decimal";
import { stepped, typed, wrong } from "../lib/tablet/entry";
import type { Aspect } from "../lib/tablet/types";

const aspect = (more: Partial<Aspect> = {}): Aspect => ({
  id: "a", name: "甲", name_en: "A", hint: "", hint_en: "", max: "10", least: "0", step: "0.5",
  unit: "points", kind: "points", choices: [], criterion: "", criterion_en: "", ...more,
});

test("sums are exact where floats are not", () => {
  assert.equal(sum(["0.1", "0.2"]), "0.3");
  assert.equal(sum([]), "0");
  assert.equal(add("900719925474099", "0.01"), "900719925474099.01");
});

test("differences keep their sign and lose their zeros", () => {
  assert.equal(subtract("1", "1.50"), "-0.5");
  assert.equal(plain("8.500"), "8.5");
  assert.equal(plain("100"), "100");
  assert.equal(less("-0.5", "0"), true);
});

test("only plain decimals are numbers", () => {
  for (const text of ["", ".", "1e3", "NaN", "1,5", "٣", "1.", " 1"]) assert.equal(parse(text), null, text);
});

test("a step is counted from the least mark", () => {
  assert.equal(onStep("1.3", "0.3", "0.5"), true);
  assert.equal(onStep("1.5", "0.3", "0.5"), false);
});

test("a mark outside its bounds or between steps is told why", () => {
  const table: [string, boolean][] = [["10", true], ["10.5", false], ["-1", false], ["7.5", true], ["7.3", false], ["", false]];
  for (const [text, good] of table) assert.equal(wrong(aspect(), text) === null, good, text);
  assert.equal(wrong(aspect({ max: null }), "9999"), null);
});

test("from nothing, points start at the full mark and readings at the least", () => {
  const reading = aspect({ kind: "reading", max: null, least: "0", step: "0.1" });
  assert.equal(stepped(aspect(), undefined, true), "10");
  assert.equal(stepped(aspect(), undefined, false), "9.5");
  assert.equal(stepped(reading, undefined, true), "0");
  assert.equal(stepped(reading, "0.2", true), "0.3");
});

test("steps stop at the bounds", () => {
  assert.equal(stepped(aspect(), "10", true), "10");
  assert.equal(stepped(aspect({ least: "2" }), "2", false), "2");
});

test("the keypad knows one point, no leading zeros and an end", () => {
  const press = (keys: string[]): string => keys.reduce(typed, "");
  assert.equal(press([".", "5"]), "0.5");
  assert.equal(press(["0", "7"]), "7");
  assert.equal(press(["1", ".", ".", "5"]), "1.5");
  assert.equal(press(["1", "2", "Backspace"]), "1");
  assert.equal(press(Array.from("12345678901")), "123456789");
});
