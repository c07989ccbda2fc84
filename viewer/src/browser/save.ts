// Saving what came from the customer, on a click: into a file that the operator chooses, else as a download.

interface SavePicker {
  showSaveFilePicker?: (options: { suggestedName: string }) => Promise<{ createWritable(): Promise<WritableStream<Uint8Array>> }>;
}

const UNSAFE = /[\u0000-\u001f\u007f-\u009f\\/:*?"<>|\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** A name for this computer's disk: one component, nothing unseen, never a leading dot. */
export function safeName(name: string): string {
  const safe = name.normalize("NFC").replace(UNSAFE, "_").replace(/^[. ]+|[. ]+$/g, "").slice(-200);
  return safe === "" ? "file" : safe;
}

/** True when the file is saved or its download began; false when the operator changed their mind. */
export async function saveFile(file: File, name: string): Promise<boolean> {
  const suggestedName = safeName(name);
  const { showSaveFilePicker } = window as SavePicker;
  if (showSaveFilePicker !== undefined) {
    try {
      const target = await showSaveFilePicker.call(window, { suggestedName });
      await file.stream().pipeTo(await target.createWritable());
      return true;
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") return false;
      // A policy or the browser forbids the picker: download instead.
    }
  }
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = address;
  link.download = suggestedName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000); // the download reads on after the click
  return true;
}
