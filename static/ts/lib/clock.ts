/** Wall clocks on pages: every [data-clock] shows the time of day, a minute exact. */
export const clockTime = (at: Date = new Date()): string =>
  `${String(at.getHours()).padStart(2, "0")}:${String(at.getMinutes()).padStart(2, "0")}`;

export function startClock(): void {
  const shown = document.querySelectorAll<HTMLElement>("[data-clock]");
  if (!shown.length) return;
  const paint = (): void => {
    const text = clockTime();
    for (const clock of shown) if (clock.textContent !== text) clock.textContent = text;
  };
  paint();
  setInterval(paint, 1000);
}
