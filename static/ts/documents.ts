/** The documents page while prints are under way: shows how far they are, and loads anew at the end. */
import { text } from "./lib/dom";

interface Job {
  state: string;
  progress: { done?: number; of?: number; zh?: string; en?: string };
}

const OVER = ["done", "failed", "cancelled"];
const chinese = document.documentElement.lang.startsWith("zh");

async function look(row: HTMLElement): Promise<boolean> {
  const answer = await fetch(`/jobs/${row.dataset.job}.json`, { headers: { "X-Leitai": "1" } });
  if (!answer.ok) return false;
  const job = (await answer.json()) as Job;
  const bar = row.querySelector("progress");
  const step = row.querySelector("[data-step]");
  if (bar && job.progress.of) {
    bar.max = job.progress.of;
    bar.value = job.progress.done ?? 0;
  }
  const words = chinese ? job.progress.zh : job.progress.en;
  if (step && words) text(step, words);
  return OVER.includes(job.state);
}

async function lookAtAll(): Promise<void> {
  if (document.hidden || document.querySelector("dialog[open]")) return;
  const rows = [...document.querySelectorAll<HTMLElement>("[data-job]")];
  try {
    // What somebody has begun to choose must not be swept away: only the rows change meanwhile.
    const over = await Promise.all(rows.map(look));
    if (over.some(Boolean)) location.reload();
  } catch {
    // The network is away for a moment; the next look will tell.
  }
}

setInterval(() => void lookAtAll(), 800);
