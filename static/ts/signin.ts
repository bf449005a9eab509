/** A judge comes in: badge (from the address, the camera, a scanner or typed), then the PIN. */
import { readBadge, readTyped } from "./lib/badge";
import { icon, make, text } from "./lib/dom";
import { ask, type Told } from "./lib/http";
import { Camera, cameraButton, listen } from "./lib/scan";
import { either, say } from "./lib/words";

const DIGITS = 6;
const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "", "0", "Backspace"];

const get = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;
const steps = ["scan", "unknown", "pin", "takeover"] as const;
type Step = (typeof steps)[number];

let challenge = "";
let pin = "";
let busy = false;

function show(step: Step): void {
  for (const name of steps) get(`step-${name}`).hidden = name !== step;
  get(`step-${step}`).querySelector<HTMLElement>("h1")?.focus();
  if (step !== "scan") camera.stop();
}

function complain(told: Partial<Told> | string): void {
  const words = typeof told === "string" ? told : either(told.zh, told.en);
  const box = get("problem");
  box.hidden = words === "";
  box.replaceChildren(...(words ? [icon("circle-x"), make("div", "say", words)] : []));
}

async function useBadge(token: string): Promise<void> {
  if (busy) return;
  busy = true;
  complain("");
  const { status, body } = await ask<{ challenge: string; device: string }>("/sign-in/badge", { badge: token });
  busy = false;
  if (status !== 200) {
    complain(body);
    return;
  }
  challenge = body.challenge;
  setPin("");
  show(body.device === "enrolled" ? "pin" : "unknown");
}

function scanned(found: string): void {
  const badge = readBadge(found);
  if (badge?.kind === "J") void useBadge(badge.token);
  else complain(say(badge ? "badge_contestant" : "badge_odd"));
}

function setPin(next: string): void {
  pin = next;
  const dots = get("dots");
  for (let n = 0; n < DIGITS; n += 1) dots.children[n]!.className = n < pin.length ? "on" : "";
  text(get("typed"), say("pin_typed", { n: pin.length }));
}

async function sendPin(takeover: boolean): Promise<void> {
  if (busy) return;
  busy = true;
  complain("");
  text(get("typed"), say("checking"));
  const { status, body } = await ask<{ next: string; takeover?: boolean }>(
    "/sign-in/pin", { challenge, pin, takeover },
  );
  busy = false;
  if (status === 200) {
    location.assign(body.next);
    return;
  }
  if (status === 409 && body.takeover) {
    text(get("takeover-sentence"), either(body.zh, body.en));
    show("takeover");
    return;
  }
  setPin("");
  complain(body);
  // An old challenge cannot be used again; the badge has to be shown once more.
  show(body.key === "scan_again" ? "scan" : body.key === "device_unknown" ? "unknown" : "pin");
}

function press(key: string): void {
  if (busy) return;
  if (key === "Backspace") setPin(pin.slice(0, -1));
  else if (/^\d$/.test(key) && pin.length < DIGITS) setPin(pin + key);
  if (pin.length === DIGITS) void sendPin(false);
}

for (const key of KEYS) {
  if (!key) {
    get("pad").append(make("span"));
    continue;
  }
  const button = make("button", "", key === "Backspace" ? icon("delete") : key);
  if (key === "Backspace") button.append(make("span", "unseen", say("pin_back")));
  button.type = "button";
  button.addEventListener("click", () => press(key));
  get("pad").append(button);
}
addEventListener("keydown", (event: KeyboardEvent) => {
  if (get("step-pin").hidden || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!/^(\d|Backspace)$/.test(event.key)) return;
  event.preventDefault();
  press(event.key);
});

const camera = new Camera(get<HTMLVideoElement>("video"), scanned);
cameraButton(get<HTMLButtonElement>("camera"), camera, {
  on: say("camera_on"), off: say("camera_off"), denied: say("camera_denied"), none: say("camera_none"),
}, (on, words, problem) => {
  get("camera").replaceChildren(icon(on ? "camera-off" : "camera"), words);
  get("video").hidden = !on;
  text(get("camera-problem"), problem);
});
listen((found) => {
  if (!get("step-scan").hidden) scanned(found);
});

get<HTMLFormElement>("typed-badge").addEventListener("submit", (event) => {
  event.preventDefault();
  const badge = readTyped(get<HTMLInputElement>("code").value);
  if (badge?.kind === "J") void useBadge(badge.token);
  else complain(say(badge ? "badge_contestant" : "badge_odd"));
});
get("take").addEventListener("click", () => void sendPin(true));
for (const button of document.querySelectorAll("[data-again]")) {
  button.addEventListener("click", () => {
    complain("");
    setPin("");
    show("scan");
  });
}

/** The badge of the address: read, and taken out of the address and the history at once. */
function fromAddress(): void {
  const hash = location.hash.slice(1);
  if (!hash) return;
  history.replaceState(null, "", location.pathname + location.search);
  scanned(hash);
}

addEventListener("hashchange", fromAddress);
setPin("");
fromAddress();
