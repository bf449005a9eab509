/** Making elements without markup strings: the page policy forbids innerHTML. */
type Child = Node | string | null | undefined | false;

export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K, className = "", ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (className) element.className = className;
  for (const child of children) if (child) element.append(child);
  return element;
}

const sprite = (): string =>
  document.querySelector<HTMLMetaElement>('meta[name="icons"]')?.content ?? "";

const SVG = "http://www.w3.org/2000/svg";

/** A picture of the sprite; its name must stand in static/icons.txt. */
export function icon(name: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${sprite()}#${name}`);
  svg.append(use);
  return svg;
}

export const chip = (tone: string, picture: string, word: string): HTMLSpanElement =>
  make("span", `chip tone-${tone}`, icon(picture), word);

/** The page's data block; it is there from the first byte, before any request. */
export function pageData<T>(): T {
  return JSON.parse(document.getElementById("data")!.textContent!) as T;
}

/** Write only what differs, so that a screen reader and the browser have nothing to do. */
export function text(element: Element, words: string): void {
  if (element.textContent !== words) element.textContent = words;
}

/** About how wide the words are, in widths of a Chinese character; set in bold. */
export function ems(words: string): number {
  let wide = 0;
  for (const letter of words) wide += letter > "\u2e7f" ? 1 : 0.6;
  return Math.max(1, wide);
}
