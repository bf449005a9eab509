/** Every sentence of the applications, Chinese and English side by side: `say("key", {n: 3})`. */
type Pair = readonly [zh: string, en: string];

const general = {
  retry: ["重试", "Try again"],
  cancel: ["取消", "Cancel"],
  back: ["返回", "Back"],
  close: ["关闭", "Close"],
  none: ["无", "none"],
  server_gone: ["连不上服务器。请检查网络，系统会继续重试。", "The server cannot be reached. Check the network; this page keeps trying."],
  server_odd: ["服务器的回答无法识别（{status}）。请稍后再试。", "The server's answer was not understood ({status}). Please try again soon."],
} satisfies Record<string, Pair>;

const board = {
  state_hidden: ["未公开", "Not public"],
  state_live: ["评分中", "Marking"],
  state_frozen: ["封榜", "Frozen"],
  state_closed: ["评分结束", "Marking ended"],
  state_signed: ["裁判长已签字", "Signed by the chief judge"],
  state_noticed: ["公示中", "On public notice"],
  state_final: ["最终成绩", "Final"],
  row_final: ["已定", "Settled"],
  row_provisional: ["暂定", "Provisional"],
  row_waiting: ["待评 {n} 项", "{n} to mark"],
  row_unranked: ["不排名", "Not ranked"],
  so_far: ["已得", "so far"],
  between: ["名次在 {best}–{worst} 之间", "Will finish {best} to {worst}"],
  clinched: ["不会低于第 {n} 名", "Cannot finish below {nth}"],
  clinched_first: ["已锁定第 1 名", "First place is certain"],
  goes_on_yes: ["晋级", "Goes on"],
  goes_on_no: ["未晋级", "Does not go on"],
  goes_on_sure: ["确定晋级", "Certain to go on"],
  goes_on_over: ["无缘晋级", "Cannot go on"],
  cut: ["晋级线：前 {n} 名", "Cut: the first {n} go on"],
  counts: ["已定 {final} / {entries} 人", "{final} of {entries} settled"],
  counts_waiting: ["待评 {waiting} 人", "{waiting} waiting"],
  note_live: ["暂定成绩，随打分变化，以公示结果为准。", "Provisional: it moves with every mark. Only the public notice is official."],
  note_frozen: ["已封榜：此后的打分暂不显示，揭榜时公布。", "Frozen: later marks are not shown until the reveal."],
  note_closed: ["评分已结束，等待裁判长签字，名次仍可能变化。", "Marking has ended; ranks may change until the chief judge signs."],
  note_signed: ["裁判长已签字，尚未公示。", "Signed by the chief judge, not yet on public notice."],
  note_noticed: ["公示期内可以提出申诉。", "Objections may be raised while the notice stands."],
  note_final: ["最终成绩。", "These results are final."],
  note_hidden: ["本榜尚未公开。", "This board is not public yet."],
  hidden_more: ["公开后会自动出现在这里，无需刷新。", "It will appear here by itself once it is public."],
  no_rows: ["还没有参赛选手。", "There are no entries yet."],
  updated: ["更新于 {time} · 第 {seq} 号", "Updated {time} · no. {seq}"],
  stale: ["已 {n} 秒没有收到消息，显示的可能不是最新成绩", "Nothing heard for {n} s: this may not be the latest"],
  search: ["找名字、参赛号或单位", "Find a name, number or employer"],
  found: ["找到 {n} 人", "{n} found"],
  found_none: ["没有找到，请换一个字试试。", "Nobody found. Try fewer letters."],
  follow: ["关注", "Follow"],
  unfollow: ["取消关注", "Unfollow"],
  followed: ["我关注的", "Following"],
  rank_word: ["第 {n} 名", "Rank {n}"],
  rank_none: ["暂无名次", "No rank yet"],
  rose: ["{name} 升至第 {n} 名", "{name} is now {nth}"],
  page_of: ["第 {n} / {of} 页", "Page {n} of {of}"],
  tie: ["并列", "tied"],
} satisfies Record<string, Pair>;

export const words = { ...general, ...board };
export type Word = keyof typeof words;

const page = typeof document === "undefined" ? "zh" : document.documentElement.lang;
export const english = page.startsWith("en");

/** Data in the page's language; where there is no English the Chinese stands. */
export const either = (zh: string | null | undefined, en: string | null | undefined): string =>
  (english ? en || zh : zh || en) ?? "";

export function ordinal(n: number): string {
  const ending = n % 100 > 10 && n % 100 < 14 ? "th" : (["th", "st", "nd", "rd"][n % 10] ?? "th");
  return `${n}${ending}`;
}

/** The sentence of this page's language with its facts filled in. */
export function say(word: Word, facts: Record<string, string | number> = {}): string {
  const pair: Pair = words[word];
  return pair[english ? 1 : 0].replace(/\{(\w+)\}/g, (_all, name: string) => String(facts[name] ?? ""));
}
