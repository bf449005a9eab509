/** Chinese and English, side by side. */
import type { Pair } from "../words";

export const timetable = {
  move_from_to: ["从 {from} 到 {to}", "From {from} to {to}"],
  move_asking: ["正在核对…", "Checking…"],
  move_good: ["不违反任何规则，可以放下。", "No rule is broken: it can go here."],
  move_same: ["这是原来的时间。", "This is where it is now."],
  move_bad: ["放不下：违反 {n} 条规则", "It cannot go here: {n} rules would be broken"],
  move_kept: ["没有移动，仍在 {from}。", "Nothing was moved; it stays at {from}."],
  move_more: ["还有 {n} 处", "and {n} more"],
  move_time: ["请填写 5 分钟整倍数的时间，例如 14:05。", "Give a time in steps of 5 minutes, for example 14:05."],
  move_day: ["第 {n} 天 {time}", "day {n}, {time}"],
} satisfies Record<string, Pair>;
