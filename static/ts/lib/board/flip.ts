/** Rows that change place glide there: one reading pass, the change, one playing pass. */
const reduced = (): boolean => matchMedia("(prefers-reduced-motion: reduce)").matches;

/**
 * Run `change` and let the elements glide from where they were. Only what is on the screen
 * before or after moves; a row that changes column fades, because flying across confuses.
 */
export function glide(elements: () => Iterable<HTMLElement>, change: () => void): void {
  if (reduced()) {
    change();
    return;
  }
  const before = new Map<HTMLElement, DOMRect>();
  for (const element of elements()) before.set(element, element.getBoundingClientRect());
  change();
  const height = innerHeight;
  const after: [HTMLElement, DOMRect][] = [];
  for (const element of elements()) after.push([element, element.getBoundingClientRect()]);
  for (const [element, now] of after) {
    const was = before.get(element);
    if (now.bottom < 0 || now.top > height) {
      if (!was || was.bottom < 0 || was.top > height) continue;
    }
    if (!was || was.height === 0 || Math.abs(was.left - now.left) > 1) {
      element.animate({ opacity: [0, 1] }, { duration: 240 });
      continue;
    }
    const y = was.top - now.top;
    if (Math.abs(y) < 1) continue;
    // Who rises passes above who falls.
    element.style.zIndex = y > 0 ? "2" : "1";
    const motion = element.animate(
      [{ transform: `translateY(${y}px)` }, { transform: "none" }],
      { duration: Math.abs(y) > 80 ? 700 : 450, easing: "cubic-bezier(.2,.7,.2,1)" },
    );
    const settle = (): void => {
      element.style.zIndex = "";
    };
    motion.finished.then(settle, settle);
  }
}
