// The few globals that wire needs and that every platform of ours has (browsers, workers, node). Nothing of the DOM.

declare class TextEncoder {
  encode(text?: string): Uint8Array<ArrayBuffer>;
}

declare class TextDecoder {
  constructor(label?: string, options?: { readonly fatal?: boolean; readonly ignoreBOM?: boolean });
  decode(data?: Uint8Array): string;
}
