/** A contestant's own page: the badge's token goes from the address's fragment into one request. */
import { readBadge } from "./lib/badge";
import { icon, make } from "./lib/dom";
import { ask } from "./lib/http";
import { dayOf, timeOfDay, useZone } from "./lib/time";
import { either, say } from "./lib/words";

interface Heat {
  stage: string;
  stage_en: string;
  module: string;
  module_en: string;
  number: number;
  starts_at: string;
  ends_at: string;
  venue: string;
  venue_en: string;
}

interface Own {
  contest: { name: string; name_en: string; timezone: string };
  trade: { name: string; name_en: string };
  name: string;
  no: string;
  delegation: string;
  state: string;
  heats: Heat[];
}

const get = (id: string): HTMLElement => document.getElementById(id)!;

function heatLine(heat: Heat, next: boolean): HTMLElement {
  return make(
    "li", `own-heat panel${next ? " next" : ""}`,
    make("p", "own-when num", dayOf(heat.starts_at), " ", make("b", "", timeOfDay(heat.starts_at)), ` – ${timeOfDay(heat.ends_at)}`),
    make("h2", "", `${either(heat.stage, heat.stage_en)} · ${either(heat.module, heat.module_en)} · ${say("heat", { n: heat.number })}`),
    make("p", "", icon("map-pin"), ` ${either(heat.venue, heat.venue_en)}`),
    next && make("span", "chip tone-live", icon("clock"), say("own_next")),
  );
}

function show(own: Own): void {
  useZone(own.contest.timezone);
  const heats = [...own.heats].sort((a, b) => Date.parse(a.starts_at) - Date.parse(b.starts_at));
  const next = heats.find((heat) => Date.parse(heat.ends_at) > Date.now());
  const withdrawn = own.state !== "registered";
  get("own").hidden = false;
  get("own").replaceChildren(
    make(
      "div", "panel own-card",
      make("p", "own-no num", own.no), make("p", "own-name", own.name),
      make("p", "quiet", `${either(own.trade.name, own.trade.name_en)} · ${own.delegation}`),
      make("p", "quiet small", either(own.contest.name, own.contest.name_en)),
      withdrawn && make("span", "chip tone-draft", icon("user-round-x"), say("own_withdrawn")),
    ),
    heats.length
      ? make("ol", "stack", ...heats.map((heat) => heatLine(heat, heat === next)))
      : make("div", "empty", icon("calendar-range"), make("strong", "", say("own_no_heats")), make("p", "", say("own_no_heats_more"))),
  );
}

async function start(): Promise<void> {
  const badge = readBadge(location.hash);
  if (badge?.kind !== "C") {
    get("no-badge").hidden = false;
    return;
  }
  const { status, body } = await ask<Own>("/b/show", { badge: badge.token });
  if (status === 200) {
    show(body);
    return;
  }
  get("problem").hidden = false;
  get("problem").replaceChildren(icon("circle-x"), make("div", "say", either(body.zh, body.en)));
}

addEventListener("hashchange", () => location.reload());
void start();
