/** The page of an upload while it is being read: it loads anew as soon as the work is over. */
import { pageData } from "./lib/dom";

interface State {
  state: string;
}

const { job } = pageData<{ job: string }>();

async function look(): Promise<void> {
  try {
    const answer = await fetch(`/jobs/${job}.json`, { headers: { "X-Leitai": "1" } });
    if (answer.ok) {
      const { state } = (await answer.json()) as State;
      if (state !== "queued" && state !== "running") {
        location.reload();
        return;
      }
    }
  } catch {
    // The network is away for a moment; the next look will tell.
  }
  setTimeout(() => void look(), 700);
}

void look();
