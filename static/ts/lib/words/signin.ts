/** Chinese and English, side by side. */
import type { Pair } from "../words";

export const signin = {} satisfies Record<string, Pair>;
