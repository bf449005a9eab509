/** Chinese and English, side by side. */
import type { Pair } from "../words";

export const checkin = {} satisfies Record<string, Pair>;
