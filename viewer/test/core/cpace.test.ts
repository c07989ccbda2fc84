import { describe, expect, test } from "vitest";
import { generator, lvCat, publicShare, sessionKey, sharedPoint } from "../../src/core/cpace.js";
import { hex } from "../../src/wire/bytes.js";

// testvectors.json of draft-irtf-cfrg-cpace-21 (BSD licence), G_25519 and X25519_points.
const OFFICIAL = {
  PRS: "UGFzc3dvcmQ=",
  CI: "b2MLQl9yZXNwb25kZXILQV9pbml0aWF0b3I=",
  sid: "fktHkdao7wGbk2x5+38sVw==",
  g: "ZOgJnj6mgs/cXLZlwFfrtRTQa/I+vJ90O1G4IkIycHQ=",
  ya: "IbT0vZ5k7TVcPrZ2oo6+2vbY8XvcNlmVsxkJcVMEQIA=",
  ADa: "QURh",
  Ya: "GwLa1tvSmge20oyeBMsvGE8HNDUOMrt+Yv+dvP22PRU=",
  yb: "hIsHef9BXwr06hTfndHTwprEHYNseAiJbE66GcUaxAo=",
  ADb: "QURi",
  Yb: "IM2llV+CxJMVRby/QHWM4QENfbTbKpBwE9eceo/PlX8=",
  K: "+X/fz/8cmD7WKDhWpAHeMZHKkZkCsyPF+VDJcD33KXo=",
  ISK_IR: "oFHuXuJJnRbaP2n0MCGLjqlKGKRbZ/noZJWzgsM9FKXDjOzAzINPlg454NG/fXa5711U7sxeDzhsl60S2ow9Xw==",
} as const;
const LOW_ORDER = {
  Y0: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
  Y1: "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
  Y2: "7P///////////////////////////////////////38=",
  Y3: "4Ot6fDtBuK4WVuP68Z/EatoJjeucMrH9hmIFFl9JuAA=",
  Y4: "X5yVvKNQjCSx0LFVnIPvWwREXMRYHI6G2CJO3dCfEVc=",
  Y5: "7f///////////////////////////////////////38=",
  Y7: "7v///////////////////////////////////////38=",
} as const;

function of(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "base64"));
}

describe("[8.1] CPace, official vectors", () => {
  test("generator", () => {
    expect(hex(generator(of(OFFICIAL.PRS), of(OFFICIAL.CI), of(OFFICIAL.sid)))).toBe(hex(of(OFFICIAL.g)));
  });

  test("shares, common point and session key", () => {
    const base = of(OFFICIAL.g);
    expect(hex(publicShare(of(OFFICIAL.ya), base))).toBe(hex(of(OFFICIAL.Ya)));
    expect(hex(publicShare(of(OFFICIAL.yb), base))).toBe(hex(of(OFFICIAL.Yb)));
    const point = sharedPoint(of(OFFICIAL.ya), of(OFFICIAL.Yb));
    expect(hex(point)).toBe(hex(of(OFFICIAL.K)));
    expect(hex(sharedPoint(of(OFFICIAL.yb), of(OFFICIAL.Ya)))).toBe(hex(point));
    const key = sessionKey(of(OFFICIAL.sid), point, { share: of(OFFICIAL.Ya), data: of(OFFICIAL.ADa) }, { share: of(OFFICIAL.Yb), data: of(OFFICIAL.ADb) });
    expect(hex(key)).toBe(hex(of(OFFICIAL.ISK_IR)));
  });

  test.each(Object.entries(LOW_ORDER))("a share of low order is refused: %s", (_name, share) => {
    expect(() => sharedPoint(of(OFFICIAL.ya), of(share))).toThrow(/malformed/);
  });

  test("lengths of 128 and more take two bytes", () => {
    expect(hex(lvCat(new Uint8Array(128)).slice(0, 2))).toBe("8001");
    expect(hex(lvCat(new Uint8Array(0), Uint8Array.of(7)))).toBe("000107");
  });
});
