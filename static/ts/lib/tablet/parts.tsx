/** Small parts of the tablet's screens. */
import { h, type ComponentChildren, type VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { say } from "../words";
import type { Shown } from "./types";
import { missing } from "./types";

const sprite = document.querySelector<HTMLMetaElement>('meta[name="icons"]')?.content ?? "";

export const Icon = ({ name }: { name: string }): VNode =>
  <svg class="icon" aria-hidden="true"><use href={`${sprite}#${name}`} /></svg>;

export const Chip = ({ tone, picture, children }: {
  tone: string; picture: string; children: ComponentChildren;
}): VNode => <span class={`chip tone-${tone}`}><Icon name={picture} />{children}</span>;

export function StateChip({ sheet }: { sheet: Shown }): VNode {
  switch (sheet.state) {
    case "submitting":
      return <Chip tone="draft" picture="cloud-upload">{say("sheet_submitting")}</Chip>;
    case "submitted":
      return <Chip tone="signed" picture="send">{say("sheet_submitted")}</Chip>;
    case "signed":
      return <Chip tone="signed" picture="badge-check">{say("sheet_signed")}</Chip>;
    case "reopened":
      return <Chip tone="live" picture="undo-2">{say("sheet_reopened")}</Chip>;
    default:
      return missing(sheet).length === sheet.form.length
        ? <Chip tone="draft" picture="pencil-line">{say("sheet_open")}</Chip>
        : <Chip tone="live" picture="clipboard-pen-line">{say("sheet_started")}</Chip>;
  }
}

/** The heading of a view takes the focus, so that a screen reader says where one has come. */
export function Title({ children }: { children: ComponentChildren }): VNode {
  const ref = useRef<HTMLHeadingElement>(null);
  useEffect(() => ref.current?.focus({ preventScroll: true }), []);
  return <h1 ref={ref} tabIndex={-1}>{children}</h1>;
}

const HOLD_MS = 1_200;

/** Signing takes a held finger (or the held Enter key): nobody signs by brushing the screen. */
export function Hold({ words, disabled, run }: {
  words: string; disabled: boolean; run: () => void;
}): VNode {
  const [held, setHeld] = useState(false);
  const timer = useRef(0);
  const release = (): void => {
    clearTimeout(timer.current);
    timer.current = 0;
    setHeld(false);
  };
  const press = (): void => {
    if (disabled || timer.current) return;
    setHeld(true);
    timer.current = window.setTimeout(() => {
      release();
      run();
    }, HOLD_MS);
  };
  useEffect(() => release, []);
  const key = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    if (event.type === "keyup") release();
    else if (!event.repeat) press();
  };
  return (
    <button
      type="button" class="hold" data-held={held} disabled={disabled}
      onPointerDown={(event) => event.button === 0 && press()} onPointerUp={release}
      onPointerLeave={release} onPointerCancel={release} onBlur={release}
      onContextMenu={(event) => event.preventDefault()} onKeyDown={key} onKeyUp={key}
    >
      <i /><Icon name={disabled ? "lock" : "stamp"} /><span>{words}</span>
    </button>
  );
}

const KEYS = ["7", "8", "9", "4", "5", "6", "1", "2", "3", ".", "0", "Backspace"];

/** Our own keypad: the device's keyboard would cover the sheet, and its comma is no point. */
export function Keypad({ name, disabled, press, close, sync }: {
  name: string | null; disabled: boolean; press: (key: string) => void; close: () => void;
  sync: VNode;
}): VNode {
  return (
    <div class="keypad" role="group" aria-label={say("keypad")}>
      <p class="keypad-for">{name ? say("keypad_for", { name }) : say("keypad_pick")}</p>
      {sync}
      {KEYS.map((key) => (
        <button type="button" key={key} disabled={disabled || !name} onClick={() => press(key)}>
          {key === "Backspace" ? <span class="with-icon"><Icon name="delete" /><span class="unseen">{say("key_back")}</span></span> : key}
        </button>
      ))}
      <button type="button" class="next" disabled={disabled || !name} onClick={() => press("Enter")}>
        {say("key_next")}<Icon name="arrow-right" />
      </button>
      <button type="button" class="hide" onClick={close}>{say("key_close")}<Icon name="chevron-down" /></button>
    </div>
  );
}
