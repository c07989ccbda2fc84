// Sizes, times and rates for people. Digits only; the words around them are the catalogue's.

/** 0 B, 999 B, 1.2 kB, 35 MB: as madoguchi.base.words writes them. */
export function size(bytes: number): string {
  if (bytes < 1_000) return `${Math.round(bytes)} B`;
  let value = bytes;
  let unit = "B";
  for (unit of ["kB", "MB", "GB", "TB"]) {
    value /= 1_000;
    if (value < 999.5) break;
  }
  return `${value < 9.95 ? value.toFixed(1) : value.toFixed(0)} ${unit}`;
}

/** 0:07, 12:34, 1:02:03. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (value: number): string => String(value).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** Whole seconds from now to then, never below nought; rounded up, so that 0 means over. */
export function secondsUntil(then: number, now: number): number {
  return Math.max(0, Math.ceil((then - now) / 1000));
}

/** 14:05, in Japan. */
export function timeOfDay(ms: number): string {
  return new Intl.DateTimeFormat("ja-JP", { timeZone: "Asia/Tokyo", hour: "2-digit", minute: "2-digit", hour12: false }).format(ms);
}

/** A SHA-256 in eights, so that two people can compare it. */
export function digest(hex: string): string {
  return hex.replace(/.{8}(?=.)/g, "$& ");
}
