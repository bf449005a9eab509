/**
 * Times as people at the contest read them: in the contest's zone, whatever the device is set to.
 */
import { english } from "./words";

const given = typeof document === "undefined" ? undefined
  : document.querySelector<HTMLMetaElement>('meta[name="timezone"]')?.content;

const formats = (timeZone: string): [format: Intl.DateTimeFormat, month: Intl.DateTimeFormat] => [
  new Intl.DateTimeFormat("en-GB", {
    timeZone, hourCycle: "h23", weekday: "short",
    month: "short", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit",
  }),
  new Intl.DateTimeFormat("en-GB", { timeZone, month: "numeric" }),
];
let [format, month] = formats(given || "Asia/Shanghai");

/** For a page that learns only later which contest it is about. */
export function useZone(timeZone: string): void {
  [format, month] = formats(timeZone);
}

function parts(at: Date | string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { type, value } of format.formatToParts(new Date(at))) found[type] = value;
  return found;
}

/** "08:30", or "08:30:05". */
export function timeOfDay(at: Date | string, seconds = false): string {
  const { hour, minute, second } = parts(at);
  return seconds ? `${hour}:${minute}:${second}` : `${hour}:${minute}`;
}

/** "11 月 21 日", or "Sat 21 Nov". */
export function dayOf(at: Date | string): string {
  const { day, weekday, month: name } = parts(at);
  if (english) return `${weekday} ${Number(day)} ${name}`;
  return `${month.format(new Date(at))} 月 ${Number(day)} 日`;
}
