/** Chinese and English, side by side. */
import type { Pair } from "../words";

export const roster = {
  roster_again: ["正在重新核对…", "Checking again…"],
} satisfies Record<string, Pair>;
