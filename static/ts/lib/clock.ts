/** Wall clocks on pages: every [data-clock] shows the time of day, a minute exact. */
import { timeOfDay } from "./time";

export function startClock(): void {
  const shown = document.querySelectorAll<HTMLElement>("[data-clock]");
  if (!shown.length) return;
  const paint = (): void => {
    const text = timeOfDay(new Date());
    for (const clock of shown) if (clock.textContent !== text) clock.textContent = text;
  };
  paint();
  setInterval(paint, 1000);
}
