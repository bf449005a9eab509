/** Keypad and keyboard, for the sheet and for the list of a heat: one place that is being typed in. */
import { useEffect, useReducer, useRef } from "preact/hooks";
import { less, parse } from "../decimal";
import { meant, typed, wrong } from "./entry";
import { enter } from "./state";
import { type Aspect, type Shown, open } from "./types";

/** A number half typed is no mark: it becomes one with the next key, or after this pause. */
const PAUSE_MS = 1_200;

/** A place that takes a number. */
export interface Cell {
  sheet: Shown;
  aspect: Aspect;
}

interface Hand {
  at: number;
  text: string;
  problem: { at: number; words: string } | null;
  /** On narrow screens the keypad is folded away until a place is picked. */
  pad: boolean;
}

export interface Typing extends Hand {
  pick: (index: number) => void;
  press: (key: string) => void;
  close: () => void;
}

const firstEmpty = (cells: Cell[]): number =>
  Math.max(0, cells.findIndex((cell) => !(cell.aspect.id in cell.sheet.marks)));

const tooHigh = ({ max }: Aspect, value: string): boolean =>
  max !== null && parse(value) !== null && less(max, value);

const show = (at: number): void =>
  document.querySelector(`[data-cell="${at}"]`)?.scrollIntoView({ block: "nearest" });

export function useTyping(cells: Cell[], key: string): Typing {
  const [, draw] = useReducer((count: number) => count + 1, 0);
  // Keys may come faster than the screen is drawn; each must count on from the one before.
  const state = useRef<Hand>({ at: firstEmpty(cells), text: "", problem: null, pad: false });
  const places = useRef(cells);
  const pause = useRef(0);
  places.current = cells;

  const set = (change: Partial<Hand>): void => {
    Object.assign(state.current, change);
    draw(0);
  };
  /** Make a mark of what is typed; what cannot be one is said and dropped. */
  const commit = (): void => {
    clearTimeout(pause.current);
    const { at, text } = state.current;
    const cell = places.current[at];
    if (!cell || text === "") return;
    const value = meant(text);
    const words = wrong(cell.aspect, value);
    set({ text: "", problem: words ? { at, words } : null });
    if (!words) void enter(cell.sheet, cell.aspect.id, value);
  };
  const pick = (at: number): void => {
    commit();
    set({ at, pad: true });
    requestAnimationFrame(() => show(at));
  };
  const next = (): void => {
    commit();
    const at = Math.min(state.current.at + 1, places.current.length - 1);
    set({ at });
    requestAnimationFrame(() => show(at));
  };
  const press = (pressed: string): void => {
    const { at, text } = state.current;
    const cell = places.current[at];
    if (!cell) return;
    if (pressed === "Enter") return next();
    if (!open(cell.sheet) || cell.aspect.choices.length) return;
    const now = typed(text, pressed);
    const words = tooHigh(cell.aspect, meant(now)) ? wrong(cell.aspect, meant(now)) : null;
    set({ text: now, problem: words ? { at, words } : null });
    clearTimeout(pause.current);
    pause.current = window.setTimeout(commit, PAUSE_MS);
  };

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const target = event.target as HTMLElement;
      if (target.closest("input, dialog, textarea")) return;
      const move = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
      // After typing, Enter belongs to the number, not to the button that has the focus.
      const enters = event.key === "Enter"
        && (state.current.text !== "" || !target.closest("button, a, summary"));
      if (!move && !enters && !/^([0-9.]|Backspace)$/.test(event.key)) return;
      event.preventDefault();
      if (move) pick(Math.max(0, Math.min(places.current.length - 1, state.current.at + move)));
      else press(event.key);
    };
    const onHide = (): void => commit();
    addEventListener("keydown", onKey);
    addEventListener("pagehide", onHide);
    document.addEventListener("visibilitychange", onHide);
    return () => {
      commit();
      removeEventListener("keydown", onKey);
      removeEventListener("pagehide", onHide);
      document.removeEventListener("visibilitychange", onHide);
    };
  }, [key]);

  return { ...state.current, pick, press, close: () => set({ pad: false }) };
}
