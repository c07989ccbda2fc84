"""Step two: the terms in force. 「同意する」 opens when the text has been scrolled to its end and a name is given.

The text is Markdown drawn without any HTML of its own, nothing is loaded from anywhere, and a link opens only after its
address was shown and the customer said yes. Article: P.1, P.2, 12.2
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QKeyEvent, QTextBlockFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QGridLayout, QTextBrowser

from madoguchi.base.clock import from_iso
from madoguchi.base.words import Words
from madoguchi.host.port import Terms, TermsChanged
from madoguchi.host.ui import style
from madoguchi.host.ui.changes import ChangesCard
from madoguchi.host.ui.fields import line_field
from madoguchi.host.ui.gate import Front
from madoguchi.host.ui.parts import Button, Card, Text
from madoguchi.host.ui.plain import breakable, plain
from madoguchi.host.ui.step import Step

NAME_LONGEST = 100


class Paper(QTextBrowser):
    """Shows Markdown and loads nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.setOpenLinks(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)

    def loadResource(self, _kind: int, _name: QUrl | str) -> object:  # noqa: N802  (the toolkit's name)
        """No picture, no sheet, no file: neither from the network nor from this computer."""
        return None

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (the toolkit's name)
        # A read-only text knows End and Home only without Ctrl, and people press either.
        bar = self.verticalScrollBar()
        if event.key() == Qt.Key.Key_End:
            bar.setValue(bar.maximum())
        elif event.key() == Qt.Key.Key_Home:
            bar.setValue(0)
        else:
            super().keyPressEvent(event)

    def show_markdown(self, text: str) -> None:
        features = QTextDocument.MarkdownFeature
        self.document().setMarkdown(text, features.MarkdownDialectGitHub | features.MarkdownNoHTML)
        roomy = QTextBlockFormat()
        roomy.setLineHeight(140, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.mergeBlockFormat(roomy)
        self.to_start()

    def to_start(self) -> None:
        """Reading begins at the beginning: the caret is left at the end by the toolkit, and would be scrolled to."""
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self.verticalScrollBar().setValue(0)


class TermsStep(Step):
    forward = "host.agreement.agree"

    def __init__(self, front: Front) -> None:
        super().__init__(front, "host.terms.title", scrolls=False)
        self._read = False
        self._terms: Terms | None = None
        self.facts = Text("quiet")
        self.paper = Paper()
        self.speech.tie_name(self.paper, "host.terms.title")
        self.paper.setMinimumHeight(160)
        self.paper.anchorClicked.connect(self._ask_link)
        self.paper.verticalScrollBar().valueChanged.connect(self._look)
        self.paper.verticalScrollBar().rangeChanged.connect(self._look)
        self.hint = Text("quiet")
        self.changes = ChangesCard(self.speech)
        self.changes.turned.connect(self._turn)
        self.body.addWidget(self.facts)
        self.body.addWidget(self.changes)
        self.body.addWidget(self.paper, 1)
        self.body.addWidget(self.changes.paper, 1)
        self.body.addWidget(self._link_row())
        self.body.addWidget(self.hint)
        self.body.addLayout(self._fields())
        self.speech.tie(self, self._say)

    def _link_row(self) -> Card:
        self.link_card = Card("note", across=True)
        self.link = Text()
        self.link_no = Button(self.speech, "second", "host.terms.link_no")
        self.link_yes = Button(self.speech, "second", "host.terms.link_yes")
        self.link_no.clicked.connect(self.link_card.hide)
        self.link_yes.clicked.connect(self._open_link)
        self.link_card.inside.addWidget(self.link, 1)
        self.link_card.inside.addWidget(self.link_no)
        self.link_card.inside.addWidget(self.link_yes)
        self.link_card.hide()
        self._url = QUrl()
        return self.link_card

    def _fields(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(style.WIDE)
        grid.setVerticalSpacing(style.SMALL)
        self.organisation = line_field(self.speech, "host.terms.organisation", NAME_LONGEST)
        self.name = line_field(self.speech, "host.terms.name", NAME_LONGEST)
        labels = Text("strong", wrap=False), Text("strong", wrap=False)
        self.speech.tie_text(labels[0], "host.terms.organisation")
        self.speech.tie_text(labels[1], "host.terms.name")
        for column, (label, field) in enumerate(zip(labels, (self.organisation, self.name), strict=True)):
            label.setBuddy(field)
            grid.addWidget(label, 0, column)
            grid.addWidget(field, 1, column)
            grid.setColumnStretch(column, 1)
            field.textChanged.connect(lambda _text: self._changed())
        return grid

    def present(self, terms: Terms, organisation: str, changed: TermsChanged | None = None) -> None:
        self._terms = terms
        self._read = False
        self.changes.present(terms, changed)
        self.paper.show()
        self.organisation.setText(plain(organisation, NAME_LONGEST - 1))
        self.name.clear()
        self.link_card.hide()
        self.paper.show_markdown(terms.text)
        self._say(self.speech.words)

    def begin(self) -> None:
        if not self._read:
            self.paper.to_start()
        self.paper.setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, self, self._look)  # the text's height is known only after it was laid out

    def _turn(self, changes: bool) -> None:
        """The whole text, or what changed in it. Only the whole text counts as read."""
        self.paper.setVisible(not changes)
        (self.changes.paper if changes else self.paper).setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, self, self._look)

    def is_ready(self) -> bool:
        return self._read and bool(self.name.text().strip()) and bool(self.organisation.text().strip())

    def _look(self) -> None:
        bar = self.paper.verticalScrollBar()
        if not self._read and self.paper.isVisible() and bar.value() >= bar.maximum() - 4:
            self._read = True
            self._changed()

    def _changed(self) -> None:
        self._say(self.speech.words)
        self.ready_changed.emit()

    def _say(self, words: Words) -> None:
        if self._terms is not None:
            facts = words(
                "host.terms.facts",
                title=plain(self._terms.title, 120),
                version=plain(self._terms.version, 40),
                published=_when(words, self._terms.effective_at or self._terms.published_at),
                mark=plain(self._terms.sha256, 64)[:12],
            )
            if self._terms.binding_sha256 not in {"", self._terms.sha256}:
                mark = plain(self._terms.binding_sha256, 64)[:12]
                facts += "\n" + words("host.terms.translated", mark=mark)
            self.facts.setText(breakable(facts))
        if not self._read:
            self.hint.setText(words("host.terms.scroll"))
        elif not (self.name.text().strip() and self.organisation.text().strip()):
            self.hint.setText(words("host.terms.name_missing"))
        else:
            self.hint.setText(words("host.terms.ready"))

    def _ask_link(self, url: QUrl) -> None:
        if url.scheme() not in {"https", "http", "mailto", "tel"}:
            if not url.scheme() and url.hasFragment():
                self.paper.scrollToAnchor(url.fragment())
            return
        self._url = url
        address = plain(url.toString(QUrl.ComponentFormattingOption.FullyEncoded), 300)
        self.link.setText(breakable(self.speech.words("host.terms.link", address=address)))
        self.link_card.show()
        self.link_no.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open_link(self) -> None:
        self.link_card.hide()
        self.front.gate.open(self._open_browser)

    def _open_browser(self) -> None:
        QDesktopServices.openUrl(self._url)


def _when(words: Words, published_at: str) -> str:
    try:
        return words.moment(from_iso(published_at))
    except ValueError:  # written otherwise than the office writes it: better shown as it is than not at all
        return plain(published_at, 40)
