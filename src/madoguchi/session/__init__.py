"""The machines of a session: tables with the person in the key. No bytes, no clock, no network."""
