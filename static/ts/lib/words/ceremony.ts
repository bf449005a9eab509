/** Chinese and English, side by side. */
import type { Pair } from "../words";

export const ceremony = {
  ceremony_soon: ["即将揭晓", "About to be revealed"],
  ceremony_places: ["前 {n} 名，从第 {n} 名开始", "The first {n}, beginning with place {n}"],
  ceremony_first_only: ["第 1 名", "First place"],
  ceremony_place: ["第 {n} 名", "Place {n}"],
  ceremony_tied: ["并列第 {n} 名", "Tied for place {n}"],
  ceremony_all: ["获奖名单", "The winners"],
  ceremony_nobody: ["没有可揭晓的名次", "There is no place to reveal"],
  ceremony_showing: ["正在显示：{what} · 第 {step} 步，共 {last} 步 · {state} · 成绩摘要 {sha}", "Showing: {what} · step {step} of {last} · {state} · result {sha}"],
  ceremony_start: ["开场", "opening"],
  ceremony_signed: ["裁判长已签署", "signed by the chief judge"],
  ceremony_noticed: ["公示中", "on public notice"],
  ceremony_final: ["最终成绩", "final result"],
  ceremony_again: ["没有换到下一步：{why} 画面未变，请再按一次。", "The step did not come: {why} Nothing has changed; press again."],
} satisfies Record<string, Pair>;
