/** What GET /tablet/work sends. Marks are decimal texts. */
export interface Aspect {
  id: string;
  name: string;
  name_en: string;
  hint: string;
  hint_en: string;
  max: string | null;
  least: string;
  step: string;
  unit: string;
  kind: "points" | "reading" | "judgement" | "choice";
  choices: [value: string, zh: string, en: string][];
  criterion: string;
  criterion_en: string;
}

interface Named {
  id: string;
  name: string;
  name_en: string;
}

export type SheetState = "open" | "submitted" | "signed" | "reopened";

export interface Sheet {
  id: string;
  trade: Named & { code: string };
  stage: Named;
  module: Named & { kind: string };
  heat: {
    id: string; number: number; starts_at: string; ends_at: string; venue: string; venue_en: string;
  };
  entry: { label: string; name: string | null; station: string };
  seat: number;
  state: SheetState;
  reason: string | null;
  form: Aspect[];
  marks: Record<string, string>;
  version: number;
}

export interface Work {
  contest: Named;
  seat: { staff_id: string; judge_no: string; name: string; role: string; lease: number };
  at: string;
  sheets: Sheet[];
}

/** A sheet as the judge should see it: the server's, with what still waits laid over it. */
export interface Shown extends Omit<Sheet, "state"> {
  state: SheetState | "submitting";
  waiting: ReadonlySet<string>;
}

export const open = (sheet: Shown): boolean => sheet.state === "open" || sheet.state === "reopened";

export const missing = (sheet: Shown): Aspect[] =>
  sheet.form.filter((aspect) => !(aspect.id in sheet.marks));

/** A module of one number per entry (a theory paper, a time) is entered as a list. */
export const single = (sheet: Pick<Sheet, "form">): boolean =>
  sheet.form.length === 1 && sheet.form[0]!.choices.length === 0;
