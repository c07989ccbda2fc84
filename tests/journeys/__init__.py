"""Journeys: nothing faked. Server process, host on a virtual desktop, console in headless Chromium."""
