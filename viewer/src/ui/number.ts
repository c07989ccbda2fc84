// The number as this page shows it; its grammar is wire/number.ts.

import { SECRET_DIGITS, spoken } from "../wire/number.js";

/** As it is said, group by group: 482, 093, 7561. */
export function groups(routing: string, secret: string): readonly string[] {
  return spoken({ routing, secret }).split(" ");
}

/** The secret in an address's fragment (`#secret=093756`), or null. */
export function secretInFragment(fragment: string): string | null {
  const [, name, value = ""] = /^#(\w+)=(\d+)$/.exec(fragment) ?? [];
  return name === "secret" && value.length === SECRET_DIGITS ? value : null;
}
