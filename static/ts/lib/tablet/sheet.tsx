/** One sheet: aspects on the left, total and keypad on the right, the signature below. */
import { h, type VNode } from "preact";
import { useState } from "preact/hooks";
import { plain, sum } from "../decimal";
import { either, say } from "../words";
import { Problems, Sync, SyncLine } from "./bar";
import { aspectName, stepped, told, unit } from "./entry";
import { heatWords } from "./list";
import { Hold, Icon, Keypad, StateChip, Title } from "./parts";
import { announce, enter, markNow, sheetLink, shown, sign } from "./state";
import { type Aspect, type Shown, missing, open } from "./types";
import { type Typing, useTyping } from "./typing";

type Change = (aspect: Aspect, value: string) => void;

function Choices({ aspect, sheet, change }: { aspect: Aspect; sheet: Shown; change: Change }): VNode {
  const now = sheet.marks[aspect.id];
  return (
    <div class="choices" role="group" aria-label={say("choose", { name: aspectName(aspect) })}>
      {aspect.choices.map(([key, zh, en]) => (
        <button
          type="button" key={key} class="choice" disabled={!open(sheet)}
          aria-pressed={now !== undefined && plain(now) === plain(key)} onClick={() => change(aspect, key)}
        >
          <Icon name={now !== undefined && plain(now) === plain(key) ? "circle-check" : "circle"} />{either(zh, en)}
        </button>
      ))}
    </div>
  );
}

function Stepper({ aspect, index, sheet, typing, change }: {
  aspect: Aspect; index: number; sheet: Shown; typing: Typing; change: Change;
}): VNode {
  const now = sheet.marks[aspect.id];
  const name = aspectName(aspect);
  const step = plain(aspect.step);
  const here = typing.at === index;
  const locked = !open(sheet);
  const figures = here && typing.text ? typing.text : now === undefined ? "—" : plain(now);
  const max = aspect.max === null ? "" : plain(aspect.max);
  const bounds = aspect.kind === "reading"
    ? [unit(aspect), max && say("at_most", { max })].filter(Boolean).join(" · ")
    : max ? say("of_max", { max }) : unit(aspect);
  return (
    <div class="steps-of" role="group" aria-label={name}>
      <button
        type="button" class="step" aria-label={say("less", { name, step })}
        disabled={locked || (now !== undefined && plain(now) === plain(aspect.least))}
        onClick={() => change(aspect, stepped(aspect, markNow(sheet.id, aspect.id), false))}
      ><Icon name="minus" /></button>
      <button
        type="button" class="value" aria-pressed={here} data-missing={now === undefined}
        onClick={() => typing.pick(index)}
      >
        <span class="unseen">{say("value_of", { name })}</span>
        <b class={here && typing.text ? "typing" : ""}>{figures}</b><small>{bounds}</small>
      </button>
      <button
        type="button" class="step" aria-label={say("more", { name, step })}
        disabled={locked || (now !== undefined && aspect.max !== null && plain(now) === plain(aspect.max))}
        onClick={() => change(aspect, stepped(aspect, markNow(sheet.id, aspect.id), true))}
      ><Icon name="plus" /></button>
    </div>
  );
}

function Line({ aspect, index, sheet, typing, change }: {
  aspect: Aspect; index: number; sheet: Shown; typing: Typing; change: Change;
}): VNode {
  const here = typing.at === index;
  const hint = either(aspect.hint, aspect.hint_en);
  return (
    <li class="aspect" data-cell={index} data-here={here} data-choices={aspect.choices.length > 0}>
      <div class="about">
        <p class="aspect-name">{aspectName(aspect)}{sheet.waiting.has(aspect.id) && <Icon name="cloud-upload" />}</p>
        {hint && <p class="quiet small">{hint}</p>}
        {typing.problem?.at === index && <p class="wrong" role="alert"><Icon name="triangle-alert" />{typing.problem.words}</p>}
      </div>
      {aspect.choices.length
        ? <Choices aspect={aspect} sheet={sheet} change={change} />
        : <Stepper aspect={aspect} index={index} sheet={sheet} typing={typing} change={change} />}
    </li>
  );
}

function Total({ sheet }: { sheet: Shown }): VNode {
  const points = sheet.form.filter((aspect) => aspect.kind === "points");
  const given = points.flatMap((aspect) => sheet.marks[aspect.id] ?? []);
  const done = sheet.form.length - missing(sheet).length;
  return (
    <div class="total">
      {points.length > 0 && <p>{say("total")}</p>}
      {points.length > 0 && <b aria-live="polite">{sum(given)}</b>}
      <p class={points.length ? "" : "big"}>{say("marked", { done, of: sheet.form.length })}</p>
      <progress max={sheet.form.length} value={done} aria-label={say("marked", { done, of: sheet.form.length })} />
      {points.length < sheet.form.length && <p class="quiet small">{say("total_partly")}</p>}
    </div>
  );
}

