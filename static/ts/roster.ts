/**
 * The page of an upload. While it is read the page waits for the job; where it is checked, cells and
 * columns are mended in place: the page stays as it is until the new reading is there.
 */
import { ask } from "./lib/http";
import { either, say } from "./lib/words";

const data = document.getElementById("data");

/** Wait for a reading job; the page itself then shows what came of it. */
async function wait(job: string): Promise<void> {
  const { status, body } = await ask<{ state: string }>(`/jobs/${job}.json`);
  if (status === 200 && body.state !== "queued" && body.state !== "running") {
    location.reload();
    return;
  }
  // The network is away for a moment, or the work goes on; the next look will tell.
  setTimeout(() => void wait(job), 700);
}

async function send(form: HTMLFormElement, by: HTMLButtonElement | null): Promise<void> {
  const fields = new FormData(form);
  if (by?.name) fields.append(by.name, by.value);
  const buttons = [...document.querySelectorAll<HTMLButtonElement>("[data-reads] button")];
  const told = document.createElement("p");
  told.setAttribute("role", "status");
  told.textContent = say("roster_again");
  form.append(told);
  for (const button of buttons) button.disabled = true;
  try {
    const answer = await fetch(form.action, {
      method: "POST", body: fields, headers: { "X-Leitai": "1" }, redirect: "error",
    });
    const body = (await answer.json()) as { job?: string; zh: string; en: string };
    if (body.job) return await wait(body.job);
    told.textContent = either(body.zh, body.en);
  } catch {
    told.textContent = say("server_gone");
  }
  for (const button of buttons) button.disabled = false;
}

if (data) void wait((JSON.parse(data.textContent!) as { job: string }).job);

// Before the page's own habit of disabling a sent form's buttons: this form is not sent as a page.
document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  if (!("reads" in form.dataset)) return;
  event.preventDefault();
  void send(form, event.submitter as HTMLButtonElement | null);
}, true);

document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLElement>("[data-fills]");
  const field = button && document.getElementById(button.dataset.fills!);
  if (field instanceof HTMLInputElement) {
    field.value = button!.dataset.with!;
    field.focus();
  }
});

/** Only the fields of the chosen kind of list are shown and sent. */
document.addEventListener("change", (event) => {
  const kinds = event.target as HTMLSelectElement;
  if (!("kinds" in kinds.dataset)) return;
  for (const set of kinds.form!.querySelectorAll<HTMLFieldSetElement>("fieldset[data-kind]")) {
    set.hidden = set.disabled = set.dataset.kind !== kinds.value;
  }
});
