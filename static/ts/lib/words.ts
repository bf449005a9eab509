/**
 * Every sentence of the applications, Chinese and English side by side in lib/words/:
 * `say("key", {n: 3})`. A sentence without its second language does not compile.
 */
import { board } from "./words/board";
import { ceremony } from "./words/ceremony";
import { checkin } from "./words/checkin";
import { general } from "./words/general";
import { roster } from "./words/roster";
import { signin } from "./words/signin";
import { tablet } from "./words/tablet";
import { timetable } from "./words/timetable";

export type Pair = readonly [zh: string, en: string];

export const words = { ...general, ...board, ...ceremony, ...tablet, ...checkin, ...roster, ...signin, ...timetable };
export type Word = keyof typeof words;

const page = typeof document === "undefined" ? "zh" : document.documentElement.lang;
export const english = page.startsWith("en");

/** Data in the page's language; where there is no English the Chinese stands. */
export const either = (zh: string | null | undefined, en: string | null | undefined): string =>
  (english ? en || zh : zh || en) ?? "";

export function ordinal(n: number): string {
  const ending = n % 100 > 10 && n % 100 < 14 ? "th" : (["th", "st", "nd", "rd"][n % 10] ?? "th");
  return `${n}${ending}`;
}

/** The sentence of this page's language with its facts filled in. */
export function say(word: Word, facts: Record<string, string | number> = {}): string {
  const pair: Pair = words[word];
  return pair[english ? 1 : 0].replace(/\{(\w+)\}/g, (_all, name: string) => String(facts[name] ?? ""));
}
