// From the operator's mouse to pixels of the shared picture, as pure values: where the picture lies, which pixel is under
// the pointer, which buttons are down, and one queue that never lets a movement overtake a button or the wheel.
//
// Article: 5.5

import type { InputMessage } from "../wire/messages.gen.js";

export interface Size {
  readonly width: number;
  readonly height: number;
}
export interface Box extends Size {
  readonly left: number;
  readonly top: number;
}
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Where the picture lies in the room for it (CSS pixels). Fit never enlarges beyond one CSS pixel a picture pixel; 1:1 is
 * one *device* pixel a picture pixel, on a whole device pixel, so nothing is resampled. */
export function layout(room: Size, picture: Size, pixelRatio: number, fit: boolean): Box {
  const scale = fit
    ? Math.min(1, room.width / Math.max(1, picture.width), room.height / Math.max(1, picture.height))
    : 1 / pixelRatio;
  const width = picture.width * scale;
  const height = picture.height * scale;
  const onDevice = (length: number): number => Math.max(0, Math.floor((length * pixelRatio) / 2) / pixelRatio);
  return { left: onDevice(room.width - width), top: onDevice(room.height - height), width, height };
}

/** The picture pixel under a point of the page; outside is the nearest pixel of the edge. */
export function toPicture(at: Place, box: Box, picture: Size): Place {
  return {
    x: within(Math.floor(((at.x - box.left) * picture.width) / box.width), picture.width),
    y: within(Math.floor(((at.y - box.top) * picture.height) / box.height), picture.height),
  };
}

function within(value: number, size: number): number {
  return Number.isFinite(value) ? Math.max(0, Math.min(size - 1, value)) : 0;
}

// MouseEvent.buttons bit → our number.
const BUTTON_OF_BIT: readonly (readonly [bit: number, button: number])[] = [[1, 1], [4, 2], [2, 3], [8, 8], [16, 9]];
const WHEEL_NOTCH = 120;
// What one notch is in each WheelEvent.deltaMode: 100 pixels (Chromium, Safari), 3 lines (Firefox), 1 page.
const NOTCH_IN_MODE: readonly number[] = [100, 3, 1];
const INT16 = 32_767;

/** A WheelEvent's distance in units of which 120 are one notch; not rounded. */
export function wheelUnits(delta: number, mode: number): number {
  return (delta * WHEEL_NOTCH) / (NOTCH_IN_MODE[mode] ?? 100);
}

type Waiting = { readonly is: "move"; at: Place } | { readonly is: "wheel"; dx: number; dy: number; at: Place };

/** Movements and wheel wait for the animation frame and merge with their like; a button takes all before it along at once. */
export class PointerQueue {
  readonly #waiting: Waiting[] = [];
  readonly #rest = { dx: 0, dy: 0 };
  #sent: Place | null = null;
  #buttons = 0;

  /** Whether a button is held. */
  get pressing(): boolean {
    return this.#buttons !== 0;
  }

  move(at: Place): void {
    const last = this.#waiting.at(-1);
    if (last?.is === "move") last.at = at;
    else this.#waiting.push({ is: "move", at });
  }

  wheel(dx: number, dy: number, at: Place): void {
    const last = this.#waiting.at(-1);
    if (last?.is === "wheel" && last.at.x === at.x && last.at.y === at.y) {
      last.dx += dx;
      last.dy += dy;
    } else this.#waiting.push({ is: "wheel", dx, dy, at });
  }

  /** The browser's whole button state at an event; what differs from ours is pressed or let go, so no button-up is lost. */
  buttons(mask: number, at: Place): InputMessage[] {
    const changed = BUTTON_OF_BIT.filter(([bit]) => ((this.#buttons ^ mask) & bit) !== 0);
    if (changed.length === 0) return [];
    const before = this.frame();
    this.#buttons = mask;
    this.#sent = at;
    return [
      ...before,
      ...changed.map(([bit, button]): InputMessage => ({ is: "input.Button", down: (mask & bit) !== 0, button, x: at.x, y: at.y })),
    ];
  }

  /** Everything that waited, in order. Call once an animation frame. */
  frame(): InputMessage[] {
    return this.#waiting.splice(0).flatMap((one) => (one.is === "move" ? this.#moved(one.at) : this.#wheeled(one)));
  }

  /** Control is gone: forget what waited and what was held. */
  forget(): void {
    this.#waiting.length = 0;
    this.#buttons = 0;
    this.#sent = null;
    this.#rest.dx = this.#rest.dy = 0;
  }

  #moved(at: Place): InputMessage[] {
    if (this.#sent?.x === at.x && this.#sent.y === at.y) return [];
    this.#sent = at;
    return [{ is: "input.Pointer", x: at.x, y: at.y }];
  }

  #wheeled(one: { dx: number; dy: number; at: Place }): InputMessage[] {
    const dx = this.#whole("dx", one.dx);
    const dy = this.#whole("dy", one.dy);
    return dx === 0 && dy === 0 ? [] : [{ is: "input.Wheel", dx, dy, x: one.at.x, y: one.at.y }];
  }

  #whole(axis: "dx" | "dy", units: number): number {
    const sum = this.#rest[axis] + units;
    const whole = Math.max(-INT16, Math.min(INT16, Math.trunc(sum)));
    this.#rest[axis] = sum - Math.trunc(sum); // a touchpad's fractions add up; they are not thrown away
    return whole === 0 ? 0 : whole; // never -0
  }
}
