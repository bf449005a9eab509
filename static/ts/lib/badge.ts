/** The grammar of our badges: a letter, a version, 26 Crockford characters. Nothing else is read. */
export type BadgeKind = "C" | "J";

export interface Badge {
  kind: BadgeKind;
  token: string;
}

const CODE = /^([CJ])1[0-9A-HJKMNP-TV-Z]{26}$/;

/** Read a scanned text: the code alone, or behind the # of an address. The address is never opened. */
export function readBadge(scanned: string): Badge | null {
  const text = scanned.trim();
  const code = text.includes("#") ? text.slice(text.lastIndexOf("#") + 1) : text;
  const found = CODE.exec(code);
  return found ? { kind: found[1] as BadgeKind, token: code } : null;
}

/** Read a typed code: people write small letters, spaces, O for 0 and I or L for 1. */
export function readTyped(typed: string): Badge | null {
  const text = typed.toUpperCase().replace(/[\s-]/g, "");
  return readBadge(text) ?? readBadge(text.slice(0, 1) + text.slice(1).replace(/O/g, "0").replace(/[IL]/g, "1"));
}

const NUMBER = /^[0-9A-Z][0-9A-Z-]{0,15}$/;

/** An entry number, as the check-in desk may type it instead. */
export function readNumber(typed: string): string | null {
  const text = typed.trim().toUpperCase();
  return NUMBER.test(text) ? text : null;
}
