"""Shows every window in every state and keeps a picture of each: ``python -m tests.integration.host_ui.gallery FOLDER``.

Needs a display with a window manager. Look at the pictures after each change of a window.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QElapsedTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from madoguchi.base.words import Language
from madoguchi.host import port
from madoguchi.host.ui import Windows, make_app
from madoguchi.host.ui.questions import ARM_MS
from madoguchi.rules.computer_changes import Changes, Part
from madoguchi.session.requests import Requested
from madoguchi.wire.vocabulary import Access, Ending, Fee, FileReason, Grant, Pause, RequestState
from tests.integration.host_ui import samples


class Gallery:
    def __init__(self, folder: Path, language: Language, *, large: bool, demo: bool) -> None:
        self.folder = folder
        self.label = f"{language.value}{'-large' if large else ''}"
        self.windows = Windows(
            act=lambda _done: None, stop_now=lambda: None, input_allowed=lambda: True, language=language, demo=demo
        )
        self.windows._choose_size(large)
        self.number = 0

    def settle(self, milliseconds: int = 60) -> None:
        clock = QElapsedTimer()
        clock.start()
        while clock.elapsed() < milliseconds:
            QTest.qWait(10)

    def show(self, *values: port.Shown) -> None:
        for value in values:
            self.windows.show(value)
        self.settle()

    def keep(self, name: str, widget: QWidget | None = None) -> None:
        self.settle()
        self.number += 1
        (widget or self.windows.frame).grab().save(str(self.folder / f"{self.label}-{self.number:02}-{name}.png"))

    def before(self) -> None:
        number = self.windows.number
        self.show(samples.number_entry())
        self.keep("number")
        number.called.box.setChecked(True)
        number.number.setText("482 093 756")
        number.submit()
        self.keep("number-trouble")
        self.show(port.ShowBusy("host.busy.connecting"))
        self.keep("busy")
        self.show(port.ShowTrouble("runner.trouble.proof", {}))
        self.keep("trouble")
        page = "https://support.example.jp/"
        self.show(port.ShowTrouble("runner.trouble.too_old", {"page": page}, page))
        self.keep("too-old")

    def agreement(self) -> None:
        page = self.windows.agreement
        hostile = samples.agreement(caller=samples.HOSTILE_CALLER, case=samples.HOSTILE_CASE)
        self.show(hostile)
        self.keep("caller-hostile")
        self.show(samples.agreement())
        self.keep("caller")
        page.next.click()
        self.keep("terms")
        page.terms.paper.verticalScrollBar().setValue(10**6)
        page.terms.name.setText("山田 太郎")
        self.keep("terms-read")
        page.next.click()
        self.keep("prepare")
        page.preparing.backups[port.Backup.NO].setChecked(True)
        page.preparing.rows["calendar"].box.setChecked(True)
        self.keep("prepare-answered")
        page.next.click()
        self.show(samples.picture())
        self.keep("choose")

    def session(self) -> None:
        bar = self.windows.bar
        self.show(samples.bar())
        self.keep("bar-off", bar)
        on = {Access.VIEW: Grant.HELD, Access.CONTROL: Grant.ASKED, Access.CLIPBOARD: Grant.AGREED}
        self.show(samples.bar(on), port.ShowQuestion(Access.CONTROL, 15, "印刷の設定を直すため", 60))
        self.settle(ARM_MS + 100)
        self.keep("bar-question", bar)
        self.show(port.ShowFileQuestion(7, True, samples.HOSTILE, 2_345_678, samples.HOSTILE[:390], 60))
        self.show(port.ShowFileQuestion(8, False, "", 0, "エラーの記録を調べるため", 60))
        self.keep("bar-questions-many", bar)
        self.show(port.HideFileQuestion(7), port.HideFileQuestion(8), port.HideQuestion(Access.CONTROL))
        held = dict.fromkeys(Access, Grant.HELD)
        self.show(
            samples.bar(held, pause=Pause.CUSTOMER_INPUT), port.ShowChat(True, "こんにちは。よろしくお願いします。")
        )
        self.keep("bar-held-unread", bar)
        self.show(port.ShowChat(False, "印刷すると右にずれます。"), port.ShowChat(True, samples.HOSTILE))
        bar.pull("chat")
        self.keep("bar-chat", bar)
        bar.pull("files")
        self.show(
            port.ShowFileProgress(1, True, "請求書_2026年10月.pdf", 700_000, 2_000_000),
            port.ShowFileProgress(2, False, samples.HOSTILE, 9, 9, finished=True),
            port.ShowFileProgress(
                3, True, "更新.zip", 9, 9, kept_as=Path("/media/yamada/ダウンロード/更新.zip"), finished=True
            ),
            samples.REPLACED,
            port.ShowFileProgress(4, True, "壊れた.bin", 3, 9, stopped=FileReason.HASH_DIFFERS),
        )
        self.keep("bar-files", bar)
        bar.pull("details")
        self.keep("bar-details", bar)
        self.show(samples.bar(held, data_limit=300_000_000, low_data=True, bytes_used=18_000_000))
        self.keep("bar-details-limit", bar)
        over = {"data_limit": 100_000_000, "bytes_used": 100_200_000}
        self.show(samples.bar(held, pause=Pause.DATA_LIMIT, **over))
        self.keep("bar-details-over", bar)
        self.show(samples.bar(held))
        bar.details.open_changing()
        self.show(port.ShowTargets(samples.TARGETS), samples.picture())
        self.keep("bar-change", bar)
        bar.pull(None)
        self.show(
            samples.bar(held, link_up=False, link_seconds_left=95, pause=Pause.LINK, caller=samples.HOSTILE_CALLER)
        )
        self.keep("bar-link", bar)
        self.show(samples.bar(held, pause=Pause.CUSTOMER_PAUSED))
        bar.say(self.windows.speech.words("host.not_your_input"))
        self.keep("bar-paused-notice", bar)
        self.windows.frame.showNormal()
        self.keep("open-session")
        bar.stop()
        self.keep("bar-stopped", bar)

    def fees(self) -> None:
        self.show(samples.agreement(quote=samples.QUOTE))
        self.keep("caller-fee")
        bar = self.windows.bar
        self.show(samples.bar())
        for fee in (Fee.WARNED, Fee.REFUSED, Fee.READY, Fee.CHARGED, Fee.STOPPED):
            meter = port.FeeMeter(fee=fee, seconds_left=290, in_hours=3_720, off_hours=905, yen=4_400, stop_at=10_000)
            self.show(samples.bar(meter=meter))
            self.keep(f"bar-fee-{fee.word}", bar)
        for seconds in (540, 0):
            self.show(port.ShowFeeQuestion(samples.QUOTE, seconds))
            self.settle(ARM_MS + 100)
            self.keep(f"bar-fee-question-{seconds}", bar)
            self.show(port.HideFeeQuestion())

    def requests(self) -> None:
        bar = self.windows.bar
        self.show(samples.agreement())
        self.show(samples.bar({Access.VIEW: Grant.HELD}))
        asked = [
            Requested(1, "お使いのプリンターの電源を入れ直してください。", RequestState.ASKED),
            Requested(2, "大切なファイルの控え（バックアップ）を取ってください。", RequestState.DONE),
            Requested(3, "無線ＬＡＮの機器を再起動してください。", RequestState.CANNOT, "鍵のかかった部屋にあります"),
        ]
        self.show(port.ShowRequests(tuple(asked[:1])))
        self.keep("bar-request", bar)
        bar.requests.rows[1].cannot.click()
        self.keep("bar-request-word", bar)
        self.show(port.ShowRequests((*asked, Requested(4, samples.HOSTILE[:400], RequestState.ASKED))))
        bar.requests.rows[1]._ask_word(wanted=False)
        self.keep("bar-requests-many", bar)
        bar.requests.fold.click()
        self.keep("bar-requests-folded", bar)
        settled = [RequestState.TICKED_OFF, RequestState.DONE, RequestState.TAKEN_BACK]
        self.show(port.ShowRequests(tuple(replace(one, state=to) for one, to in zip(asked, settled, strict=True))))
        bar.requests.fold.click()
        self.keep("bar-requests-settled", bar)

    def after(self) -> None:
        self.show(port.ShowEnded(Ending.RESOLVED, 754, 35_400_000, 2, None))
        self.keep("ended")
        self.show(port.ShowEnded(Ending.CUSTOMER_STOPPED, 4_754, 35_400_000, 2, b"{}"))
        self.keep("ended-receipt")
        kept = port.ShowEnded(Ending.RESOLVED, 4_754, 35_400_000, 2, b"{}", paper=b"%PDF")
        self.show(replace(kept, paper=None, paper_missing=True))
        self.keep("ended-no-paper")
        self.show(kept)
        self.windows.ended._tell("host.ended.disk_full", "")
        self.keep("ended-disk-full")
        self.show(kept, samples.REPLACED, port.ShowChanges(samples.CHANGES))
        self.keep("ended-changes")
        self.windows.ended.changed.all.click()
        self.show(port.ShowPutBack(9, samples.OWN, samples.OWN_KEPT, samples.OWN.with_name("hosts.new")))
        self.windows.ended.paper.verticalScrollBar().setValue(10**6)
        self.keep("ended-changes-all")
        self.show(port.ShowChanges(Changes((), (Part.SERVICE,))))
        self.keep("ended-changes-none")


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    make_app(sys.argv[:1])
    wanted = sys.argv[2:] or ["ja", "en", "ja-large", "en-large"]
    for label in wanted:
        language, _, rest = label.partition("-")
        gallery = Gallery(folder, Language(language), large=rest == "large", demo=language == "en")
        for part in (gallery.before, gallery.agreement, gallery.fees, gallery.requests, gallery.session, gallery.after):
            part()
        gallery.windows.close()
    QApplication.quit()


if __name__ == "__main__":
    main()
