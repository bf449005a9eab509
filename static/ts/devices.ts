/** The devices page while enrolment is open: it loads anew as soon as a device asks or comes in. */
import { pageData } from "./lib/dom";

interface State {
  changes: string[];
}

const shown = JSON.stringify(pageData<State>().changes);

async function look(): Promise<void> {
  // A question in an open dialog must not be swept away by a reload.
  if (document.hidden || document.querySelector("dialog[open]")) return;
  try {
    const answer = await fetch("/desk/devices.json", { headers: { "X-Leitai": "1" } });
    if (!answer.ok) return;
    const now = (await answer.json()) as State;
    if (JSON.stringify(now.changes) !== shown) location.reload();
  } catch {
    // The network is away for a moment; the next look will tell.
  }
}

setInterval(() => void look(), 2000);
