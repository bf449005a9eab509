/**
 * Exact decimal arithmetic on the texts that go over the wire. A float has already lost the
 * figure a judge wrote, so none is made anywhere between keypad and server.
 */
const SHAPE = /^-?\d{1,15}(?:\.\d{1,9})?$/;
const SCALE = 9;

/** The number as whole billionths, or null if the text is no plain decimal. */
export function parse(text: string): bigint | null {
  if (!SHAPE.test(text)) return null;
  const negative = text.startsWith("-");
  const [whole = "0", part = ""] = text.replace("-", "").split(".");
  const scaled = BigInt(whole + part.padEnd(SCALE, "0"));
  return negative ? -scaled : scaled;
}

function need(text: string): bigint {
  const value = parse(text);
  if (value === null) throw new Error(`not a decimal: ${text}`);
  return value;
}

export function format(value: bigint): string {
  const sign = value < 0n ? "-" : "";
  const digits = String(value < 0n ? -value : value).padStart(SCALE + 1, "0");
  const part = digits.slice(-SCALE).replace(/0+$/, "");
  return `${sign}${digits.slice(0, -SCALE)}${part ? `.${part}` : ""}`;
}

/** "8.50" and "8.5" are one number: the shortest text of it. */
export const plain = (text: string): string => format(need(text));

export const sum = (texts: Iterable<string>): string => {
  let total = 0n;
  for (const text of texts) total += need(text);
  return format(total);
};

export const add = (a: string, b: string): string => format(need(a) + need(b));
export const subtract = (a: string, b: string): string => format(need(a) - need(b));
export const less = (a: string, b: string): boolean => need(a) < need(b);

/** Whether `value` lies on a step counted from `least`. */
export function onStep(value: string, least: string, step: string): boolean {
  const unit = need(step);
  return unit === 0n || (need(value) - need(least)) % unit === 0n;
}
