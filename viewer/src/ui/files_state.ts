// One row a file, whichever way it goes. Pure. Article: 5.5, 5.6

import type { FileStep } from "../core/port.js";
import type { FileReason } from "../wire/messages.gen.js";

export type RowStep =
  | { readonly is: "waiting" } // for the customer's answer, or for the first byte
  | { readonly is: "offered" } // the customer offers: ours to take or not
  | { readonly is: "flowing"; readonly done: number; readonly bytesPerSecond: number }
  | { readonly is: "received"; readonly file: File; readonly sha256: string }
  | { readonly is: "delivered"; readonly sha256: string }
  | { readonly is: "stopped"; readonly reason: FileReason | null };

export interface FileRow {
  readonly transfer: number;
  readonly way: "out" | "in"; // from us to the customer, or the other way
  readonly asked: boolean; // we asked the customer for it
  readonly name: string; // empty: the customer chooses
  readonly size: number | null;
  readonly purpose: string;
  readonly step: RowStep;
  readonly saved: boolean;
}

interface Begun {
  readonly transfer: number;
  readonly way: "out" | "in";
  readonly name: string;
  readonly size: number | null;
  readonly purpose: string;
}

export function fileBegun(begun: Begun): FileRow {
  const { transfer, way, name, size, purpose } = begun;
  return { transfer, way, asked: way === "in", name, size, purpose, step: { is: "waiting" }, saved: false };
}

export function fileStep(rows: readonly FileRow[], transfer: number, what: FileStep): readonly FileRow[] {
  const known = rows.find((row) => row.transfer === transfer);
  if (known === undefined) return what.step === "offered" && what.byCustomer ? [...rows, fromCustomer(transfer, what)] : rows;
  return rows.map((row) => (row === known ? stepped(row, what) : row));
}

function fromCustomer(transfer: number, what: Extract<FileStep, { step: "offered" }>): FileRow {
  const { name, size, purpose } = what;
  return { transfer, way: "in", asked: false, name, size, purpose, step: { is: "offered" }, saved: false };
}

function stepped(row: FileRow, what: FileStep): FileRow {
  switch (what.step) {
    case "offered":
      // What we asked for comes now: its true name and size; the purpose stays ours.
      return row.way === "in" ? { ...row, name: what.name, size: what.size, step: row.asked ? { is: "waiting" } : row.step } : row;
    case "flowing":
      return { ...row, size: what.size, step: { is: "flowing", done: what.done, bytesPerSecond: what.bytesPerSecond } };
    case "received":
      return { ...row, step: { is: "received", file: what.file, sha256: what.sha256 } };
    case "delivered":
      return { ...row, step: { is: "delivered", sha256: what.sha256 } };
    case "stopped":
      return { ...row, step: { is: "stopped", reason: what.reason } };
  }
}

export function forgetFile(rows: readonly FileRow[], transfer: number): readonly FileRow[] {
  return rows.filter((row) => row.transfer !== transfer);
}
