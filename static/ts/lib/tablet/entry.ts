/** From what is typed or tapped to a mark: checked here at once, and again by the server. */
import { either, say } from "../words";
import { add, less, onStep, parse, plain, subtract } from "../decimal";
import type { Aspect } from "./types";

export const clean = (text: string): string => plain(text);

/** Why a text cannot be this aspect's mark, as a sentence; null if it can. */
export function wrong(aspect: Aspect, text: string): string | null {
  if (parse(text) === null) return say("off_step", { step: plain(aspect.step) });
  if (aspect.max !== null && less(aspect.max, text)) return say("too_high", { max: plain(aspect.max) });
  if (less(text, aspect.least)) return say("too_low", { least: plain(aspect.least) });
  if (!onStep(text, aspect.least, aspect.step)) return say("off_step", { step: plain(aspect.step) });
  return null;
}

/** The text after one more key; a second point, and more digits than anybody means, do nothing. */
export function typed(before: string, key: string): string {
  if (key === "Backspace") return before.slice(0, -1);
  if (key === "." && before.includes(".")) return before;
  const after = before === "" && key === "." ? "0." : before === "0" && key !== "." ? key : before + key;
  return after.replace(/\D/g, "").length > 9 ? before : after;
}

/** What a typed text means so far: "8." is 8. */
export const meant = (text: string): string => text.replace(/\.$/, "");

/**
 * The mark one step up or down, kept within bounds. From nothing, points start at the full mark
 * (a judge takes off), readings at the least.
 */
export function stepped(aspect: Aspect, now: string | undefined, up: boolean): string {
  const full = aspect.kind === "points" && aspect.max !== null ? aspect.max : aspect.least;
  if (now === undefined && (up || full === aspect.least)) return plain(full);
  const next = up ? add(now ?? full, aspect.step) : subtract(now ?? full, aspect.step);
  if (aspect.max !== null && less(aspect.max, next)) return plain(aspect.max);
  return less(next, aspect.least) ? plain(aspect.least) : next;
}

export const aspectName = (aspect: Aspect): string => either(aspect.name, aspect.name_en);

const UNITS: Record<string, [zh: string, en: string]> = {
  points: ["分", "points"],
  count: ["个", ""],
  s: ["秒", "s"],
  seconds: ["秒", "s"],
  min: ["分钟", "min"],
};

/** "points" is the rule, the others are written after the number. */
export function unit(aspect: Aspect): string {
  const known = UNITS[aspect.unit];
  return known ? either(known[0], known[1] || " ").trim() : aspect.unit;
}

/** A mark as people read it: the choice's words, or the number with its unit. */
export function told(aspect: Aspect, value: string | undefined): string {
  if (value === undefined) return say("not_marked");
  const choice = aspect.choices.find(([key]) => plain(key) === plain(value));
  if (choice) return either(choice[1], choice[2]);
  return aspect.kind === "reading" ? `${plain(value)} ${unit(aspect)}` : plain(value);
}
