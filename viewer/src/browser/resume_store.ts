// The resume key of a running session, for reloads of this page only: a CryptoKey that cannot be exported, so what lies in
// IndexedDB cannot be read out as bytes. It goes when the session ends, and after 10 minutes without use.
//
// Article: 8.1

export interface ResumeStore {
  keep(session: string, key: CryptoKey): Promise<void>;
  find(session: string): Promise<CryptoKey | null>;
  /** The session runs: the key is in use. */
  touch(session: string): Promise<void>;
  forget(session: string): Promise<void>;
}

interface Kept {
  readonly session: string;
  readonly key: CryptoKey;
  readonly usedAt: number; // ms
}

export const UNUSED_MS = 600_000;
const DATABASE = "madoguchi";
const KEYS = "resume";

export function isStale(usedAt: number, now: number): boolean {
  return !(now - usedAt <= UNUSED_MS && usedAt <= now + UNUSED_MS); // a clock set back does not keep a key for ever
}

export class BrowserResumeStore implements ResumeStore {
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  async keep(session: string, key: CryptoKey): Promise<void> {
    await this.#with((keys) => keys.put({ session, key, usedAt: this.#now() } satisfies Kept));
  }

  async find(session: string): Promise<CryptoKey | null> {
    await this.#sweep();
    const found = (await this.#with((keys) => keys.get(session))) as Kept | undefined;
    return found?.key ?? null;
  }

  async touch(session: string): Promise<void> {
    const found = (await this.#with((keys) => keys.get(session))) as Kept | undefined;
    if (found !== undefined) await this.keep(session, found.key);
  }

  async forget(session: string): Promise<void> {
    await this.#with((keys) => keys.delete(session));
  }

  async #sweep(): Promise<void> {
    const all = (await this.#with((keys) => keys.getAll())) as Kept[];
    for (const one of all) if (isStale(one.usedAt, this.#now())) await this.forget(one.session);
  }

  async #with<T>(act: (keys: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    const database = await open();
    try {
      const request = act(database.transaction(KEYS, "readwrite").objectStore(KEYS));
      return await done(request);
    } finally {
      database.close();
    }
  }
}

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(KEYS, { keyPath: "session" });
  return done(request);
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("IndexedDB"));
  });
}
