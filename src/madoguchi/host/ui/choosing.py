"""Step four: one monitor or one window, with a live picture of exactly what will be seen. Article: 5.1"""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QImage, QPixmap, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from madoguchi.host.port import Image, ListTargets, PreviewTarget, ShowPreview, Target
from madoguchi.host.ui import style
from madoguchi.host.ui.gate import Front
from madoguchi.host.ui.icons import icon_size, sign
from madoguchi.host.ui.parts import Button, Text, across, down
from madoguchi.host.ui.plain import plain
from madoguchi.host.ui.speech import Speech
from madoguchi.host.ui.step import Step
from madoguchi.wire.vocabulary import Sharing

PREVIEW_MS = 500


class Preview(QFrame):
    """The picture, scaled down to fit."""

    def __init__(self, speech: Speech) -> None:
        super().__init__()
        self.setProperty("kind", "preview")
        self.setMinimumSize(300, 190)
        self._whole: QPixmap | None = None
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._picture.setStyleSheet("color: #ffffff;")
        self._picture.setTextFormat(Qt.TextFormat.PlainText)
        self._picture.setWordWrap(True)
        room = QVBoxLayout(self)
        room.setContentsMargins(2, 2, 2, 2)
        room.addWidget(self._picture)
        self._speech = speech
        speech.tie(self, lambda _words: self._draw())

    def show_image(self, image: Image | None) -> None:
        self._whole = None if image is None else pixmap_of(image)
        self._draw()

    def has_image(self) -> bool:
        return self._whole is not None

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (the toolkit's name)
        super().resizeEvent(event)
        self._draw()

    def _draw(self) -> None:
        if self._whole is None:
            self._picture.setPixmap(QPixmap())
            self._picture.setText(self._speech.words("host.choose.no_preview"))
            return
        room = self.contentsRect().adjusted(2, 2, -2, -2).size()
        smooth = Qt.TransformationMode.SmoothTransformation
        self._picture.setPixmap(self._whole.scaled(room, Qt.AspectRatioMode.KeepAspectRatio, smooth))


def pixmap_of(image: Image) -> QPixmap | None:
    """None when the bytes are not what width and height say."""
    if image.width < 1 or image.height < 1 or len(image.bgrx) < image.width * image.height * 4:
        return None
    whole = QImage(image.bgrx, image.width, image.height, image.width * 4, QImage.Format.Format_RGB32)
    return QPixmap.fromImage(whole.copy())


class Chooser(QWidget):
    """The list of what can be shown beside its picture. Asks for a new picture about twice a second while it is seen."""

    def __init__(self, front: Front) -> None:
        super().__init__()
        self._front = front
        self._targets: tuple[Target, ...] = ()
        self._asked = False
        self.list = QListWidget()
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setIconSize(icon_size(24))
        self.list.setUniformItemSizes(True)
        self.list.currentRowChanged.connect(lambda _row: self._chosen())
        front.speech.tie_name(self.list, "host.choose.list")
        self.preview = Preview(front.speech)
        front.speech.tie_name(self.preview, "host.choose.preview")
        self.again = Button(front.speech, "second", "host.choose.again")
        self.again.clicked.connect(lambda: front.act(ListTargets()))
        caption = Text("quiet")
        front.speech.tie_text(caption, "host.choose.preview")
        left, right = down(style.SMALL), down(style.SMALL)
        left.addWidget(self.list, 1)
        left.addWidget(self.again)
        right.addWidget(self.preview, 1)
        right.addWidget(caption)
        row = across(style.WIDE)
        row.addLayout(left, 2)
        row.addLayout(right, 3)
        self.setLayout(row)
        self._timer = QTimer(self)
        self._timer.setInterval(PREVIEW_MS)
        self._timer.timeout.connect(self._want)
        front.speech.tie(self, lambda _words: self._name_rows())

    @property
    def target(self) -> Target | None:
        row = self.list.currentRow()
        return self._targets[row] if 0 <= row < len(self._targets) else None

    def offer(self, targets: tuple[Target, ...]) -> None:
        """Show these, keeping the choice when it is still among them."""
        before = self.target
        self.list.blockSignals(True)
        self.list.clear()
        self._targets = tuple(target for target in targets if target.sharing is not Sharing.NOTHING)
        for target in self._targets:
            name = "monitor" if target.sharing is Sharing.MONITOR else "window"
            self.list.addItem(QListWidgetItem(sign(name, style.INK), ""))
        self._name_rows()
        kept = next((row for row, target in enumerate(self._targets) if before and _same(target, before)), 0)
        self.list.setCurrentRow(kept if self._targets else -1)
        self.list.blockSignals(False)
        self._chosen()

    def show_preview(self, value: ShowPreview) -> None:
        if self._asked and self.target is not None and _same(value.target, self.target):
            self.preview.show_image(value.image)

    def rest(self) -> None:
        """No more pictures are wanted."""
        self._timer.stop()
        if self._asked:
            self._asked = False
            self.preview.show_image(None)
            self._front.act(PreviewTarget(None))

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  (the toolkit's name)
        super().showEvent(event)
        self._timer.start()
        self._want()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802  (the toolkit's name)
        super().hideEvent(event)
        self.rest()

    def _chosen(self) -> None:
        self.preview.show_image(None)
        self._want()
        self.chosen()

    def chosen(self) -> None:
        """For who watches the choice."""

    def _want(self) -> None:
        if self.isVisible() and self.target is not None:
            self._asked = True
            self._front.act(PreviewTarget(self.target))

    def _name_rows(self) -> None:
        words = self._front.speech.words
        for row, target in enumerate(self._targets):
            title = plain(target.title, 120) or words("host.choose.untitled")
            size = {"width": target.width, "height": target.height}
            whole = words("host.choose.monitor", title=title, **size)
            text = whole if target.sharing is Sharing.MONITOR else title
            item = self.list.item(row)
            item.setText(text)
            named = words("host.choose.window", title=title) if target.sharing is Sharing.WINDOW else text
            item.setData(Qt.ItemDataRole.AccessibleTextRole, named)


def _same(one: Target, other: Target) -> bool:
    return one.sharing is other.sharing and one.number == other.number


class Choosing(Step):
    forward = "host.choose.start"

    def __init__(self, front: Front) -> None:
        super().__init__(front, "host.choose.title", scrolls=False)
        why = Text()
        self.speech.tie_text(why, "host.choose.why")
        self.body.addWidget(why)
        self.chooser = Chooser(front)
        self.chooser.list.currentRowChanged.connect(lambda _row: self.ready_changed.emit())
        self.body.addWidget(self.chooser, 1)
        after = Text("quiet")
        self.speech.tie_text(after, "host.choose.after")
        self.body.addWidget(after)

    @property
    def target(self) -> Target | None:
        return self.chooser.target

    def present(self, targets: tuple[Target, ...]) -> None:
        self.chooser.offer(targets)
        self.ready_changed.emit()

    def renew(self, targets: tuple[Target, ...]) -> None:
        self.chooser.offer(targets)
        self.ready_changed.emit()

    def preview(self, value: ShowPreview) -> None:
        self.chooser.show_preview(value)

    def rest(self) -> None:
        self.chooser.rest()

    def begin(self) -> None:
        self.chooser.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def is_ready(self) -> bool:
        return self.target is not None
