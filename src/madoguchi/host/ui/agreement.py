"""Who is calling, the terms, what to put away, what to show: four small steps in one window.

Nothing is shared before the last button, and the terms stand before everything that is about sharing. One ``Agreed`` carries
all the answers; ``Declined`` can be pressed at every step. Article: P.1, 5.1, 7.1
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from madoguchi.base.word_keys import Key
from madoguchi.host.port import Agreed, Declined, ShowAgreement, ShowPreview, ShowTargets, TermsShown
from madoguchi.host.ui import style
from madoguchi.host.ui.caller import Caller
from madoguchi.host.ui.choosing import Choosing
from madoguchi.host.ui.gate import Front
from madoguchi.host.ui.icons import picture
from madoguchi.host.ui.parts import Button, Text, across, line
from madoguchi.host.ui.preparing import Preparing
from madoguchi.host.ui.step import Step
from madoguchi.host.ui.terms import TermsStep

STEPS: tuple[Key, ...] = ("host.step.caller", "host.step.terms", "host.step.prepare", "host.step.choose")


class Agreement(QWidget):
    def __init__(self, front: Front) -> None:
        super().__init__()
        self.front = front
        self._terms_told = False
        self._over = True
        front.speech.tie_name(self, "host.agreement.title")
        self.caller = Caller(front)
        self.terms = TermsStep(front)
        self.preparing = Preparing(front)
        self.choosing = Choosing(front)
        self.steps: tuple[Step, ...] = (self.caller, self.terms, self.preparing, self.choosing)
        self.stack = QStackedWidget()
        for step in self.steps:
            self.stack.addWidget(step)
            step.ready_changed.connect(self._refresh)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._indicator())
        whole.addWidget(line())
        whole.addWidget(self.stack, 1)
        whole.addWidget(line())
        whole.addWidget(self._footer())
        front.speech.tie(self, lambda _words: self._refresh())

    @property
    def at(self) -> int:
        return self.stack.currentIndex()

    @property
    def is_open(self) -> bool:
        """Whether no answer has been given yet."""
        return not self._over

    def _indicator(self) -> QWidget:
        bar = QFrame()
        bar.setProperty("kind", "strip")
        row = across(style.SMALL)
        row.setContentsMargins(style.WIDEST, style.SMALL, style.WIDEST, style.SMALL)
        self.signs: list[Text] = []
        self.names: list[Text] = []
        for place in range(len(STEPS)):
            number, name = Text(wrap=False), Text("step", wrap=False)
            number.setFixedSize(30, 30)
            number.setAlignment(Qt.AlignmentFlag.AlignCenter)
            row.addWidget(number)
            row.addWidget(name)
            if place < len(STEPS) - 1:
                row.addWidget(line(), 1, Qt.AlignmentFlag.AlignVCenter)
            self.signs.append(number)
            self.names.append(name)
        bar.setLayout(row)
        return bar

    def _footer(self) -> QWidget:
        footer = QFrame()
        footer.setProperty("kind", "strip")
        row = across()
        row.setContentsMargins(style.WIDEST, style.MEDIUM, style.WIDEST, style.MEDIUM)
        speech = self.front.speech
        self.decline = Button(speech, "second", "host.agreement.decline")
        self.decline.pressed.connect(self._decline)
        self.back = Button(speech, "second", "host.back")
        self.back.clicked.connect(lambda: self._turn(self.at - 1))
        self.next = Button(speech, "primary", "host.next")
        self.next.clicked.connect(self._forward)
        row.addWidget(self.decline)
        row.addStretch(1)
        row.addWidget(self.back)
        row.addWidget(self.next)
        footer.setLayout(row)
        return footer

    def present(self, value: ShowAgreement) -> None:
        self._terms_told = False
        self._over = False
        self.caller.present(value)
        self.caller.fee.present(value.quote)
        self.terms.present(value.terms, value.case.organisation, value.changed)
        self.preparing.present()
        self.choosing.present(value.targets)
        self._turn(0)

    def hear(self, value: ShowPreview | ShowTargets) -> None:
        match value:
            case ShowPreview():
                self.choosing.preview(value)
            case ShowTargets():
                self.choosing.renew(value.targets)

    def begin(self) -> None:
        self.steps[self.at].begin()

    def leave(self) -> None:
        """The page is no longer on the screen: no preview is wanted."""
        self._over = True
        self.choosing.rest()

    def _turn(self, place: int) -> None:
        if self.at == len(self.steps) - 1 and place != self.at:
            self.choosing.rest()
        self.stack.setCurrentIndex(place)
        self._refresh()
        self.steps[place].begin()
        if self.steps[place] is self.terms and not self._terms_told and self.isVisible():
            self._terms_told = True
            self.front.act(TermsShown())

    def _forward(self) -> None:
        step = self.steps[self.at]
        if self._over or not step.is_ready():
            return
        if step is self.choosing:
            self._agree()
        elif step is self.terms:  # 同意する: asked of the gate here and again at the end
            self.front.gate.open(lambda: self._turn(self.at + 1))
        else:
            self._turn(self.at + 1)

    def _agree(self) -> None:
        target, backup = self.choosing.target, self.preparing.backup
        if target is None or backup is None:
            return
        agreed = Agreed(
            language=self.front.speech.language,
            organisation=self.terms.organisation.text().strip(),
            name=self.terms.name.text().strip(),
            backup=backup,
            checklist=self.preparing.ticked(),
            target=target,
            fee=self.caller.fee.answer(),
        )
        self.front.gate.open(lambda: self._give(agreed))

    def _give(self, agreed: Agreed) -> None:
        self._over = True
        self.choosing.rest()
        self.front.act(agreed)

    def _decline(self) -> None:
        if self._over:
            return
        self._over = True
        self.choosing.rest()
        self.front.act(Declined(fee=self.caller.fee.is_declined()))

    def _refresh(self) -> None:
        words = self.front.speech.words
        for place, (sign_label, name) in enumerate(zip(self.signs, self.names, strict=True)):
            name.setText(words(STEPS[place]))
            now = place == self.at
            name.be("step-now" if now else "step")
            colour = style.ACCENT if place <= self.at else style.LINE_STRONG
            if place < self.at:
                sign_label.setPixmap(picture("held", colour, 26))
            else:
                sign_label.clear()
                sign_label.setText(str(place + 1))
                sign_label.setStyleSheet(
                    f"border-radius: 15px; border: 2px solid {colour}; font-weight: 700;"
                    f"color: {'#ffffff' if now else style.INK_QUIET}; background: {style.ACCENT if now else style.PAPER};"
                )
            if place < self.at:
                sign_label.setStyleSheet("")
            state: Key = "host.step.now" if now else "host.step.done" if place < self.at else "host.step.later"
            name.setAccessibleName(words(state, place=place + 1, name=words(STEPS[place])))
        step = self.steps[self.at]
        self.back.setEnabled(self.at > 0)
        text = words(step.forward)
        self.next.setText(text)
        self.next.setAccessibleName(text)
        self.next.setEnabled(step.is_ready())
