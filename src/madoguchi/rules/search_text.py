"""What a name is found by: however it is typed, in full or half width, katakana or hiragana, capital or small, with or without marks.

The register stores this form beside the name; what is searched for goes through the same function. Article: 2.1
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Final

TO_HIRAGANA: Final = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
LONG_MARK: Final = "ー"  # サーバ and サーバー are one word


def folded(text: str) -> str:
    """Letters and digits alone, in one form. ｻｰﾊﾞｰ, サーバ and さーばー are the same."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(TO_HIRAGANA)
    return "".join(sign for sign in plain if unicodedata.category(sign)[0] in "LN" and sign != LONG_MARK)


def search_text(texts: Iterable[str]) -> str:
    """All of them, each on a line, so that no word is found across two."""
    return "\n".join(found for text in texts if (found := folded(text)))


def search_words(typed: str) -> tuple[str, ...]:
    """What must all be in it."""
    return tuple(found for word in unicodedata.normalize("NFKC", typed).split() if (found := folded(word)))


_FORMS: Final = (
    "株式会社", "有限会社", "合同会社", "合資会社", "合名会社", "一般社団法人", "一般財団法人", "医療法人", "社会福祉法人", "特定非営利活動法人",
    "(株)", "(有)", "(同)", "(資)", "(名)", "(社)", "(財)", "(医)", "co., ltd.", "co.,ltd.", "inc.", "ltd.", "k.k.",
)  # fmt: skip


def name_core(organisation: str) -> str:
    """A name without its legal form, folded: what two spellings of one business have in common."""
    plain = unicodedata.normalize("NFKC", organisation).casefold()
    for form in _FORMS:
        plain = plain.replace(form, " ")
    return folded(plain) or folded(organisation)
