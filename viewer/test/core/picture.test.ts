import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { libzstd, zstdReady } from "../../src/core/coding_zstd.js";
import { CANVAS_PIXELS, Picture, type Shown } from "../../src/core/picture.js";
import { CELL, KEPT_CELLS, type PictureMessage, type PictureTile, TileCoding } from "../../src/wire/messages.gen.js";
import { reasonOf } from "../vectors.js";

const PYTHON = join(import.meta.dirname, "../../../.venv/bin/python");

/** What libzstd makes of bytes; node 20 has none of its own. */
function zstd(...pieces: readonly Uint8Array[]): Uint8Array[] {
  const program = "import sys,json,zstandard;print(json.dumps([zstandard.compress(bytes.fromhex(p),1).hex() for p in json.load(sys.stdin)]))";
  const input = JSON.stringify(pieces.map((piece) => Buffer.from(piece).toString("hex")));
  return (JSON.parse(execFileSync(PYTHON, ["-c", program], { input, encoding: "utf8" })) as string[]).map((text) => new Uint8Array(Buffer.from(text, "hex")));
}

/** The pieces as the host's stream says them: whole blocks, flushed after each; `last` ends the frame. */
function stream(pieces: readonly Uint8Array[], last = false): Uint8Array[] {
  const program = [
    "import sys,json,zstandard as z",
    "c=z.ZstdCompressor(compression_params=z.ZstdCompressionParameters.from_level(5,window_log=22,write_content_size=0)).compressobj()",
    `said=[c.compress(bytes.fromhex(p))+c.flush(${last ? "z.COMPRESSOBJ_FLUSH_FINISH" : "z.COMPRESSOBJ_FLUSH_BLOCK"}) for p in json.load(sys.stdin)]`,
    "said[0]=said[0][6:]",
    "print(json.dumps([s.hex() for s in said]))",
  ].join("\n");
  const input = JSON.stringify(pieces.map((piece) => Buffer.from(piece).toString("hex")));
  return (JSON.parse(execFileSync(PYTHON, ["-c", program], { input, encoding: "utf8" })) as string[]).map((text) => new Uint8Array(Buffer.from(text, "hex")));
}

function indexed(first: number, count: number, strip: number, blocks: Uint8Array, width: number, height: number): PictureTile {
  const data = new Uint8Array(5 + blocks.length);
  new DataView(data.buffer).setUint16(0, first);
  new DataView(data.buffer).setUint16(2, count);
  data[4] = strip;
  data.set(blocks, 5);
  return tile({ width, height, coding: TileCoding.INDEXED, data });
}

function tile(parts: Partial<PictureTile>): PictureTile {
  return { is: "picture.Tile", x: 0, y: 0, width: 1, height: 1, coding: TileCoding.SOLID, data: Uint8Array.of(1, 2, 3), ...parts };
}

/** A picture with a canvas, and a way to look at its pixels as RGB triples. */
function canvas(width: number, height: number): { picture: Picture; at: (x: number, y: number) => number[] } {
  const picture = new Picture();
  const shown = picture.hear({ is: "picture.Canvas", width, height });
  if (shown?.show !== "canvas") throw new Error("no canvas");
  return { picture, at: (x, y) => Array.from(shown.pixels.subarray(4 * (y * width + x), 4 * (y * width + x) + 4)) };
}

function frame(picture: Picture): Extract<Shown, { show: "frame" }> {
  const shown = picture.hear({ is: "picture.FrameEnd", frame: 1 });
  if (shown?.show !== "frame") throw new Error("no frame");
  return shown;
}

beforeAll(() => zstdReady());

