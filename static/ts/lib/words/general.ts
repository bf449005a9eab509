/** Chinese and English, side by side. */
import type { Pair } from "../words";

export const general = {
  retry: ["重试", "Try again"],
  cancel: ["取消", "Cancel"],
  back: ["返回", "Back"],
  close: ["关闭", "Close"],
  none: ["无", "none"],
  server_gone: ["连不上服务器。请检查网络后再试。", "The server cannot be reached. Check the network and try again."],
  server_odd: ["服务器的回答无法识别（{status}）。请稍后再试。", "The server's answer was not understood ({status}). Please try again soon."],
} satisfies Record<string, Pair>;
