/**
 * How a board gets its frames: pushed by socket, fetched when the socket is silent.
 * Silence is measured with the monotonic clock, so a corrected wall clock changes nothing.
 */
import { io } from "socket.io-client";
import { Chain, type Line } from "./chain";
import { type Board, newer } from "./model";

const SILENCE_MS = 8_000;
const STALE_MS = 10_000;
const FRAME_MS = 500;

export interface Feed {
  /** Seconds since anything was heard, or null while the line is alive. */
  stale(): number | null;
}

export function follow(first: Board, show: (board: Board) => void, says = false): Feed {
  let shown = first;
  let heard = performance.now();
  let etag = "";
  let asking = false;
  let next: Board | null = null;
  let paint = 0;

  const hear = (): void => {
    heard = performance.now();
  };

  // At most two pictures a second: faster is a flicker for people and work for phones.
  const take = (board: Board): void => {
    hear();
    if (!newer(board, next ?? shown)) return;
    if (paint) {
      next = board;
      return;
    }
    shown = board;
    show(board);
    if (says) chain.painted(board.seq);
    paint = window.setTimeout(() => {
      paint = 0;
      const waiting = next;
      next = null;
      if (waiting) take(waiting);
    }, FRAME_MS);
  };

  const fetchOnce = async (): Promise<void> => {
    if (asking) return;
    asking = true;
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), 5_000);
    try {
      const answer = await fetch(`/boards/${encodeURIComponent(shown.board)}.json`, {
        headers: etag ? { "If-None-Match": etag } : {},
        cache: "no-store",
        credentials: "same-origin",
        signal: stop.signal,
      });
      if (answer.status === 304) hear();
      if (answer.ok) {
        etag = answer.headers.get("ETag") ?? "";
        take((await answer.json()) as Board);
      }
    } catch {
      // Stays silent: the line of the page's foot tells how long.
    } finally {
      clearTimeout(timer);
      asking = false;
    }
  };

  const socket = io({ transports: ["websocket", "polling"], reconnectionDelayMax: 5_000 });
  const chain = new Chain(shown.board, socket as unknown as Line, take);
  if (says) chain.painted(first.seq);
  socket.on("heartbeat", hear);

  const look = (): void => {
    if (performance.now() - heard > SILENCE_MS) void fetchOnce();
  };
  setInterval(look, 2_000);
  addEventListener("online", () => void fetchOnce());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") look();
  });

  return {
    stale: () => {
      const silent = performance.now() - heard;
      return silent > STALE_MS ? Math.round(silent / 1000) : null;
    },
  };
}