function byCriterion(form: Aspect[]): [string, [Aspect, number][]][] {
  const parts: [string, [Aspect, number][]][] = [];
  form.forEach((aspect, index) => {
    const name = either(aspect.criterion, aspect.criterion_en);
    const last = parts[parts.length - 1];
    if (last?.[0] === name) last[1].push([aspect, index]);
    else parts.push([name, [[aspect, index]]]);
  });
  return parts;
}

/** The next sheet of the same heat and module that is still to be marked. */
function nextOf(sheet: Shown): Shown | undefined {
  const row = shown.value.filter((s) => s.heat.id === sheet.heat.id && s.module.id === sheet.module.id);
  const at = row.findIndex((s) => s.id === sheet.id);
  return [...row.slice(at + 1), ...row.slice(0, at)].find(open);
}

export function SheetView({ sheet }: { sheet: Shown }): VNode {
  const cells = sheet.form.map((aspect) => ({ sheet, aspect }));
  const typing = useTyping(cells, sheet.id);
  const [past, setPast] = useState<[Aspect, string][]>([]);
  const change: Change = (aspect, value) => {
    const before = markNow(sheet.id, aspect.id);
    if (before !== undefined) setPast((all) => [...all.slice(-30), [aspect, before]]);
    typing.pick(sheet.form.indexOf(aspect));
    void enter(sheet, aspect.id, value);
  };
  const undo = (): void => {
    const last = past[past.length - 1];
    if (!last) return;
    setPast(past.slice(0, -1));
    announce(say("undone", { name: aspectName(last[0]), value: told(last[0], last[1]) }));
    void enter(sheet, last[0].id, last[1]);
  };
  const left = missing(sheet).length;
  const at = sheet.form[typing.at];
  const keypad = at && !at.choices.length ? aspectName(at) : null;
  const next = nextOf(sheet);
  return (
    <div class="sheet" data-pad={typing.pad && keypad !== null}>
      <header class="sheet-head">
        <a class="button square" href="#/"><Icon name="arrow-left" /><span class="unseen">{say("to_list")}</span></a>
        <div class="grow">
          <Title><span class="entry-no">{sheet.entry.label}</span> {sheet.entry.name}</Title>
          <p class="quiet">
            {either(sheet.trade.name, sheet.trade.name_en)} · {either(sheet.module.name, sheet.module.name_en)}
            {sheet.entry.station && ` · ${say("station", { n: sheet.entry.station })}`} · {heatWords(sheet)}
          </p>
        </div>
        <StateChip sheet={sheet} />
      </header>
      <main class="sheet-main" id="main">
        <div class="aspects">
          <Problems sheet={sheet.id} />
          {sheet.state === "reopened" && sheet.reason && <p class="flash tone-live"><Icon name="undo-2" /><span class="say">{say("reopened_reason", { reason: sheet.reason })}</span></p>}
          {byCriterion(sheet.form).map(([criterion, aspects]) => (
            <section key={aspects[0]![0].id}>
              {criterion && <h2>{criterion}</h2>}
              <ol class="aspect-list">
                {aspects.map(([aspect, index]) => <Line key={aspect.id} aspect={aspect} index={index} sheet={sheet} typing={typing} change={change} />)}
              </ol>
            </section>
          ))}
        </div>
        <aside class="side" aria-label={say("keypad")}>
          <Total sheet={sheet} />
          <Keypad name={keypad} disabled={!open(sheet)} press={typing.press} close={typing.close} sync={<SyncLine />} />
        </aside>
      </main>
      <footer class="bar">
        <Sync />
        {past.length > 0 && open(sheet) && <button type="button" class="button" onClick={undo}><Icon name="undo-2" />{say("undo")}</button>}
        {open(sheet)
          ? <Hold disabled={left > 0} words={left ? say("still_missing", { n: left }) : say("hold_sign")} run={() => void sign([sheet])} />
          : <p class="locked"><Icon name="lock" />{say("locked")}</p>}
        {!open(sheet) && next && <a class="button main tall" href={sheetLink(next.id)}>{say("next_sheet")} {next.entry.label}<Icon name="arrow-right" /></a>}
      </footer>
    </div>
  );
}
