/** Keypad and keyboard, for the sheet and for the list of a heat: one place that is being typed in. */
import { useEffect, useState } from "preact/hooks";
import { meant, typed, wrong } from "./entry";
import { enter } from "./state";
import { type Aspect, type Shown, open } from "./types";

/** A place that takes a number. */
export interface Cell {
  sheet: Shown;
  aspect: Aspect;
}

export interface Typing {
  at: number;
  text: string;
  problem: string | null;
  /** On narrow screens the keypad is folded away until a place is picked. */
  pad: boolean;
  pick: (index: number) => void;
  press: (key: string) => void;
  close: () => void;
  settle: () => void;
}

const NOTHING = { text: "", problem: null as string | null };

export function useTyping(cells: Cell[], key: string): Typing {
  const [at, setAt] = useState(() => Math.max(0, cells.findIndex((c) => !(c.aspect.id in c.sheet.marks))));
  const [{ text, problem }, setTyped] = useState(NOTHING);
  const [pad, setPad] = useState(false);

  useEffect(() => {
    setAt(Math.max(0, cells.findIndex((c) => !(c.aspect.id in c.sheet.marks))));
    setTyped(NOTHING);
  }, [key]);

  const pick = (index: number): void => {
    setAt(index);
    setTyped(NOTHING);
    setPad(true);
  };
  const next = (): void => {
    setTyped(NOTHING);
    const to = Math.min(at + 1, cells.length - 1);
    setAt(to);
    document.querySelector(`[data-cell="${to}"]`)?.scrollIntoView({ block: "nearest" });
  };
  const press = (pressed: string): void => {
    const cell = cells[at];
    if (!cell) return;
    if (pressed === "Enter") return next();
    if (!open(cell.sheet) || cell.aspect.choices.length) return;
    const after = typed(text, pressed);
    if (after === "") return setTyped(NOTHING);
    const value = meant(after);
    const why = wrong(cell.aspect, value);
    setTyped({ text: after, problem: why });
    if (!why) void enter(cell.sheet, cell.aspect.id, value, true);
  };

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const target = event.target as HTMLElement;
      if (target.closest("input, dialog, textarea")) return;
      const move = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
      if (move) {
        event.preventDefault();
        pick(Math.max(0, Math.min(cells.length - 1, at + move)));
      } else if (/^[0-9.]$/.test(event.key) || event.key === "Backspace") {
        event.preventDefault();
        press(event.key);
      } else if (event.key === "Enter" && !target.closest("button, a, summary")) {
        event.preventDefault();
        press("Enter");
      }
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  });

  return { at, text, problem, pad, pick, press, close: () => setPad(false), settle: () => setTyped(NOTHING) };
}
