/** The line that always tells how many marks have not left the tablet, and the list behind it. */
import { h, type VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { timeOfDay } from "../time";
import { either, say } from "../words";
import { aspectName, told } from "./entry";
import { Icon } from "./parts";
import { box, exportWaiting, importWaiting, panel, sendNow, understood, work } from "./state";
import type { Problem } from "./store";

export function syncWords(): { words: string; picture: string; tone: string } {
  const { waiting, line, lastAck } = box.value;
  const n = waiting.length;
  switch (line) {
    case "offline":
      return { words: n ? say("sync_offline", { n }) : say("sync_offline_none"), picture: "cloud-off", tone: "draft" };
    case "busy":
      return { words: say("sync_busy", { n }), picture: "hourglass", tone: "draft" };
    case "signed_out":
      return { words: say("sync_signed_out", { n }), picture: "lock", tone: "live" };
    case "taken":
      return { words: say("sync_taken", { n }), picture: "tablet", tone: "live" };
    case "refused":
      return { words: say("sync_refused", { n }), picture: "circle-x", tone: "live" };
    default:
      if (n) return { words: say("sync_sending", { n }), picture: "cloud-upload", tone: "draft" };
      return {
        words: lastAck ? say("sync_ok", { time: timeOfDay(lastAck) }) : say("sync_ready"),
        picture: "check", tone: "signed",
      };
  }
}

export function Sync(): VNode {
  const { words, picture, tone } = syncWords();
  const { waiting, others } = box.value;
  const n = waiting.length + others;
  return (
    <div class={`sync ink-${tone}`}>
      <Icon name={picture} /><span role="status">{words}</span>
      <button type="button" class="button small" onClick={() => { panel.value = true; }}>{say("waiting_open", { n })}</button>
    </div>
  );
}

/** On a phone the keypad lies over the bar; what waits stays in sight on it. */
export function SyncLine(): VNode {
  const { words, picture, tone } = syncWords();
  return <p class={`keypad-sync ink-${tone}`}><Icon name={picture} />{words}</p>;
}

/** Seat lost or session over: what happened, what is safe, what to do. */
export function Stopped({ signIn }: { signIn: string }): VNode | null {
  const { line, sentence, waiting } = box.value;
  if (line !== "signed_out" && line !== "taken") return null;
  return (
    <div class="flash tone-live" role="alert">
      <Icon name={line === "taken" ? "tablet" : "lock"} />
      <div class="say">
        <strong>{say(line === "taken" ? "taken_title" : "signed_out_title")}</strong>
        {sentence ? either(sentence.zh, sentence.en) : ""} {say("signed_out_more", { n: waiting.length })}
      </div>
      <div class="cluster">
        <a class="button main" href={signIn}>{say("sign_in")}</a>
        <button type="button" class="button" onClick={sendNow}>{say("retry")}</button>
      </div>
    </div>
  );
}

const sheetName = (id: string): string => {
  const sheet = work.value?.sheets.find((s) => s.id === id);
  return sheet ? say("entry", { label: sheet.entry.label }) : id;
};

const markName = (sheetId: string, aspectId: string | null, value: string | null): string => {
  const aspect = work.value?.sheets.find((s) => s.id === sheetId)?.form.find((a) => a.id === aspectId);
  if (aspectId === null) return say("waiting_submit", { sheet: sheetName(sheetId) });
  return say("waiting_mark", {
    sheet: sheetName(sheetId),
    aspect: aspect ? aspectName(aspect) : aspectId,
    value: aspect ? told(aspect, value ?? undefined) : value ?? "–",
  });
};

const ProblemLine = ({ problem }: { problem: Problem }): VNode => (
  <li class="stops">
    <Icon name="circle-x" />
    <div>
      <p><strong>{markName(problem.sheet_id, problem.aspect_id, problem.value)}</strong> {either(problem.zh, problem.en)}</p>
      <p class="mend">{problem.kind === "submit" ? say("problem_submit") : say("problem_value", { value: problem.value ?? "–" })}</p>
      <button type="button" class="button small" onClick={() => understood(problem.id)}>{say("problem_seen")}</button>
    </div>
  </li>
);

/** What the server did not take: of one sheet, or of all. */
export function Problems({ sheet }: { sheet?: string }): VNode | null {
  const list = box.value.problems.filter((problem) => !sheet || problem.sheet_id === sheet);
  if (!list.length) return null;
  return (
    <section class="stack tight" role="alert" aria-label={say("problems", { n: list.length })}>
      <ul class="problems">{list.map((problem) => <ProblemLine key={problem.id} problem={problem} />)}</ul>
    </section>
  );
}

export function Panel(): VNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const { waiting, others } = box.value;
  const wanted = panel.value;
  useEffect(() => {
    if (wanted && !dialog.current?.open) dialog.current?.showModal();
    if (!wanted && dialog.current?.open) dialog.current.close();
  }, [wanted]);
  return (
    <dialog ref={dialog} class="dialog waiting" aria-labelledby="waiting-title" onClose={() => { panel.value = false; }}>
      <div class="stack">
        <h2 id="waiting-title">{say("waiting_title")}</h2>
        {waiting.length ? null : <p>{say("waiting_none")}</p>}
        <ol class="waiting-list">
          {waiting.map((o) => <li key={o.id}>{markName(o.sheet_id, o.aspect_id, o.value)}</li>)}
        </ol>
        {others ? <p class="flash tone-draft"><Icon name="triangle-alert" /><span class="say">{say("waiting_others", { n: others })}</span></p> : null}
        <div class="cluster end">
          <button type="button" class="button" onClick={() => void exportWaiting()}><Icon name="download" />{say("export")}</button>
          <label class="button">
            <Icon name="cloud-upload" />{say("import")}
            <input
              class="unseen" type="file" accept="application/json,.json"
              onChange={(event) => { const [file] = event.currentTarget.files ?? []; if (file) void importWaiting(file); }}
            />
          </label>
          <button type="button" class="button" onClick={sendNow}><Icon name="cloud-upload" />{say("send_now")}</button>
          <button type="button" class="button main" onClick={() => { panel.value = false; }}>{say("close")}</button>
        </div>
      </div>
    </dialog>
  );
}