describe("what is shown", () => {
  test("[5.1] a new canvas is black and shown whole with its first frame", () => {
    const { picture, at } = canvas(3, 2);
    expect(at(2, 1)).toEqual([0, 0, 0, 255]);
    expect(frame(picture).rects).toEqual([{ x: 0, y: 0, width: 3, height: 2 }]);
    expect(frame(picture).rects).toEqual([]);
  });

  test("a solid tile fills its rectangle and nothing else", () => {
    const { picture, at } = canvas(4, 4);
    picture.hear(tile({ x: 1, y: 1, width: 2, height: 2, data: Uint8Array.of(10, 20, 30) }));
    expect([at(1, 1), at(2, 2)]).toEqual([[30, 20, 10, 255], [30, 20, 10, 255]]);
    expect([at(0, 1), at(3, 2), at(1, 0), at(1, 3)]).toEqual(Array(4).fill([0, 0, 0, 255]));
  });

  test("a zstd tile is exact: blue, green, red, row by row", () => {
    const { picture, at } = canvas(200, 100);
    const raw = Uint8Array.from({ length: 3 * 64 * 48 }, (_, index) => (index * 7) % 251);
    const [data = new Uint8Array()] = zstd(raw);
    picture.hear(tile({ x: 100, y: 40, width: 64, height: 48, coding: TileCoding.ZSTD_BGR, data }));
    for (const [x, y] of [[0, 0], [63, 0], [0, 47], [63, 47], [17, 31]] as const) {
      const from = 3 * (y * 64 + x);
      expect(at(100 + x, 40 + y)).toEqual([raw[from + 2], raw[from + 1], raw[from], 255]);
    }
    expect(at(99, 40)).toEqual([0, 0, 0, 255]);
  });

  test.each([[1, 0], [-1, 0], [0, 1], [0, -1], [1, 1], [-1, -1], [1, -1], [-1, 1]])("a copy that overlaps itself by %i, %i is exact", (dx, dy) => {
    const { picture, at } = canvas(6, 6);
    const colour = (x: number, y: number): number[] => [10 * x, 10 * y, 7, 255];
    for (let y = 0; y < 6; y += 1) for (let x = 0; x < 6; x += 1) picture.hear(tile({ x, y, data: Uint8Array.of(7, 10 * y, 10 * x) }));
    picture.hear({ is: "picture.Copy", x: 1, y: 1, width: 4, height: 4, to_x: 1 + dx, to_y: 1 + dy });
    for (let y = 1; y < 5; y += 1) for (let x = 1; x < 5; x += 1) expect(at(x + dx, y + dy)).toEqual(colour(x, y));
  });

  test("[6.1] cells that were kept come back, the cut ones at the edge too", () => {
    const { picture, at } = canvas(CELL + 10, CELL + 5);
    const colours = [[1, 2, 3], [4, 5, 6], [7, 8, 9], [10, 11, 12]].map((bytes) => Uint8Array.from(bytes));
    const places = [[0, 0], [CELL, 0], [0, CELL], [CELL, CELL]] as const;
    const paint = (): void =>
      places.forEach(([x, y], index) => {
        picture.hear(tile({ x, y, width: x === 0 ? CELL : 10, height: y === 0 ? CELL : 5, data: colours[index] ?? new Uint8Array() }));
      });
    paint();
    picture.hear({ is: "picture.Keep", left: 0, top: 0, across: 2, down: 2 });
    picture.hear(tile({ width: CELL + 10, height: CELL + 5 }));
    frame(picture);
    picture.hear({ is: "picture.Known", left: 0, top: 0, across: 2, down: 2, first: 0 });
    expect(frame(picture).rects).toEqual([{ x: 0, y: 0, width: CELL + 10, height: CELL + 5 }]);
    expect([at(0, 0), at(CELL - 1, CELL - 1), at(CELL, 0), at(CELL - 1, CELL), at(CELL + 9, CELL + 4)].map((pixel) => pixel[2])).toEqual([1, 1, 4, 7, 10]);
  });

  test("what is too long ago, of another size, or of another canvas, is not known", () => {
    const { picture } = canvas(CELL + 10, CELL);
    const keep = (): unknown => picture.hear({ is: "picture.Keep", left: 0, top: 0, across: 2, down: 1 });
    const put = (left: number, first: number): string | null => reasonOf(() => picture.hear({ is: "picture.Known", left, top: 0, across: 1, down: 1, first }));
    expect(put(0, 0)).toBe("malformed");
    keep();
    expect([put(0, 0), put(1, 1), put(0, 1), put(1, 0), put(0, 2)]).toEqual([null, null, "malformed", "malformed", "malformed"]);
    for (let round = 0; round < KEPT_CELLS / 2; round += 1) keep();
    expect([put(0, 0), put(1, 1), put(0, 2), put(1, KEPT_CELLS + 1)]).toEqual(["malformed", "malformed", null, null]);
    picture.hear({ is: "picture.Canvas", width: CELL + 10, height: CELL });
    expect(put(0, 2)).toBe("malformed");
  });

  test("very many rectangles are shown as the one round them", () => {
    const { picture } = canvas(100, 100);
    frame(picture);
    for (let at = 0; at < 90; at += 1) picture.hear(tile({ x: at, y: at }));
    expect(frame(picture).rects.length).toBeLessThanOrEqual(64);
    for (let at = 0; at < 64; at += 1) picture.hear(tile({ x: at, y: at }));
    expect(frame(picture).rects).toHaveLength(64);
  });

  test("a cursor: its place, and its looks with red and blue in order", () => {
    const { picture } = canvas(10, 10);
    expect(picture.hear({ is: "picture.CursorAt", x: 3, y: 4, visible: true })).toEqual({ show: "cursor", x: 3, y: 4, visible: true });
    const [data = new Uint8Array()] = zstd(Uint8Array.of(1, 2, 3, 128, 4, 5, 6, 255));
    const shape = picture.hear({ is: "picture.CursorShape", width: 2, height: 1, hot_x: 1, hot_y: 0, data });
    expect(shape).toMatchObject({ show: "cursor-shape", width: 2, height: 1, hotX: 1, hotY: 0 });
    expect(shape?.show === "cursor-shape" ? Array.from(shape.rgba) : []).toEqual([3, 2, 1, 128, 6, 5, 4, 255]);
  });
});

