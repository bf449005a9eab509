/**
 * What a tablet keeps: waiting operations, refused ones, and the last work it was given.
 * Every record carries contest and judge, so that a reused tablet never mixes two of them.
 */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Sheet, Work } from "./types";

export interface Operation {
  seq?: number;
  id: string;
  contest_id: string;
  staff_id: string;
  kind: "mark" | "submit";
  sheet_id: string;
  aspect_id: string | null;
  value: string | null;
  given_at: string;
  base: number | null;
  /** Once it has left the tablet its content is fixed: the server may already have it. */
  sent: boolean;
}

export interface Problem {
  id: string;
  contest_id: string;
  staff_id: string;
  kind: "mark" | "submit";
  sheet_id: string;
  aspect_id: string | null;
  value: string | null;
  status: "conflict" | "refused";
  zh: string;
  en: string;
}

export interface Answer {
  id: string;
  status: "applied" | "duplicate" | "conflict" | "refused";
  receipt: { no: number; hash: string } | null;
  zh: string;
  en: string;
  sheet: Pick<Sheet, "id" | "state" | "marks" | "version"> | null;
}

interface Schema extends DBSchema {
  operations: { key: number; value: Operation };
  problems: { key: string; value: Problem };
  work: { key: [string, string]; value: { contest_id: string; staff_id: string; work: Work } };
}

export type Database = IDBPDatabase<Schema>;

export const openStore = (name = "leitai-tablet"): Promise<Database> =>
  openDB<Schema>(name, 1, {
    upgrade(db) {
      db.createObjectStore("operations", { keyPath: "seq", autoIncrement: true });
      db.createObjectStore("problems", { keyPath: "id" });
      db.createObjectStore("work", { keyPath: ["contest_id", "staff_id"] });
    },
  });

/** On the disk, not only in the browser's memory, before the screen says "saved". */
export const STRICT = { durability: "strict" } as const;
