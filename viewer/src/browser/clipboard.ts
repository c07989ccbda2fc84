// The operator's own clipboard, read and written only on a click: never by itself.

/** The clipboard's text, or null when the browser or the person says no. */
export async function readClipboard(): Promise<string | null> {
  try {
    return await navigator.clipboard.readText();
  } catch {
    return null; // no permission, or a browser that has no such call: the person can paste into the box
  }
}

/** True when the text is on the clipboard. */
export async function writeClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
