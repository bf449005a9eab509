/** What the checker answers to a move, as a person reads it. */
import { icon, make } from "../dom";
import { either, say } from "../words";

type Both = [zh: string, en: string];

export interface Answer {
  heat: string;
  starts_min: number;
  ends_min: number;
  broken: { rule: string; says: Both; why: Both[]; more: number }[];
}

const two = (n: number): string => String(n).padStart(2, "0");
const clock = (minute: number): string =>
  `${two(Math.floor((minute % 1440) / 60))}:${two(minute % 60)}`;

/** The day counts from 1, as on the tabs of the page. */
export const when = (minute: number): string =>
  say("move_day", { n: Math.floor(minute / 1440) + 1, time: clock(minute) });

/** A line with its picture; the tone is said by colour, picture and words together. */
export const line = (tone: string, picture: string, words: string): HTMLElement =>
  make("p", tone ? `move-line tone-${tone}` : "move-line", icon(picture), make("span", "", words));

/** Each broken rule with its sentence and who or what clashes. */
export function reasons(answer: Answer): HTMLElement[] {
  return answer.broken.map(({ says, why, more }) => {
    const list = make("ul", "", ...why.map((both) => make("li", "", either(...both))));
    if (more) list.append(make("li", "quiet", say("move_more", { n: more })));
    return make("section", "move-rule", make("h3", "", either(...says)), list);
  });
}
