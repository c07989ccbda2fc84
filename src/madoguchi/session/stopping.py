"""Stop: what happens, in which order, whoever stops. Release first, tell last.

It is a list and not a negotiation: no answer from anybody is waited for between its steps. The host performs it on a
thread of its own (host/stop). Article: 5.3
"""

from __future__ import annotations

from madoguchi.session.grants import Grants
from madoguchi.session.lifecycle import Lifecycle
from madoguchi.session.roles import By, Effect, TellEnding, WipeKeys
from madoguchi.wire.vocabulary import Ending


def stop(lifecycle: Lifecycle, grants: Grants, by: By, ending: Ending) -> list[Effect]:
    """End the session: nothing is injected, nothing captured, the others are told, then the keys go.

    An empty list when it had ended before. Raises PeerError for an ending that is not theirs to give.
    """
    if not lifecycle.end(by, ending):
        return []
    return [*grants.drop_all(), TellEnding(ending), WipeKeys()]
