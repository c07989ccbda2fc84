// Puts the pieces together: facts, world, conductor, page. The world is handed in, so that the page can be opened on a stage.

import { Acts } from "./acts.js";
import { Conductor } from "./conductor.js";
import type { World } from "./conductor.js";
import type { FromWorker } from "../core/port.js";
import type { Facts } from "./facts.js";
import { secretInFragment } from "./number.js";
import { Page } from "./page.js";
import { readUint32 } from "../wire/bytes.js";

export interface OpenConsole {
  readonly hear: (said: FromWorker) => void;
  readonly fail: (what: string) => void;
  readonly conductor: Conductor;
}

export function openConsole(root: HTMLElement, facts: Facts, world: World): OpenConsole {
  const conductor = new Conductor(facts, world);
  const page = new Page(root, conductor, new Acts(conductor, readUint32(world.random(4), 0)));
  const given = secretInFragment(location.hash);
  if (location.hash !== "") history.replaceState(null, "", location.pathname + location.search); // the secret leaves the address at once
  void conductor.begin(given);
  setInterval(() => conductor.tick(), 1_000);
  return {
    conductor,
    hear: (said) => {
      page.hear(said);
      if (said.kind !== "cursor" && said.kind !== "cursor-shape" && said.kind !== "frame") conductor.hear(said);
    },
    fail: () => conductor.stuck("worker"),
  };
}
