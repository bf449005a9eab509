/** A device asks to be enrolled and shows its check number until an organiser has compared it. */
import { icon, make, text } from "./lib/dom";
import { ask } from "./lib/http";
import { either, say } from "./lib/words";

const LOOK_MS = 3_000;
type State = "waiting" | "enrolled" | "closed";
interface Stand {
  check: string;
  state: State;
}

const get = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;
let asked = false;

function complain(words: string): void {
  const box = get("problem");
  box.hidden = words === "";
  box.replaceChildren(...(words ? [icon("triangle-alert"), make("div", "say", words)] : []));
}

function show({ check, state }: Stand): void {
  get("step-ask").hidden = state !== "closed";
  get("step-wait").hidden = state !== "waiting";
  get("step-done").hidden = state !== "enrolled";
  text(get("check"), check);
  complain(state === "closed" && asked ? say("enrol_closed") : "");
}

async function look(): Promise<void> {
  const { status, body } = await ask<Stand>("/devices/enrol");
  if (status === 200) show(body);
  else complain(either(body.zh, body.en));
  if (status !== 200 || body.state === "waiting") setTimeout(() => void look(), LOOK_MS);
}

get<HTMLFormElement>("ask").addEventListener("submit", async (event) => {
  event.preventDefault();
  const name = get<HTMLInputElement>("device-name").value.trim();
  if (!name) {
    complain(say("enrol_name_missing"));
    return;
  }
  const button = get<HTMLButtonElement>("ask-button");
  button.disabled = true;
  const { status, body } = await ask<Stand>("/devices/enrol", { name });
  button.disabled = false;
  asked = true;
  if (status !== 200) {
    complain(either(body.zh, body.en));
    return;
  }
  show(body);
  if (body.state === "waiting") setTimeout(() => void look(), LOOK_MS);
});

void look();
