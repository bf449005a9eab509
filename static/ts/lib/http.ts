/** Asking our own server, with answers a person can read. */
import { say } from "./words";

export interface Told {
  zh: string;
  en: string;
  key?: string;
}

export interface Answer<T> {
  status: number;
  body: T & Partial<Told>;
}

/** Status 0 means that nobody answered; the body then carries a sentence of its own. */
export async function ask<T>(path: string, body?: unknown): Promise<Answer<T>> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), 15_000);
  try {
    const request: RequestInit = {
      headers: { "X-Leitai": "1", ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
      method: body === undefined ? "GET" : "POST",
      credentials: "same-origin",
      cache: "no-store",
      redirect: "error",
      signal: stop.signal,
    };
    if (body !== undefined) request.body = JSON.stringify(body);
    const answer = await fetch(path, request);
    const read = (await answer.json().catch(() => null)) as (T & Partial<Told>) | null;
    if (read) return { status: answer.status, body: read };
    const odd = say("server_odd", { status: answer.status });
    return { status: answer.status, body: { zh: odd, en: odd } as T & Partial<Told> };
  } catch {
    const gone = say("server_gone");
    return { status: 0, body: { zh: gone, en: gone } as T & Partial<Told> };
  } finally {
    clearTimeout(timer);
  }
}
