// Reads ../vectors: the examples that judge every program that speaks the protocol (vectors/README.md says what they hold).

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PeerError, reasonWord } from "../src/wire/errors.js";
import { fromHex } from "../src/wire/bytes.js";

const FOLDER = join(import.meta.dirname, "../../vectors");

export interface Named {
  readonly name: string;
  readonly article?: string;
}

/** The vectors of one file. */
export function vectors<Vector extends Named>(path: string): readonly Vector[] {
  if (!existsSync(join(FOLDER, path))) throw new Error(`vectors/${path} is missing`);
  return (JSON.parse(readFileSync(join(FOLDER, path), "utf8")) as { vectors: readonly Vector[] }).vectors;
}

/** `[5.2] name`: what a test of this vector is called. */
export function title({ name, article }: Named): string {
  return article === undefined ? name : `[${article}] ${name}`;
}

/** Bytes from hexadecimal with spaces for the reader's eye. */
export function bytes(text: string): Uint8Array<ArrayBuffer> {
  return fromHex(text.replaceAll(" ", ""));
}

/** The reason that `act` raises; null when it raises none. */
export function reasonOf(act: () => unknown): string | null {
  try {
    act();
  } catch (error) {
    if (error instanceof PeerError) return reasonWord(error.reason);
    throw error;
  }
  return null;
}

export async function reasonOfAsync(act: () => Promise<unknown>): Promise<string | null> {
  try {
    await act();
  } catch (error) {
    if (error instanceof PeerError) return reasonWord(error.reason);
    throw error;
  }
  return null;
}
