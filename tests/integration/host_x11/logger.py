"""A program with one window that prints what it hears, a JSON line each."""

from __future__ import annotations

import json
import sys

import xcffib
import xcffib.xproto


def say(kind: str, **more: object) -> None:
    print(json.dumps({"kind": kind, **more}), flush=True)


def main() -> None:
    x, y, width, height = map(int, sys.argv[1:5])
    conn = xcffib.Connection()
    core, screen = conn.core, conn.setup.roots[conn.pref_screen]
    window = conn.generate_id()
    cw, events = xcffib.xproto.CW, xcffib.xproto.EventMask
    mask = events.KeyPress | events.KeyRelease | events.ButtonPress | events.ButtonRelease
    mask |= events.PointerMotion | events.Exposure | events.FocusChange
    depth, visual = screen.root_depth, screen.root_visual
    values = [0x3366CC, mask]
    core.CreateWindow(
        depth, window, screen.root, x, y, width, height, 0, 1, visual, cw.BackPixel | cw.EventMask, values
    )

    def atom(name: str) -> int:
        return core.InternAtom(False, len(name), name).reply().atom

    title = sys.argv[5].encode()
    core.ChangeProperty(0, window, atom("_NET_WM_NAME"), atom("UTF8_STRING"), 8, len(title), title)
    hints = [1, x, y, width, height, *[0] * 13]
    core.ChangeProperty(0, window, atom("WM_NORMAL_HINTS"), atom("WM_SIZE_HINTS"), 32, 18, hints)
    core.MapWindow(window)
    conn.flush()
    say("window", window=window)
    while True:
        event = conn.wait_for_event()
        name = type(event).__name__.removesuffix("Event")
        match name:
            case "KeyPress" | "KeyRelease":
                say("key-down" if name == "KeyPress" else "key-up", code=event.detail, state=event.state)
            case "ButtonPress" | "ButtonRelease":
                down = name == "ButtonPress"
                say("button-down" if down else "button-up", button=event.detail, x=event.event_x, y=event.event_y)
            case "MotionNotify":
                say("motion", x=event.event_x, y=event.event_y)
            case "Expose" if event.count == 0:
                say("expose")
            case "FocusIn" | "FocusOut":
                say(name.lower())


main()
