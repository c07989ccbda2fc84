"""What states, sources and verdicts of received files are called on screens. Article: 8.4"""

from __future__ import annotations

from typing import Final

from madoguchi.base.word_keys import Key
from madoguchi.office.custody.ports import Holding, Source, Verdict

HOLDING_KEYS: Final[dict[Holding, Key]] = {
    Holding.KEPT: "custody.holding.kept",
    Holding.RETURNED: "custody.holding.returned",
    Holding.DESTROYED: "custody.holding.destroyed",
}
SOURCE_KEYS: Final[dict[Source, Key]] = {
    Source.EMAIL: "custody.source.email",
    Source.MEDIUM: "custody.source.medium",
    Source.SESSION: "custody.source.session",
    Source.OTHER: "custody.source.other",
}
VERDICT_KEYS: Final[dict[Verdict, Key]] = {
    Verdict.CLEAN: "custody.verdict.clean",
    Verdict.NOT_CLEAN: "custody.verdict.not_clean",
    Verdict.UNKNOWN: "custody.verdict.unknown",
}
