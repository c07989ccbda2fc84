"""All the customer's windows behind one door: values come in from any thread, what the customer did goes out.

``stop_now`` is called first and at once, on this thread, when 終了, Cancel or a window's close is used; everything else
follows it. Nothing here waits: no network, no lock, no slow disk. Articles: P.1, 5.1 to 5.7, 6.2
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, assert_never

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from madoguchi.base.errors import Misuse
from madoguchi.base.words import Language
from madoguchi.host import port
from madoguchi.host.ui import style
from madoguchi.host.ui.agreement import Agreement
from madoguchi.host.ui.autopilot import Autopilot
from madoguchi.host.ui.bar import Bar
from madoguchi.host.ui.border import Border
from madoguchi.host.ui.busy import Busy
from madoguchi.host.ui.ended import Ended
from madoguchi.host.ui.frame import Frame
from madoguchi.host.ui.gate import Front, Gate
from madoguchi.host.ui.number_entry import NumberEntry
from madoguchi.host.ui.open_session import OpenSession
from madoguchi.host.ui.own import own, own_ids, refresh
from madoguchi.host.ui.plain import plain
from madoguchi.host.ui.speech import Speech
from madoguchi.host.ui.trouble import Trouble

BEAT_MS: Final = 200


class Windows(QObject):
    """Make it on the GUI thread, after ``make_app``. ``act``, ``stop_now`` and ``input_allowed`` may be set anew later."""

    _arrived = Signal(object)
    _wanted = Signal()

    def __init__(
        self,
        *,
        act: Callable[[port.Done], None],
        stop_now: Callable[[], None],
        input_allowed: Callable[[], bool],
        language: Language = Language.JA,
        demo: bool = False,
        autopilot: bool = False,
    ) -> None:
        super().__init__()
        app = QApplication.instance()
        if not isinstance(app, QApplication):
            raise Misuse("Windows needs make_app first")
        self._app = app
        self.act = act
        self.stop_now = stop_now
        self.input_allowed = input_allowed
        self._provider: port.Provider | None = None
        self._target: port.Target | None = None
        self._own_words = style.OwnWords(app)
        self._own_words.choose(language)
        self.speech = Speech(language)
        self.gate = Gate(self._ask_input, self)
        self.front = Front(self.speech, self.gate, self._tell, self._stop)
        self._make(demo)
        self._wire()
        self.autopilot = Autopilot(self) if autopilot else None

    def _make(self, demo: bool) -> None:
        self.frame = Frame(self.front, demo=demo, closing=self._closing)
        self.number = NumberEntry(self.front)
        self.busy = Busy(self.front)
        self.agreement = Agreement(self.front)
        self.ended = Ended(self.front)
        self.trouble = Trouble(self.front)
        self.bar = Bar(self.front, demo=demo)
        self.open_session = OpenSession(self.front, to_bar=self._to_bar, stop=self.bar.stop)
        self.border = Border()
        for page in (self.number, self.busy, self.agreement, self.ended, self.trouble, self.open_session):
            self.frame.pages.addWidget(page)

    def _wire(self) -> None:
        self._arrived.connect(self._present, Qt.ConnectionType.QueuedConnection)
        self._wanted.connect(self._to_bar, Qt.ConnectionType.QueuedConnection)
        self.gate.refused.connect(self._say_refused)
        for window in (self.frame, self.bar.details):
            window.chose_language.connect(self._choose_language)
            window.chose_size.connect(self._choose_size)
        self._beats = QTimer(self)
        self._beats.setTimerType(Qt.TimerType.PreciseTimer)
        self._beats.setInterval(BEAT_MS)
        self._beats.timeout.connect(refresh)
        self._beats.start()

    # --- the door -----------------------------------------------------------------------------------------------------

    def show(self, value: port.Shown) -> None:
        """Show a value. Any thread; returns at once."""
        self._arrived.emit(value)

    def take_focus(self) -> None:
        """Bring the keyboard to the bar (for a hotkey). Any thread."""
        self._wanted.emit()

    def own_window_ids(self) -> frozenset[int]:
        """The native ids of this program's windows that take input. Any thread."""
        return own_ids()

    def heartbeat(self, beat: Callable[[], None]) -> None:
        """Call ``beat`` every 200 ms from now on, as long as this thread lives."""
        self._beats.timeout.connect(beat)

    def close(self) -> None:
        """Take every window down without telling anybody. GUI thread only."""
        self._beats.stop()
        if self.autopilot is not None:
            self.autopilot.rest()
        self.border.leave()
        self.bar.leave()
        self.frame.hide()

    # --- what arrives -------------------------------------------------------------------------------------------------

    def _present(self, value: port.Shown) -> None:
        match value:
            case port.ShowQuestion() | port.ShowFileQuestion() | port.ShowFeeQuestion() | port.ShowRequests():
                self._ask(value)
            case port.HideQuestion() | port.HideFileQuestion() | port.HideFeeQuestion():
                self._unask(value)
            case port.ShowBar():
                self._show_bar(value)
            case port.ShowFileProgress() | port.ShowPutBack():
                self.bar.hear_of_file(value)
                self.ended.replaced.hear(value)
            case port.ShowChat():
                self.bar.hear(value)
            case port.ShowPreview() | port.ShowTargets():
                self._show_targets(value)
            case port.ShowCaller():
                self.agreement.caller.renew(value.caller)
            case port.ShowNotice():
                self._say(self.speech.words(value.key, **{name: plain(text) for name, text in value.slots.items()}))
            case port.SetClipboard():
                self._app.clipboard().setText(value.text)
                self._say(self.speech.words("host.notice.clipboard"))
            case _:
                self._show_page(value)
        if self.autopilot is not None:
            self.autopilot.look()

    def _show_page(
        self,
        value: (
            port.ShowNumberEntry
            | port.ShowBusy
            | port.ShowAgreement
            | port.ShowEnded
            | port.ShowChanges
            | port.ShowTrouble
        ),
    ) -> None:
        match value:
            case port.ShowNumberEntry():
                self._belong_to(value.provider)
                self.number.present(value)
                self._turn_to(self.number)
            case port.ShowBusy():
                self.busy.present(value)
                self._turn_to(self.busy)
            case port.ShowAgreement():
                self._belong_to(value.provider)
                self.bar.begin()
                self.ended.forget()
                self.bar.details.chooser.offer(value.targets)
                self._turn_to(self.agreement, begin=False)
                self.agreement.present(value)
            case port.ShowEnded():
                self.ended.present(value)
                self._turn_to(self.ended, begin=self.frame.pages.currentWidget() is not self.ended)
            case port.ShowChanges():
                self.ended.changed.present(value)
            case port.ShowTrouble():
                self.trouble.present(value, value.provider or self._provider)
                self._turn_to(self.trouble)
            case _:
                assert_never(value)

    def _ask(self, value: port.ShowQuestion | port.ShowFileQuestion | port.ShowFeeQuestion | port.ShowRequests) -> None:
        """With a sound when it is something new."""
        match value:
            case port.ShowQuestion():
                self.bar.ask(value)
            case port.ShowFileQuestion():
                self.bar.ask_file(value)
            case port.ShowFeeQuestion():
                self.bar.ask_fee(value)
            case port.ShowRequests():
                if not self.bar.ask_to_do(value):
                    return
        self._app.beep()

    def _unask(self, value: port.HideQuestion | port.HideFileQuestion | port.HideFeeQuestion) -> None:
        match value:
            case port.HideQuestion():
                self.bar.unask(value)
            case port.HideFileQuestion():
                self.bar.unask_file(value)
            case port.HideFeeQuestion():
                self.bar.unask_fee()

    def _show_bar(self, value: port.ShowBar) -> None:
        if not self.bar.isVisible():
            self.agreement.leave()
            self.frame.turn_to(self.open_session)
            own(self.frame)
            self.frame.showMinimized()
            self._app.beep()
        self.bar.present(value)
        self.border.present(value, self._target)

    def _show_targets(self, value: port.ShowPreview | port.ShowTargets) -> None:
        if self.agreement.isVisible():
            self.agreement.hear(value)
        elif isinstance(value, port.ShowPreview):
            self.bar.details.chooser.show_preview(value)
        else:
            self.bar.details.chooser.offer(value.targets)

    def _turn_to(self, page: QWidget, *, begin: bool = True) -> None:
        self.bar.leave()
        self.border.leave()
        if page is not self.agreement:
            self.agreement.leave()
        self.frame.turn_to(page)
        own(self.frame)
        if self.frame.isMinimized() or not self.frame.isVisible():
            self.frame.showNormal()
            self.frame.raise_()
            self.frame.activateWindow()
        if begin and isinstance(page, NumberEntry | Busy | Ended | Trouble):
            page.begin()

    def _belong_to(self, provider: port.Provider) -> None:
        self._provider = provider
        self.frame.belong_to(provider)

    # --- what the customer does ---------------------------------------------------------------------------------------

    def _tell(self, done: port.Done) -> None:
        if isinstance(done, port.Agreed | port.ChangeTarget):
            self._target = done.target
        self.act(done)

    def _stop(self) -> None:
        self.stop_now()

    def _ask_input(self) -> bool:
        return self.input_allowed()

    def _closing(self) -> None:
        page = self.frame.pages.currentWidget()
        if page is self.open_session:
            self.bar.stop()
        elif page in {self.ended, self.trouble}:
            self.act(port.Closed())
        else:
            self.front.stop()
            self.agreement.leave()

    def _say_refused(self) -> None:
        self._say(self.speech.words("host.not_your_input"))

    def _say(self, text: str) -> None:
        if self.bar.isVisible():
            self.bar.say(text)
        else:
            self.frame.say(text)

    def _to_bar(self) -> None:
        if self.bar.isVisible():
            self.bar.take_focus()

    def _choose_language(self, language: Language) -> None:
        if language is self.speech.language:
            return
        self._own_words.choose(language)
        self.speech.choose(language)
        self.frame.mark_language(language)
        self.act(port.ChoseLanguage(language))

    def _choose_size(self, large: bool) -> None:
        for button in (self.frame.large, self.bar.details.large):
            button.blockSignals(True)
            button.setChecked(large)
            button.blockSignals(False)
        style.dress(self._app, style.LARGE if large else 1.0)
        self.bar.refit()
