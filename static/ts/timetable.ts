/** The organiser's timetable: the running solve second by second, and heats moved by hand. */
import { text } from "./lib/dom";
import { Mover } from "./lib/timetable/move";

interface Job {
  state: string;
  progress: Record<string, number | string | null>;
  has_best: boolean;
}

const OVER = ["done", "failed", "cancelled"];
const panel = document.querySelector<HTMLElement>("[data-job]");

async function look(address: string, panel: HTMLElement): Promise<boolean> {
  const answer = await fetch(address, { headers: { "X-Leitai": "1" } });
  if (!answer.ok) return answer.status >= 500;
  const job = (await answer.json()) as Job;
  for (const place of panel.querySelectorAll<HTMLElement>("[data-show]")) {
    text(place, String(job.progress[place.dataset.show!] ?? "–"));
  }
  const news = panel.querySelector<HTMLElement>("[data-news]");
  if (job.has_best) {
    if (news) text(news, news.dataset.found!);
    panel.querySelector("[data-take]")?.removeAttribute("hidden");
  }
  if (!OVER.includes(job.state)) return true;
  // The page itself shows the draft, or why there is none.
  location.reload();
  return false;
}

async function follow(panel: HTMLElement): Promise<void> {
  const again = await look(panel.dataset.job!, panel).catch(() => true);
  if (again) setTimeout(() => void follow(panel), 1000);
}

if (panel) void follow(panel);

const drawer = document.getElementById("move");
if (drawer) {
  new Mover(drawer);
  Mover.landed();
  document.addEventListener("keydown", (event) => {
    const typing = (event.target as Element).closest("input, select, textarea");
    if (typing || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
    event.preventDefault();
    document.querySelector<HTMLElement>(`[data-way="${event.shiftKey ? "redo" : "undo"}"]`)?.click();
  });
}
