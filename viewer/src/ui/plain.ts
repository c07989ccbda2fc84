// What a peer wrote, made safe to look at: characters that are unseen, or that turn the reading direction round, are shown
// by their number, so "注文書[U+202E]fdp.exe" does not read as a PDF. Article: 5.6

const UNSEEN =
  // C0 and C1, soft hyphen, Arabic letter mark, zero width, direction marks and overrides, separators, BOM, private use, tags
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ue000-\uf8ff]|[\u{e0000}-\u{e0fff}]|\p{Cs}/gu;

function number(character: string): string {
  return `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]`;
}

/** One line: a name or a title. */
export function oneLine(text: string): string {
  return text.replace(UNSEEN, number);
}

/** Chat and purposes: line breaks and tabs stay. */
export function manyLines(text: string): string {
  return text.replace(/\r\n?/g, "\n").replace(UNSEEN, (character) => (character === "\n" || character === "\t" ? character : number(character)));
}
