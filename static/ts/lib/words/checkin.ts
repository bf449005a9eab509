/** Chinese and English, side by side. */
import type { Pair } from "../words";

export const checkin = {
  band_ready: ["请扫描参赛证", "Scan a contestant's badge"],
  band_asking: ["正在查询…", "Looking up…"],
  band_in: ["检录成功", "Checked in"],
  band_again: ["已检录过", "Already checked in"],
  band_refused: ["不能检录", "Not checked in"],
  band_offline: ["没有检录：连不上服务器", "Not checked in: no connection"],
  code_staff: ["这是工作人员证，不是参赛证。请扫描选手的参赛证。", "This is an official's badge. Scan the contestant's."],
  code_odd: ["这不是本系统的参赛证。请扫描参赛证上的二维码，或手工输入参赛号。", "This is no badge of ours. Scan the code on the badge, or type the entry number."],
  code_typed_odd: ["参赛号只含字母、数字和短横线，例如 A0123。", "An entry number has letters, digits and hyphens only, for example A0123."],
  first_at: ["首次检录 {time}", "First checked in {time}"],
  heat_at: ["{heat} · {time} 开始", "{heat} · starts {time}"],
  id_last4: ["身份证后四位 {digits}", "ID ends in {digits}"],
  sound_on: ["声音：开", "Sound: on"],
  sound_off: ["声音：关", "Sound: off"],
  recent_refused: ["未成功", "refused"],
  no_recent: ["还没有扫描记录。", "Nothing scanned yet."],
} satisfies Record<string, Pair>;
