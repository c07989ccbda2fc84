// The number told over the phone (受付番号): routing (3 to 6 digits), secret (6 digits), check digit (Damm over both). The twin of
// madoguchi.wire.number. The console draws the secret here; it never leaves the two ends.
//
// Article: 5.1

import { readUint32 } from "./bytes.js";
import { Misuse } from "./errors.js";

export const SECRET_DIGITS = 6;
const SHORTEST_ROUTING = 3;
const LONGEST_ROUTING = 6;
const SHORTEST = SHORTEST_ROUTING + SECRET_DIGITS + 1;
const LONGEST = LONGEST_ROUTING + SECRET_DIGITS + 1;
const LONGEST_TYPED = 64; // characters, separators included: more is no number, whatever it holds

// What people and input methods write between the groups; the long vowel marks are what the hyphen key gives in kana mode.
const BETWEEN = /[\p{Zs}\-\u2010-\u2015\u2212\u2043\u30fc\ufe58\ufe63\uff0d\uff70]/gu;

// H. M. Damm's quasigroup of order 10: totally anti-symmetric, so neighbours that change places change the digit.
const DAMM = [
  "0317598642",
  "7092154863",
  "4206871359",
  "1750983426",
  "6123045978",
  "3674209581",
  "5869720134",
  "8945362017",
  "9438617205",
  "2581436790",
] as const;

// How each length is said: digits per breath.
const BREATHS: Readonly<Record<number, readonly number[]>> = { 10: [3, 3, 4], 11: [3, 4, 4], 12: [4, 4, 4], 13: [3, 3, 3, 4] };
const SECRETS = 10 ** SECRET_DIGITS;
const FAIR_BELOW = 2 ** 32 - (2 ** 32 % SECRETS); // draws from here up would favour the small secrets

export type Random = (count: number) => Uint8Array;
export type NumberFault = "too_short" | "too_long" | "not_digits" | "check_digit";
export type PhoneNumber = { readonly routing: string; readonly secret: string };
export type Parsed = ({ readonly kind: "number" } & PhoneNumber) | { readonly kind: "bad"; readonly reason: NumberFault };

/** Six secret digits, each as likely as any other: draws that would favour some are thrown away. */
export function drawSecret(random: Random): string {
  for (;;) {
    const drawn = readUint32(random(4), 0);
    if (drawn < FAIR_BELOW) return String(drawn % SECRETS).padStart(SECRET_DIGITS, "0");
  }
}

/** The Damm digit over routing and secret, which stands last. */
export function checkDigit(routing: string, secret: string): string {
  if (!/^[0-9]*$/.test(routing + secret)) throw new Misuse("a number is made of ASCII digits");
  return damm(routing + secret);
}

/** `482 093 7561`: grouped as it is read aloud and shown. */
export function spoken({ routing, secret }: PhoneNumber): string {
  const inPlace = routing.length >= SHORTEST_ROUTING && routing.length <= LONGEST_ROUTING && secret.length === SECRET_DIGITS;
  if (!inPlace) throw new Misuse("a number has 3 to 6 routing digits and 6 secret digits");
  const digits = routing + secret + checkDigit(routing, secret);
  let at = 0;
  return (BREATHS[digits.length] ?? []).map((breath) => digits.slice(at, (at += breath))).join(" ");
}

/** What a person typed: ASCII or full-width digits with spaces and hyphens of any kind between, and nothing else. */
export function parseNumber(text: string): Parsed {
  if ([...text].length > LONGEST_TYPED) return bad("too_long");
  const digits = text.replace(BETWEEN, "").replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0));
  if (!/^[0-9]*$/.test(digits)) return bad("not_digits");
  if (digits.length < SHORTEST) return bad("too_short");
  if (digits.length > LONGEST) return bad("too_long");
  if (damm(digits) !== "0") return bad("check_digit"); // the digit itself makes the sum zero
  return { kind: "number", routing: digits.slice(0, -SECRET_DIGITS - 1), secret: digits.slice(-SECRET_DIGITS - 1, -1) };
}

function bad(reason: NumberFault): Parsed {
  return { kind: "bad", reason };
}

function damm(digits: string): string {
  let interim = "0";
  for (const digit of digits) interim = DAMM[Number(interim)]?.[Number(digit)] ?? "";
  return interim;
}
