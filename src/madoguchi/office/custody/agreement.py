"""Whether a file is one that the customer's own program said it sent. Article: 5.6"""

from __future__ import annotations

import json

from madoguchi.office.books import Books
from madoguchi.office.ids import CaseId, SessionId


def stated_session(books: Books, case_id: CaseId, digest: str) -> SessionId | None:
    """The session of this case in which the host signed for sending a file with this SHA-256; the newest of several."""
    sessions = sorted(books.sessions.of_case(case_id), key=lambda one: one.created_at, reverse=True)
    for session in sessions:
        for item in books.ledger.about([session.id]):
            if item.entry.kind != "file:sent":
                continue
            body = json.loads(str(item.payload["statement"]))["body"]
            if body["direction"] == "from_customer" and body.get("sha256") == digest:
                return session.id
    return None
