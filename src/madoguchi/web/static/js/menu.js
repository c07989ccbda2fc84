// A list that is pulled down from the head of the page (details.more-rooms): Escape, a press elsewhere, and the keyboard's going on
// close it. Without this script its own button does.
"use strict";

for (const list of document.querySelectorAll("details.more-rooms")) {
  list.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !list.open) return;
    list.open = false;
    list.querySelector("summary").focus();
  });
  list.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !list.contains(event.relatedTarget)) list.open = false;
  });
  document.addEventListener("pointerdown", (event) => {
    if (!list.contains(event.target)) list.open = false;
  });
}
