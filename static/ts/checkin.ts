/** The check-in desk: camera, hand scanner or typing; one plain answer that fills the width. */
import { readBadge, readNumber, readTyped } from "./lib/badge";
import { startClock } from "./lib/clock";
import { icon, make, pageData, text } from "./lib/dom";
import { ask, type Told } from "./lib/http";
import { Camera, cameraButton, listen } from "./lib/scan";
import { timeOfDay } from "./lib/time";
import { either, say } from "./lib/words";

type Status = "in" | "again" | "refused";

interface Scan extends Told {
  status: Status;
  name: string | null;
  no: string | null;
  id_last4: string | null;
  trade: string | null;
  trade_en: string | null;
  delegation: string | null;
  delegation_en: string | null;
  heat: string | null;
  heat_en: string | null;
  venue: string | null;
  venue_en: string | null;
  starts_at: string | null;
  first_at: string | null;
  present: number;
  expected: number;
}

interface Recent {
  no: string;
  name: string;
  at: string;
  status: Status;
}

const RECENT = 12;
const LOOKS: Record<Status, [tone: string, picture: string, hertz: number]> = {
  in: ["signed", "circle-check", 880],
  again: ["draft", "triangle-alert", 520],
  refused: ["live", "circle-x", 220],
};

const get = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;
const band = get("band");
const data = pageData<{ latest: [no: string, name: string, at: string][] }>();
const recent: Recent[] = data.latest.map(([no, name, at]) => ({ no, name, at, status: "in" }));
let queue = Promise.resolve();

function paintBand(tone: string, picture: string, title: string, words = ""): void {
  band.className = `band tone-${tone}`;
  band.replaceChildren(icon(picture), make("strong", "", title), make("span", "", words));
}

function paintPerson(scan: Scan): void {
  const card = get("person");
  card.hidden = scan.name === null;
  if (scan.name === null) return;
  const [tone] = LOOKS[scan.status];
  card.className = `person-card panel edge-${tone}`;
  const heat = scan.heat && scan.starts_at
    ? say("heat_at", { heat: either(scan.heat, scan.heat_en), time: timeOfDay(scan.starts_at) }) : "";
  const lines = [
    make("p", "person-no num", scan.no ?? ""),
    make("p", "person-name", scan.name),
    make("p", "", [either(scan.trade, scan.trade_en), either(scan.delegation, scan.delegation_en)].filter(Boolean).join(" · ")),
    heat && make("p", "", icon("clock"), ` ${heat}`),
    scan.venue && make("p", "", icon("map-pin"), ` ${either(scan.venue, scan.venue_en)}`),
    scan.first_at && make("p", "first-at", icon("history"), ` ${say("first_at", { time: timeOfDay(scan.first_at, true) })}`),
    scan.id_last4 && make("p", "person-id num", say("id_last4", { digits: scan.id_last4 })),
  ];
  card.replaceChildren(...lines.filter((line) => line instanceof Node));
}

function paintRecent(): void {
  get("recent").replaceChildren(...recent.slice(0, RECENT).map(({ no, name, at, status }) => {
    const [tone, picture] = LOOKS[status];
    return make(
      "li", "", make("span", `ink-${tone}`, icon(picture)), make("b", "num", no),
      make("span", "grow", name), make("time", "num", timeOfDay(at)),
    );
  }));
  get("no-recent").hidden = recent.length > 0;
}

function paintCounts(scan: Scan): void {
  if (typeof scan.present !== "number") return;
  text(get("present"), String(scan.present));
  text(get("expected"), String(scan.expected));
  const bar = get<HTMLProgressElement>("bar");
  bar.max = Math.max(1, scan.expected);
  bar.value = scan.present;
}

let audio: AudioContext | null = null;

function beep(hertz: number): void {
  if (!audio) return;
  const tone = audio.createOscillator();
  const gain = audio.createGain();
  tone.frequency.value = hertz;
  gain.gain.setValueAtTime(0.2, audio.currentTime);
  gain.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.25);
  tone.connect(gain).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + 0.25);
}

async function scan(code: string): Promise<void> {
  paintBand("plain", "loader", say("band_asking"));
  const { status, body } = await ask<Scan>("/checkin/scan", { code });
  if (status !== 200) {
    // Nothing is known about this person: that must not look like a refusal of his.
    paintBand("live", status === 0 ? "wifi-off" : "circle-x", say(status === 0 ? "band_offline" : "band_refused"), either(body.zh, body.en));
    get("person").hidden = true;
    beep(LOOKS.refused[2]);
    return;
  }
  const [tone, picture, hertz] = LOOKS[body.status];
  // Success needs no sentence, but the name, to be called out.
  const words = body.status === "in" ? `${body.no ?? ""} ${body.name ?? ""}` : either(body.zh, body.en);
  paintBand(tone, picture, say(`band_${body.status}`), words);
  paintPerson(body);
  paintCounts(body);
  recent.unshift({ no: body.no ?? "–", name: body.name ?? say("recent_refused"), at: new Date().toISOString(), status: body.status });
  paintRecent();
  beep(hertz);
}

const turn = (code: string): void => {
  queue = queue.then(() => scan(code));
};

function refuse(words: string): void {
  paintBand("live", "circle-x", say("band_refused"), words);
  get("person").hidden = true;
  beep(LOOKS.refused[2]);
}

/** What a camera or scanner read: only a contestant's badge goes to the server. */
function scanned(found: string): void {
  const badge = readBadge(found);
  if (badge?.kind === "C") turn(badge.token);
  else refuse(say(badge ? "code_staff" : "code_odd"));
}

listen(scanned);
const camera = new Camera(get<HTMLVideoElement>("video"), scanned);
cameraButton(get<HTMLButtonElement>("camera"), camera, {
  on: say("camera_on"), off: say("camera_off"), denied: say("camera_denied"), none: say("camera_none"),
}, (on, words, problem) => {
  get("camera").replaceChildren(icon(on ? "camera-off" : "camera"), words);
  get("video").hidden = !on;
  get("waiting").hidden = on;
  text(get("camera-problem"), problem);
});

get<HTMLFormElement>("by-hand").addEventListener("submit", (event) => {
  event.preventDefault();
  const field = get<HTMLInputElement>("code");
  const badge = readTyped(field.value);
  const number = readNumber(field.value);
  if (badge) scanned(badge.token);
  else if (number) turn(number);
  else refuse(say("code_typed_odd"));
  field.value = "";
});

get("sound").addEventListener("click", () => {
  if (audio) void audio.close();
  audio = audio ? null : new AudioContext();
  get("sound").setAttribute("aria-pressed", String(audio !== null));
  get("sound").replaceChildren(icon(audio ? "volume-2" : "volume-x"), say(audio ? "sound_on" : "sound_off"));
  beep(LOOKS.in[2]);
});

startClock();
paintBand("plain", "scan-line", say("band_ready"));
paintRecent();