describe("indexed tiles", () => {
  const [RED, GREEN, BLUE] = [[0, 0, 200], [0, 150, 0], [90, 0, 0]] as const; // blue, green, red
  /** Two colours and a tile of 2 by 3 in strips of 2 rows; then a tile of 1 by 1 that adds one; then one that begins anew. */
  const said = [
    Uint8Array.from([...RED, ...GREEN, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0, 0, 0]),
    Uint8Array.from([...BLUE, 2, 0]),
    Uint8Array.from([...BLUE, 0, 0]),
    Uint8Array.from([2, 0]),
  ];
  const [one = new Uint8Array(), two = new Uint8Array(), three = new Uint8Array(), four = new Uint8Array()] = stream(said);

  test("columns of a strip from its top, strips from the top; colours stay known; a canvas forgets them", () => {
    const { picture, at } = canvas(2, 3);
    picture.hear(indexed(0, 2, 2, one, 2, 3));
    const [red, green, blue] = [[200, 0, 0, 255], [0, 150, 0, 255], [0, 0, 90, 255]];
    expect([at(0, 0), at(0, 1), at(1, 0), at(1, 1), at(0, 2), at(1, 2)]).toEqual([red, green, green, red, green, red]);
    picture.hear(indexed(2, 1, 1, two, 1, 1));
    expect(at(0, 0)).toEqual(blue);
    picture.hear({ is: "picture.Canvas", width: 2, height: 3 });
    picture.hear(indexed(0, 2, 2, one, 2, 3));
    expect(at(1, 0)).toEqual(green);
  });

  test("colours from `first` on are forgotten", () => {
    const { picture, at } = canvas(2, 3);
    for (const [first, count, blocks, width, height] of [[0, 2, one, 2, 3], [2, 1, two, 1, 1], [0, 1, three, 1, 1]] as const) {
      picture.hear(indexed(first, count, 2, blocks, width, height));
    }
    expect(at(0, 0)).toEqual([0, 0, 90, 255]);
    expect(reasonOf(() => picture.hear(indexed(1, 0, 1, four, 1, 1)))).toBe("malformed");
  });

  const [whole = new Uint8Array()] = stream([said[0] ?? new Uint8Array()], true);
  const big = stream([new Uint8Array(64 * 1024 * 1024)])[0] ?? new Uint8Array();
  test.each<readonly [string, PictureTile]>([
    ["no head", tile({ coding: TileCoding.INDEXED, data: Uint8Array.of(0, 0, 0, 0) })],
    ["no blocks", indexed(0, 2, 2, new Uint8Array(0), 2, 3)],
    ["strips of nothing", indexed(0, 2, 0, one, 2, 3)],
    ["colours that leave a hole", indexed(1, 2, 2, one, 2, 3)],
    ["more numbers than pixels", indexed(0, 2, 2, one, 1, 3)],
    ["fewer numbers than pixels", indexed(0, 2, 2, one, 2, 4)],
    ["fewer colours than it has", indexed(0, 1, 2, one, 2, 3)],
    ["half a block", indexed(0, 2, 2, one.slice(0, -1), 2, 3)],
    ["a block's head alone", indexed(0, 2, 2, one.slice(0, 2), 2, 3)],
    ["a frame that ends", indexed(0, 2, 2, whole, 2, 3)],
    ["a block of a reserved kind", indexed(0, 2, 2, Uint8Array.of(6, 0, 0), 2, 3)],
    ["a block that is no zstd", indexed(0, 2, 2, Uint8Array.of(4 | (4 << 3), 0, 0, 255, 255, 255, 255), 2, 3)],
    ["a repeat of what was never said", indexed(0, 2, 2, two, 1, 1)],
    ["a bomb", indexed(0, 0, 1, big, 4, 4)],
  ])("malformed, and the next picture goes on: %s", (_name, message) => {
    const { picture } = canvas(4, 4);
    expect(reasonOf(() => picture.hear(message))).toBe("malformed");
    picture.close();
    const { picture: next, at } = canvas(2, 3);
    next.hear(indexed(0, 2, 2, one, 2, 3));
    expect(at(0, 0)).toEqual([200, 0, 0, 255]);
  });

  test("a thousand pictures hold no memory of the decoder's", () => {
    const onePicture = (): void => {
      const { picture } = canvas(2, 3);
      picture.hear(indexed(0, 2, 2, one, 2, 3));
      picture.close();
    };
    onePicture();
    const held = libzstd().memory.buffer.byteLength;
    for (let round = 0; round < 1_000; round += 1) onePicture();
    expect(libzstd().memory.buffer.byteLength).toBe(held);
  });
});

