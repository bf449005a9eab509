/** One number per entry: the whole heat in one table, with the same keypad. */
import { h, type VNode } from "preact";
import { plain } from "../decimal";
import { either, say } from "../words";
import { Problems, Sync, SyncLine } from "./bar";
import { heatWords } from "./list";
import { Hold, Icon, Keypad, StateChip, Title } from "./parts";
import { sign } from "./state";
import { type Shown, missing, open } from "./types";
import { useTyping } from "./typing";

export function TableView({ sheets }: { sheets: Shown[] }): VNode {
  const first = sheets[0]!;
  const aspect = first.form[0]!;
  const typing = useTyping(sheets.map((sheet) => ({ sheet, aspect: sheet.form[0]! })), first.heat.id);
  const ready = sheets.filter((sheet) => open(sheet) && !missing(sheet).length);
  const left = sheets.filter((sheet) => open(sheet) && missing(sheet).length).length;
  const at = sheets[typing.at];
  const named = sheets.some((sheet) => sheet.entry.name);
  const words = ready.length
    ? say("hold_sign_many", { n: ready.length })
    : left ? say("still_missing", { n: left }) : say("nothing_to_sign");
  return (
    <div class="sheet" data-pad={typing.pad}>
      <header class="sheet-head">
        <a class="button square" href="#/"><Icon name="arrow-left" /><span class="unseen">{say("to_list")}</span></a>
        <div class="grow">
          <Title>{either(first.trade.name, first.trade.name_en)} · {either(first.module.name, first.module.name_en)}</Title>
          <p class="quiet">{heatWords(first)} · {either(first.heat.venue, first.heat.venue_en)} · {aspect.max === null ? "" : say("of_max", { max: plain(aspect.max) })}</p>
        </div>
      </header>
      <main class="sheet-main" id="main">
        <div class="aspects">
          <Problems />
          <table class="table entry-table">
            <thead><tr>
              <th scope="col">{say("table_station")}</th><th scope="col">{say("table_entry")}</th>
              {named && <th scope="col">{say("table_name")}</th>}
              <th scope="col" class="right">{say("table_value")}</th><th scope="col">{say("table_state")}</th>
            </tr></thead>
            <tbody>
              {sheets.map((sheet, index) => {
                const here = typing.at === index;
                const now = sheet.marks[aspect.id];
                const figures = here && typing.text ? typing.text : now === undefined ? "—" : plain(now);
                const name = `${sheet.entry.label} ${sheet.entry.name ?? ""}`.trim();
                return (
                  <tr key={sheet.id} data-cell={index} data-here={here}>
                    <td class="num">{sheet.entry.station}</td>
                    <th scope="row" class="num">{sheet.entry.label}</th>
                    {named && <td>{sheet.entry.name}</td>}
                    <td class="right">
                      <button
                        type="button" class="value" aria-pressed={here} data-missing={now === undefined} disabled={!open(sheet)}
                        onClick={() => typing.pick(index)}
                      ><span class="unseen">{say("value_of", { name })}</span><b class={here && typing.text ? "typing" : ""}>{figures}</b></button>
                      {typing.problem?.at === index && <p class="wrong" role="alert"><Icon name="triangle-alert" />{typing.problem.words}</p>}
                    </td>
                    <td><StateChip sheet={sheet} /></td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
        <aside class="side" aria-label={say("keypad")}>
          <div class="total">
            <p>{at ? `${at.entry.label} ${at.entry.name ?? ""}` : ""}</p>
            <b aria-live="polite">{typing.text || (at?.marks[aspect.id] !== undefined ? plain(at.marks[aspect.id]!) : "—")}</b>
            <p>{say("marked", { done: sheets.length - sheets.filter((s) => missing(s).length).length, of: sheets.length })}</p>
          </div>
          <Keypad name={at ? at.entry.label : null} disabled={!at || !open(at)} press={typing.press} close={typing.close} sync={<SyncLine />} />
        </aside>
      </main>
      <footer class="bar">
        <Sync />
        <Hold disabled={!ready.length} words={words} run={() => void sign(ready)} />
      </footer>
    </div>
  );
}
