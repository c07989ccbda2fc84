// Line icons on a 20×20 grid, built as DOM. They never stand alone: a word is always beside them or in the button's label.

const SVG = "http://www.w3.org/2000/svg";

const PATHS = {
  view: "M1.8 10S5 4.5 10 4.5 18.200 10 18.200 10 15 15.500 10 15.500 1.800 10 1.800 10Z M10 7.500a2.500 2.500 0 1 1 0 5 2.500 2.500 0 0 1 0-5Z",
  control: "M5 2.800 15.500 9.500 10.800 10.600 13.400 15.800 11.200 16.900 8.600 11.700 5 15Z",
  clipboard: "M7.500 3.500h5v2.500h-5Z M7.500 4.500H5v12.500h10V4.500h-2.500 M7.500 10h5 M7.500 13h5",
  files: "M5 2.500h6.500L15.500 6.500V17.500H5Z M11.500 2.500V6.500H15.500",
  chat: "M3 4h14v9.500H9.500L5.500 17V13.500H3Z",
  held: "M10 2.500a7.500 7.500 0 1 1 0 15 7.500 7.500 0 0 1 0-15Z M6.500 10.200 9 12.700 13.700 7.700",
  none: "M10 2.500a7.500 7.500 0 1 1 0 15 7.500 7.500 0 0 1 0-15Z M6.500 10h7",
  asked: "M10 2.500a7.500 7.500 0 1 1 0 15 7.500 7.500 0 0 1 0-15Z M10 5.800V10l3 1.800",
  paused: "M10 2.500a7.500 7.500 0 1 1 0 15 7.500 7.500 0 0 1 0-15Z M8 7v6 M12 7v6",
  warning: "M10 3 18 16.500H2Z M10 8v4 M10 14.200v.3",
  link: "M2.500 7.500a11 11 0 0 1 15 0 M5 10.300a7.300 7.300 0 0 1 10 0 M7.500 13a3.600 3.600 0 0 1 5 0 M10 15.800v.2",
  cut: "M2.500 7.500a11 11 0 0 1 5-2.700 M12.500 4.800a11 11 0 0 1 5 2.700 M7.500 13a3.600 3.600 0 0 1 5 0 M10 15.800v.2 M3.500 3.500l13 13",
  full: "M3 7V3h4 M13 3h4v4 M17 13v4h-4 M7 17H3v-4",
  keys: "M2.500 5h15v10h-15Z M5.500 8h.1 M8.500 8h.1 M11.500 8h.1 M14.500 8h.1 M6.500 12h7",
  text: "M4 4.500h12 M10 4.500V16 M7.500 16h5",
  fit: "M3 4h14v12H3Z M6.500 8.500v3 M6.500 10h7 M13.500 8.500v3",
  actual: "M3 4h14v12H3Z M6.800 8 8 7.200V13 M12 8l1.200-.8V13 M10.300 9v.1 M10.300 11.500v.1",
  refresh: "M16 6.500A7 7 0 1 0 17 10 M16.500 3v4h-4",
  end: "M6.200 5.500a6.500 6.500 0 1 0 7.600 0 M10 2.500V10",
  close: "M5 5l10 10 M15 5 5 15",
  send: "M3 10 17 3.500 12.500 17 9.500 11.500Z M9.500 11.500 17 3.500",
  upload: "M10 13V3.500 M6.500 7 10 3.500 13.500 7 M3.500 12.500V16.500h13V12.500",
  download: "M10 3.500V13 M6.500 9.500 10 13l3.500-3.500 M3.500 12.500V16.500h13V12.500",
  phone: "M4 3h3.500l1.500 4-2 1.500a9 9 0 0 0 4.500 4.500l1.500-2 4 1.500V16a1.500 1.500 0 0 1-1.500 1.500C8.500 17 3 11.500 2.500 4.500A1.500 1.500 0 0 1 4 3Z",
  person: "M10 3a3.300 3.300 0 1 1 0 6.600A3.300 3.300 0 0 1 10 3Z M3.500 17c.5-3.500 3-5 6.500-5s6 1.500 6.500 5",
  panel: "M3 4h14v12H3Z M12.500 4v12",
  down: "M5.500 8 10 12.500 14.500 8",
  mark: "M3 3h14v14H3Z M3 12.500h14 M6.500 12.500V9.500a3.500 3.500 0 0 1 7 0v3",
  case: "M3 6.500h14V16H3Z M7.500 6.500V4h5v2.500",
} as const;

export type IconName = keyof typeof PATHS;

export function icon(name: IconName, look = "icon"): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", look);
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  svg.dataset["icon"] = name;
  return svg;
}

/** Show another drawing in the same place. */
export function setIcon(svg: SVGSVGElement, name: IconName): void {
  if (svg.dataset["icon"] === name) return;
  svg.dataset["icon"] = name;
  svg.firstElementChild?.setAttribute("d", PATHS[name]);
}
