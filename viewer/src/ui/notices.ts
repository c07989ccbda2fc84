// One plain sentence for each thing that the customer decided, kept as key and slots so that it can be said in either language.

import { Access, Verdict } from "../wire/messages.gen.js";
import type { ControlAnswer } from "../wire/messages.gen.js";
import type { Slots, WordKey } from "./words.js";

export interface Notice {
  readonly key: WordKey;
  readonly slots: Slots;
  readonly at: number;
  readonly tone: "plain" | "good" | "warn";
}

export const ACCESS_WORD: Readonly<Record<Access, WordKey>> = {
  [Access.VIEW]: "access.view",
  [Access.CONTROL]: "access.control",
  [Access.CLIPBOARD]: "access.clipboard",
  [Access.FILES]: "access.files",
};

const VERDICT_WORD: Readonly<Record<Verdict, readonly [WordKey, Notice["tone"]]>> = {
  [Verdict.ALLOWED]: ["console.verdict.allowed", "good"],
  [Verdict.REFUSED]: ["console.verdict.refused", "warn"],
  [Verdict.TIMED_OUT]: ["console.verdict.timed_out", "warn"],
  [Verdict.WITHDRAWN]: ["console.verdict.withdrawn", "warn"],
  [Verdict.YIELDED]: ["console.verdict.yielded", "plain"],
  [Verdict.RAN_OUT]: ["console.verdict.ran_out", "warn"],
  [Verdict.NOT_RECORDED]: ["console.verdict.not_recorded", "warn"],
  [Verdict.NOT_ASSIGNED]: ["console.verdict.not_assigned", "warn"],
};

export function noticeOf(answer: ControlAnswer, at: number): Notice {
  const [key, tone] = VERDICT_WORD[answer.verdict];
  return { key, slots: { access: { word: ACCESS_WORD[answer.access] } }, at, tone };
}
