// The few globals that core needs beside wire's. Nothing of the DOM: what a page or a worker owns is an opaque name here.

/** A key that WebCrypto holds; what is inside is not ours to read. */
interface CryptoKey {
  readonly type: string;
  readonly extractable: boolean;
}

interface CryptoKeyPair {
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
}

interface Subtle {
  importKey(format: "raw", data: Uint8Array, algorithm: string, extractable: boolean, usages: readonly string[]): Promise<CryptoKey>;
  encrypt(how: AesGcm, key: CryptoKey, data: Uint8Array): Promise<ArrayBuffer>;
  decrypt(how: AesGcm, key: CryptoKey, data: Uint8Array): Promise<ArrayBuffer>;
  deriveBits(how: Hkdf, key: CryptoKey, bits: number): Promise<ArrayBuffer>;
  sign(algorithm: "Ed25519", key: CryptoKey, data: Uint8Array): Promise<ArrayBuffer>;
}

interface AesGcm {
  readonly name: "AES-GCM";
  readonly iv: Uint8Array;
  readonly additionalData: Uint8Array;
}

interface Hkdf {
  readonly name: "HKDF";
  readonly hash: "SHA-256";
  readonly salt: Uint8Array;
  readonly info: Uint8Array;
}

declare const crypto: {
  readonly subtle: Subtle;
};

/** Owned by the page or the worker; core only passes them on. */
interface OffscreenCanvas {
  width: number;
  height: number;
}

interface File {
  readonly name: string;
  readonly size: number;
}
