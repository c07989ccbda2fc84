// Where received files lie until the page saved them: the origin's private file system, in a folder of this worker's own. Nothing of a
// worker that is gone stays: each holds a lock as long as it lives, and who starts deletes every folder whose lock is free.
//
// Article: 5.6, 8.5

import type { Sink } from "../core/files.js";

const ROOT = "madoguchi-received";

export class FilesStore {
  readonly #name = crypto.randomUUID();
  readonly #kept = new Map<number, string>();
  readonly #folder: Promise<FileSystemDirectoryHandle>;

  constructor() {
    this.#folder = this.#begin();
    this.#folder.catch(() => undefined); // heard by whoever opens a file; a session without files needs no file system
  }

  /** A place for `size` bytes. Rejects when there is no room. */
  async open(transfer: number, name: string, size: number): Promise<Sink> {
    const folder = await this.#folder;
    const { quota = 0, usage = 0 } = await navigator.storage.estimate();
    if (size > quota - usage) throw new DOMException("no room", "QuotaExceededError");
    const entry = String(transfer);
    const place = await folder.getFileHandle(entry, { create: true });
    const access = await place.createSyncAccessHandle();
    access.truncate(0);
    access.truncate(size); // room is asked for once: each write that makes a file longer waits for another process
    this.#kept.set(transfer, entry);
    return new StoredSink(access, place, name, () => void this.forget(transfer));
  }

  /** The page saved the file, or never will. */
  async forget(transfer: number): Promise<void> {
    const entry = this.#kept.get(transfer);
    if (entry === undefined) return;
    this.#kept.delete(transfer);
    await (await this.#folder).removeEntry(entry);
  }

  /** Every file goes; the empty folder goes with the next worker's start. */
  async clear(): Promise<void> {
    await Promise.all([...this.#kept.keys()].map((transfer) => this.forget(transfer)));
  }

  async #begin(): Promise<FileSystemDirectoryHandle> {
    const root = await (await navigator.storage.getDirectory()).getDirectoryHandle(ROOT, { create: true });
    await hold(lockOf(this.#name));
    for await (const name of root.keys()) {
      if (name !== this.#name) await ifFree(lockOf(name), () => root.removeEntry(name, { recursive: true }));
    }
    return root.getDirectoryHandle(this.#name, { create: true });
  }
}

class StoredSink implements Sink {
  readonly #access: FileSystemSyncAccessHandle;
  readonly #place: FileSystemFileHandle;
  readonly #name: string;
  readonly #delete: () => void;
  #at = 0;
  #open = true;

  constructor(access: FileSystemSyncAccessHandle, place: FileSystemFileHandle, name: string, remove: () => void) {
    this.#access = access;
    this.#place = place;
    this.#name = name;
    this.#delete = remove;
  }

  write(data: Uint8Array): void {
    const written = this.#access.write(data as Uint8Array<ArrayBuffer>, { at: this.#at });
    if (written !== data.length) throw new DOMException("no room", "QuotaExceededError");
    this.#at += written;
  }

  async finish(): Promise<File> {
    this.#close();
    // Refers to the stored bytes and copies none. The type says nothing, so that no browser shows what a customer sent as a page.
    return new File([await this.#place.getFile()], this.#name, { type: "application/octet-stream" });
  }

  discard(): void {
    if (!this.#open) return;
    this.#close();
    this.#delete();
  }

  #close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#access.flush();
    this.#access.close();
  }
}

function lockOf(name: string): string {
  return `${ROOT}/${name}`;
}

/** Resolves when the lock is ours; it is, for as long as this worker lives. */
function hold(lock: string): Promise<void> {
  return new Promise((held, refused) => {
    const forever = (): Promise<never> => {
      held();
      return new Promise<never>(() => undefined);
    };
    navigator.locks.request(lock, forever).catch(refused);
  });
}

async function ifFree(lock: string, act: () => Promise<void>): Promise<void> {
  await navigator.locks.request(lock, { ifAvailable: true }, async (ours) => {
    if (ours !== null) await act().catch(() => undefined); // half deleted by another worker that starts now: as good
  });
}