describe("hostile picture messages are malformed, and touch nothing", () => {
  const [good = new Uint8Array(), bomb = new Uint8Array()] = zstd(new Uint8Array(3 * 16), new Uint8Array(64 * 1024 * 1024));
  const claims = Uint8Array.from(good);
  const hostile: readonly (readonly [string, PictureMessage])[] = [
    ["a canvas without width", { is: "picture.Canvas", width: 0, height: 10 }],
    ["a canvas of 65535 by 65535", { is: "picture.Canvas", width: 65_535, height: 65_535 }],
    ["a canvas longer than any browser's", { is: "picture.Canvas", width: 16_385, height: 1 }],
    ["a tile without height", tile({ height: 0 })],
    ["a tile over the right edge", tile({ x: 99, width: 2 })],
    ["a tile over the lower edge", tile({ y: 99, height: 2 })],
    ["a tile far outside", tile({ x: 65_535, y: 65_535 })],
    ["a solid tile of two bytes", tile({ data: Uint8Array.of(1, 2) })],
    ["a solid tile of four bytes", tile({ data: Uint8Array.of(1, 2, 3, 4) })],
    ["a zstd tile that is none", tile({ coding: TileCoding.ZSTD_BGR, data: Uint8Array.of(1, 2, 3) })],
    ["an empty zstd tile", tile({ coding: TileCoding.ZSTD_BGR, data: new Uint8Array(0) })],
    ["a zstd tile that gives more than its pixels", tile({ coding: TileCoding.ZSTD_BGR, width: 3, height: 5, data: good })],
    ["a zstd tile that gives less", tile({ coding: TileCoding.ZSTD_BGR, width: 4, height: 5, data: good })],
    ["a zstd tile cut short", tile({ coding: TileCoding.ZSTD_BGR, width: 4, height: 4, data: claims.slice(0, -3) })],
    ["a zstd bomb", tile({ coding: TileCoding.ZSTD_BGR, width: 4, height: 4, data: bomb })],
    ["a copy from outside", { is: "picture.Copy", x: 90, y: 0, width: 11, height: 1, to_x: 0, to_y: 0 }],
    ["a copy to outside", { is: "picture.Copy", x: 0, y: 0, width: 11, height: 1, to_x: 90, to_y: 0 }],
    ["a copy of nothing", { is: "picture.Copy", x: 0, y: 0, width: 0, height: 0, to_x: 0, to_y: 0 }],
    ["cells of nothing", { is: "picture.Keep", left: 0, top: 0, across: 0, down: 1 }],
    ["cells beyond the grid", { is: "picture.Keep", left: 1, top: 1, across: 2, down: 1 }],
    ["65535 by 65535 cells", { is: "picture.Keep", left: 0, top: 0, across: 65_535, down: 65_535 }],
    ["cells that nobody kept", { is: "picture.Known", left: 0, top: 0, across: 1, down: 1, first: 0 }],
    ["65535 by 65535 known cells", { is: "picture.Known", left: 0, top: 0, across: 65_535, down: 65_535, first: 0xffffffff }],
    ["a cursor of 65535 by 65535", { is: "picture.CursorShape", width: 65_535, height: 65_535, hot_x: 0, hot_y: 0, data: good }],
    ["a cursor without size", { is: "picture.CursorShape", width: 0, height: 0, hot_x: 0, hot_y: 0, data: good }],
    ["a cursor that points elsewhere", { is: "picture.CursorShape", width: 4, height: 3, hot_x: 5, hot_y: 0, data: good }],
    ["a cursor of other bytes", { is: "picture.CursorShape", width: 4, height: 4, hot_x: 0, hot_y: 0, data: good }],
  ];

  test.each(hostile)("%s", (_name, message) => {
    const { picture, at } = canvas(100, 100);
    picture.hear(tile({ x: 99, y: 99, data: Uint8Array.of(9, 9, 9) }));
    expect(reasonOf(() => picture.hear(message))).toBe("malformed");
    expect([at(0, 0), at(98, 99), at(99, 99)]).toEqual([[0, 0, 0, 255], [0, 0, 0, 255], [9, 9, 9, 255]]);
  });

  test("a tile of more pixels than a tile may have", () => {
    const { picture } = canvas(1_000, 1_000);
    expect(reasonOf(() => picture.hear(tile({ width: 257, height: 256 })))).toBe("malformed");
  });

  test.each<PictureMessage>([tile({}), { is: "picture.FrameEnd", frame: 0 }, { is: "picture.Copy", x: 0, y: 0, width: 1, height: 1, to_x: 0, to_y: 0 }])(
    "$is before any canvas", (message) => {
      expect(reasonOf(() => new Picture().hear(message))).toBe("malformed");
    },
  );

  test("the decoder goes on after refusing", () => {
    const { picture, at } = canvas(4, 4);
    for (let round = 0; round < 50; round += 1) reasonOf(() => picture.hear(tile({ coding: TileCoding.ZSTD_BGR, width: 4, height: 4, data: bomb })));
    const [data = new Uint8Array()] = zstd(new Uint8Array(48).fill(77));
    picture.hear(tile({ coding: TileCoding.ZSTD_BGR, width: 4, height: 4, data }));
    expect(at(3, 3)).toEqual([77, 77, 77, 255]);
  });

  test("the largest canvas is 8K", () => {
    expect(CANVAS_PIXELS * 4).toBeLessThan(134_000_000);
  });
});
