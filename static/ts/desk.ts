/** Small habits of every server-rendered page: clock, dialogs, steppers, slow forms. */
import { startClock } from "./lib/clock";

startClock();

// On a phone tabs and the bar below scroll sideways: where one is must not stand outside of them.
for (const here of document.querySelectorAll("nav [aria-current]")) {
  here.scrollIntoView({ block: "nearest", inline: "center" });
}

document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLElement>(
    "[data-opens], [data-closes], [data-step]",
  );
  if (!button) return;
  const { opens, closes, step, for: field } = button.dataset;
  if (opens) document.querySelector<HTMLDialogElement>(`dialog#${CSS.escape(opens)}`)?.showModal();
  if (closes) document.querySelector<HTMLDialogElement>(`dialog#${CSS.escape(closes)}`)?.close();
  if (step && field) {
    const input = document.getElementById(field) as HTMLInputElement | null;
    if (!input) return;
    if (Number(step) > 0) input.stepUp();
    else input.stepDown();
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
});

/** Fields with data-finds="#list" show only those [data-find] of the list that fit all of them. */
function find(list: string): void {
  const fields = [...document.querySelectorAll<HTMLInputElement | HTMLSelectElement>(`[data-finds="${list}"]`)];
  let left = 0;
  for (const line of document.querySelectorAll<HTMLElement>(`${list} [data-find]`)) {
    const words = (line.textContent ?? "").toLowerCase();
    line.hidden = !fields.every((field) => field instanceof HTMLSelectElement
      ? field.value === "" || line.dataset.group === field.value
      : field.value.toLowerCase().split(/\s+/).every((part) => words.includes(part)));
    if (!line.hidden) left += 1;
  }
  const none = document.querySelector<HTMLElement>(`${list}-none`);
  if (none) none.textContent = left ? "" : none.dataset.none ?? "";
}

document.addEventListener("input", (event) => {
  const list = (event.target as HTMLElement).dataset.finds;
  if (list) find(list);
});

// A second press while the first is on its way would do the thing twice.
document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  if (event.defaultPrevented || form.method !== "post") return;
  setTimeout(() => {
    for (const button of form.querySelectorAll<HTMLButtonElement>("button:not([type=button])")) {
      if (button.disabled) continue;
      button.disabled = true;
      button.dataset.sent = "";
    }
  });
});

// Coming back by the browser's back button must not find dead buttons.
addEventListener("pageshow", (event: PageTransitionEvent) => {
  if (!event.persisted) return;
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-sent]")) {
    button.disabled = false;
  }
});
