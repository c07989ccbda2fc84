// Written by tools/gen.py from madoguchi/words: do not edit.

export type WordKey =
  | "access.clipboard"
  | "access.control"
  | "access.files"
  | "access.view"
  | "common.product"
  | "ending.customer_stopped"
  | "ending.declined"
  | "ending.hours_refused"
  | "ending.lost"
  | "ending.operator_ended"
  | "ending.resolved"
  | "ending.supervisor_ended";

export const WORDS: Record<"ja" | "en", Record<WordKey, string>> = {
  "ja": {
    "access.clipboard": "クリップボード",
    "access.control": "操作",
    "access.files": "ファイル",
    "access.view": "見る",
    "common.product": "窓口",
    "ending.customer_stopped": "お客様が終了しました",
    "ending.declined": "お断り・同意なしで終わりました",
    "ending.hours_refused": "時間外のご同意がなく終わりました",
    "ending.lost": "接続が切れて終わりました",
    "ending.operator_ended": "オペレーターが終了しました",
    "ending.resolved": "解決しました",
    "ending.supervisor_ended": "管理者が終了しました"
  },
  "en": {
    "access.clipboard": "Clipboard",
    "access.control": "Control",
    "access.files": "Files",
    "access.view": "View",
    "common.product": "Madoguchi",
    "ending.customer_stopped": "The customer ended it",
    "ending.declined": "Declined or not agreed",
    "ending.hours_refused": "Off-hours work was not agreed",
    "ending.lost": "The connection was lost",
    "ending.operator_ended": "The operator ended it",
    "ending.resolved": "Resolved",
    "ending.supervisor_ended": "A supervisor ended it"
  }
};
