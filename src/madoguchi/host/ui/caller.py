"""Step one: who is calling, proven by the provider's signature, and the four digits to compare aloud. Article: P.1, 9.2"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from madoguchi.base.word_keys import Key
from madoguchi.host.port import CallerCard, ShowAgreement
from madoguchi.host.ui import style
from madoguchi.host.ui.fees import FeeCard
from madoguchi.host.ui.gate import Front
from madoguchi.host.ui.parts import Card, Mark, Text, across, down
from madoguchi.host.ui.plain import breakable, plain
from madoguchi.host.ui.step import Step

ROWS: tuple[Key, ...] = (
    "host.caller.case",
    "host.caller.category",
    "host.caller.subject",
    "host.caller.customer",
    "host.caller.hours",
)


class Caller(Step):
    def __init__(self, front: Front) -> None:
        super().__init__(front, "host.caller.title")
        self.contact = ""
        self._who()
        self._digits()
        self.off_hours = Card("note", across=True)
        self.off_hours.inside.addWidget(Mark("warning", style.INK, 26))
        notice = Text()
        self.speech.tie_text(notice, "host.caller.off_hours")
        self.off_hours.inside.addWidget(notice, 1)
        self.body.addWidget(self.off_hours)
        self.fee = FeeCard(front)
        self.fee.changed.connect(self.ready_changed)
        self.body.addWidget(self.fee)
        self._case()
        self.body.addStretch(1)

    def _who(self) -> None:
        card = Card(across=True, space=style.WIDE)
        card.inside.addWidget(Mark("person", style.ACCENT, 44), 0, Qt.AlignmentFlag.AlignTop)
        column = down(style.TIGHT)
        name_row = across()
        self.operator = Text("head")
        self.subcontractor = Text("mark", wrap=False)
        self.speech.tie_text(self.subcontractor, "host.caller.subcontractor")
        name_row.addWidget(self.operator, 1)
        name_row.addWidget(self.subcontractor, 0, Qt.AlignmentFlag.AlignTop)
        self.organisation = Text()
        self.proof = Text("quiet")
        self.outside = Text("strong")
        self.speech.tie_text(self.outside, "host.caller.subcontractor_note")
        column.addLayout(name_row)
        column.addWidget(self.organisation)
        column.addWidget(self.proof)
        column.addWidget(self.outside)
        card.inside.addLayout(column, 1)
        self.body.addWidget(card)

    def _digits(self) -> None:
        card = Card(across=True, space=style.WIDER)
        self.spoken = Text("spoken", wrap=False)
        column = down(style.TIGHT)
        ask, why = Text("strong"), Text("quiet")
        self.speech.tie_text(ask, "host.caller.compare")
        self.speech.tie_text(why, "host.caller.compare_why")
        column.addWidget(ask)
        column.addWidget(why)
        card.inside.addWidget(self.spoken)
        card.inside.addLayout(column, 1)
        self.body.addWidget(card)

    def _case(self) -> None:
        card = Card()
        grid = QGridLayout()
        grid.setHorizontalSpacing(style.WIDER)
        grid.setVerticalSpacing(style.SMALL)
        grid.setColumnStretch(1, 1)
        self.facts: list[Text] = []
        for place, key in enumerate(ROWS):
            name, value = Text("quiet", wrap=False), Text()
            self.speech.tie_text(name, key)
            grid.addWidget(name, place, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, place, 1)
            self.facts.append(value)
        card.inside.addLayout(grid)
        self.body.addWidget(card)

    def is_ready(self) -> bool:
        """Outside the support hours nothing goes on without a yes to the fee."""
        return self.fee.is_ready()

    def present(self, value: ShowAgreement) -> None:
        case = value.case
        self.contact = plain(case.contact, 100)
        provider = plain(value.provider.name)
        self.speech.tie(self.proof, lambda words: self.proof.setText(words("host.caller.proven", provider=provider)))
        self.renew(value.caller)
        self.off_hours.setVisible(case.off_hours and value.quote is None)
        who = f"{case.organisation}  {case.contact}"
        texts = (case.reference, case.category, case.subject, who, case.support_hours)
        for label, text in zip(self.facts, texts, strict=True):
            label.setText(breakable(plain(text, 300)))

    def renew(self, caller: CallerCard) -> None:
        """Who calls, and the digits of the keys that hold now."""
        self.operator.setText(breakable(plain(caller.operator, 120)))
        self.organisation.setText(breakable(plain(caller.organisation, 120)))
        self.subcontractor.setVisible(caller.subcontractor)
        self.outside.setVisible(caller.subcontractor)
        self.spoken.setText(plain(caller.spoken, 8))
        self.spoken.setAccessibleName(" ".join(plain(caller.spoken, 8)))
