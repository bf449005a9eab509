/** The judge's work: sheets by heat, the next ones first. */
import { h, type VNode } from "preact";
import { useState } from "preact/hooks";
import { dayOf, timeOfDay } from "../time";
import { either, say } from "../words";
import { Problems } from "./bar";
import { Icon, StateChip, Title } from "./parts";
import { sheetLink, shown, tableLink, work } from "./state";
import { type Shown, missing, open, single } from "./types";

type Filter = "all" | "todo" | "done";

interface Group {
  key: string;
  first: Shown;
  sheets: Shown[];
}

function groups(sheets: Shown[]): Group[] {
  const found = new Map<string, Group>();
  for (const sheet of sheets) {
    const key = `${sheet.heat.id}/${sheet.module.id}`;
    const group = found.get(key);
    if (group) group.sheets.push(sheet);
    else found.set(key, { key, first: sheet, sheets: [sheet] });
  }
  return [...found.values()].sort((a, b) =>
    Date.parse(a.first.heat.starts_at) - Date.parse(b.first.heat.starts_at)
    || a.first.heat.number - b.first.heat.number);
}

export const heatWords = ({ heat }: Shown): string =>
  `${dayOf(heat.starts_at)} ${timeOfDay(heat.starts_at)}–${timeOfDay(heat.ends_at)}`;

const Card = ({ sheet }: { sheet: Shown }): VNode => (
  <li>
    <a class="sheet-card" href={sheetLink(sheet.id)}>
      <b class="num">{sheet.entry.label}</b>
      {sheet.entry.name && <span class="name">{sheet.entry.name}</span>}
      {sheet.entry.station && <span class="quiet">{say("station", { n: sheet.entry.station })}</span>}
      <span class="foot">
        <StateChip sheet={sheet} />
        <span class="quiet small">{say("progress", { done: sheet.form.length - missing(sheet).length, of: sheet.form.length })}</span>
      </span>
    </a>
  </li>
);

const Heat = ({ group: { first, sheets } }: { group: Group }): VNode => (
  <section class="heat panel">
    <header>
      <div>
        <h2>{either(first.trade.name, first.trade.name_en)} · {either(first.stage.name, first.stage.name_en)} · {either(first.module.name, first.module.name_en)}</h2>
        <p class="quiet"><Icon name="clock" /> {heatWords(first)} · {say("heat", { n: first.heat.number })} · {either(first.heat.venue, first.heat.venue_en)}</p>
      </div>
      {single(first) && <a class="button main" href={tableLink(first.heat.id, first.module.id)}><Icon name="list" />{say("list_entry")}</a>}
    </header>
    <ul class="sheet-cards">{sheets.map((sheet) => <Card key={sheet.id} sheet={sheet} />)}</ul>
  </section>
);

const fits = (sheet: Shown, text: string): boolean =>
  `${sheet.entry.label} ${sheet.entry.name ?? ""} ${sheet.entry.station}`.toLowerCase().includes(text);

export function List({ foot }: { foot: VNode }): VNode {
  const [filter, setFilter] = useState<Filter>("all");
  const [text, setText] = useState("");
  const all = shown.value;
  const todo = all.filter(open);
  const counts: Record<Filter, number> = { all: all.length, todo: todo.length, done: all.length - todo.length };
  const wanted = all.filter((sheet) =>
    (filter === "all" || open(sheet) === (filter === "todo")) && fits(sheet, text.trim().toLowerCase()));
  const found = groups(wanted);
  const finished = filter === "all" && !text ? found.filter((g) => !g.sheets.some(open)) : [];
  const active = found.filter((group) => !finished.includes(group));
  const names: [Filter, string][] = [["all", say("filter_all")], ["todo", say("filter_todo")], ["done", say("filter_done")]];
  return (
    <main id="main" class="tablet-list">
      <div class="page-head">
        <div>
          <Title>{say("my_sheets")}</Title>
          <p class="quiet">{work.value && either(work.value.contest.name, work.value.contest.name_en)}</p>
          {work.value && <p class="who"><Icon name="user-round" />{work.value.seat.judge_no} {work.value.seat.name}</p>}
        </div>
        <div class="cluster" role="group" aria-label={say("filter")}>
          {names.map(([key, name]) => (
            <button type="button" key={key} class="button pill" aria-pressed={filter === key} onClick={() => setFilter(key)}>
              {name} <span class="num">{counts[key]}</span>
            </button>
          ))}
        </div>
      </div>
      <label class="find"><Icon name="search" /><span class="unseen">{say("find_sheet")}</span>
        <input class="input" type="search" placeholder={say("find_sheet")} value={text} autocomplete="off" onInput={(event) => setText(event.currentTarget.value)} />
      </label>
      <Problems />
      {active.map((group) => <Heat key={group.key} group={group} />)}
      {finished.length > 0 && (
        <details class="finished" open={active.length === 0}>
          <summary>{say("heat_done")} <span class="num">{finished.length}</span></summary>
          <div class="stack">{finished.map((group) => <Heat key={group.key} group={group} />)}</div>
        </details>
      )}
      {found.length === 0 && (
        <div class="empty"><Icon name="inbox" /><strong>{all.length ? say("no_match") : say("no_sheets")}</strong>{!all.length && <p>{say("no_sheets_more")}</p>}</div>
      )}
      {foot}
    </main>
  );
}
