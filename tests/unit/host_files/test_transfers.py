"""The files of a session, played as the dialogue between console, customer and office."""

from __future__ import annotations

import secrets
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.base.clock import Tick
from madoguchi.base.errors import PeerError, Reason
from madoguchi.host.files.effects import Record, Show, Tell
from madoguchi.host.files.outgoing import WINDOW
from madoguchi.host.files.transfers import MOST_AT_ONCE, Transfers
from madoguchi.host.port import HideFileQuestion, ShowFileProgress, ShowFileQuestion
from madoguchi.wire.conversation import (
    CHUNK_LIMIT,
    FILES,
    Accept,
    Chunk,
    Kept,
    Offer,
    Received,
    Request,
    Stop,
    Whole,
)
from madoguchi.wire.vocabulary import FileReason

DATA = secrets.token_bytes(300_000)
SIZE = len(DATA)
DIGEST = sha256(DATA).digest()
pytestmark = pytest.mark.article("5.5", "5.6")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


class Desk:
    """The machine, with what it said, showed and stated kept apart."""

    def __init__(self, folder: Path) -> None:
        self.granted = True
        self.now = 0.0
        self.folder = folder
        self.machine = Transfers(lambda: folder, lambda: self.granted)
        self.told: list[object] = []
        self.shown: list[object] = []
        self.records: list[Record] = []

    def do(self, effects):
        for effect in effects:
            match effect:
                case Tell(message=message):
                    self.told.append(message)
                case Show(shown=shown):
                    self.shown.append(shown)
                case Record():
                    self.records.append(effect)

    def hears(self, *messages):
        for message in messages:
            self.do(self.machine.receive(message, Tick(self.now)))

    def accepts(self, transfer, path=None):
        self.do(self.machine.accept(transfer, path, Tick(self.now)))

    def recorded(self, transfer, durable=True):
        self.do(self.machine.recorded(transfer, durable, Tick(self.now)))

    def later(self, seconds):
        self.now += seconds
        self.do(self.machine.expire(Tick(self.now)))

    def pulls(self, most=10_000):
        for _ in range(most):
            effects = self.machine.next_chunk(Tick(self.now))
            if not effects:
                return
            self.do(effects)

    def says(self):
        """What was told since the last time."""
        told, self.told = self.told, []
        return told

    @property
    def kinds(self):
        return [record.kind for record in self.records]

    @property
    def progress(self):
        return [shown for shown in self.shown if isinstance(shown, ShowFileProgress)]


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path / "in")


@pytest.fixture
def picked(tmp_path):
    path = tmp_path / "ログ.txt"
    path.write_bytes(DATA)
    return path


def chunks(data, transfer=1, start=0):
    return [Chunk(transfer, at, data[at : at + CHUNK_LIMIT]) for at in range(start, len(data), CHUNK_LIMIT)]


def offered(desk, transfer=1, name="手順書.pdf", size=SIZE):
    desk.hears(Offer(transfer, name, size, "ご確認ください"))


# --- the operator sends ------------------------------------------------------------------------------------------------


def test_an_offered_file_is_asked_about_recorded_written_and_confirmed(desk):
    offered(desk)
    assert desk.shown == [
        ShowFileQuestion(1, to_customer=True, name="手順書.pdf", size=len(DATA), purpose="ご確認ください", seconds=60)
    ]
    assert desk.says() == []
    desk.accepts(1)
    assert desk.shown[-1] == HideFileQuestion(1)
    [yes] = desk.records
    assert (yes.kind, yes.awaited) == ("file:accepted", True)
    assert yes.body == {
        "direction": "to_customer", "name": "手順書.pdf", "purpose": "ご確認ください", "sha256": "", "size": len(DATA),
        "transfer": 1,
    }  # fmt: skip
    assert desk.says() == []  # nothing moves before that is durable
    desk.recorded(1)
    assert desk.says() == [Accept(1, 0)]
    desk.hears(*chunks(DATA), Whole(1, DIGEST))
    assert desk.says() == [Kept(1, len(DATA)), Received(1)]
    last = desk.progress[-1]
    assert last.finished
    assert last.kept_as == desk.folder / "手順書.pdf"
    assert last.kept_as.read_bytes() == DATA
    assert desk.kinds == ["file:accepted", "file:received"]
    assert desk.records[-1].body["sha256"] == DIGEST.hex()


def test_a_second_file_of_that_name_is_a_copy(desk):
    for transfer in (1, 3):
        offered(desk, transfer, size=1)
        desk.accepts(transfer)
        desk.recorded(transfer)
        desk.hears(Chunk(transfer, 0, b"x"), Whole(transfer, sha256(b"x").digest()))
    assert [shown.kept_as.name for shown in desk.progress if shown.finished] == ["手順書.pdf", "手順書 (2).pdf"]


def test_no_is_no(desk):
    offered(desk)
    desk.do(desk.machine.refuse(1))
    assert desk.says() == [Stop(1, FileReason.REFUSED)]
    assert desk.kinds == ["file:refused"]
    assert desk.progress[-1].stopped is FileReason.REFUSED
    desk.accepts(1)
    desk.recorded(1)
    assert desk.says() == []


def test_no_answer_is_no(desk):
    offered(desk)
    desk.later(59.9)
    assert desk.says() == []
    desk.later(0.1)
    assert desk.says() == [Stop(1, FileReason.TIMED_OUT)]
    assert HideFileQuestion(1) in desk.shown
    assert desk.records[-1].body["reason"] == "timed_out"


def test_a_yes_that_comes_too_late_is_no(desk):
    offered(desk)
    desk.now = 60.0
    desk.accepts(1)
    assert desk.says() == [Stop(1, FileReason.TIMED_OUT)]


def test_a_yes_that_cannot_be_recorded_moves_nothing(desk):
    offered(desk)
    desk.accepts(1)
    desk.recorded(1, durable=False)
    assert desk.says() == [Stop(1, FileReason.REFUSED)]
    assert not desk.folder.exists()


def test_without_the_access_nobody_is_asked(desk):
    desk.granted = False
    offered(desk)
    desk.hears(Request(3, "", "調査"))
    assert desk.says() == [Stop(1, FileReason.NOT_GRANTED), Stop(3, FileReason.NOT_GRANTED)]
    assert desk.shown == []


def test_access_taken_back_stops_what_the_operator_began_at_the_next_chunk(desk):
    offered(desk)
    desk.accepts(1)
    desk.recorded(1)
    desk.says()
    desk.granted = False
    desk.hears(chunks(DATA)[0])
    assert desk.says() == [Stop(1, FileReason.NOT_GRANTED)]
    assert names(desk.folder) == []
    desk.hears(*chunks(DATA)[1:], Whole(1, DIGEST))  # was on its way
    assert desk.says() == []


@pytest.mark.parametrize("when", ["asked", "recording"])
def test_access_taken_back_before_anything_moved(desk, when):
    offered(desk)
    if when == "recording":
        desk.accepts(1)
    desk.granted = False
    if when == "asked":
        desk.accepts(1)
    else:
        desk.recorded(1)
    assert desk.says() == [Stop(1, FileReason.NOT_GRANTED)]


def test_names_and_purposes_are_made_harmless_before_anybody_sees_them(desk):
    desk.hears(Offer(1, "../注文書\u202efdp.exe", 1, "見て\x1b[2Jください\u200b"))
    [question] = desk.shown
    assert (question.name, question.purpose) == ("_注文書fdp.exe", "見て[2Jください")
    desk.hears(Offer(3, " ", 1, ""))
    assert desk.says() == [Stop(3, FileReason.BAD_NAME)]


def test_only_so_many_at_once(desk):
    for transfer in range(1, 2 * MOST_AT_ONCE + 3, 2):
        offered(desk, transfer)
    assert desk.says() == [Stop(2 * MOST_AT_ONCE + 1, FileReason.REFUSED)]
    assert len(desk.shown) == MOST_AT_ONCE


def test_a_file_too_large_for_the_disk(desk):
    offered(desk, size=2**53 - 1)
    desk.accepts(1)
    desk.recorded(1)
    assert desk.says() == [Stop(1, FileReason.NO_SPACE)]


def test_a_wrong_hash_leaves_nothing(desk):
    offered(desk)
    desk.accepts(1)
    desk.recorded(1)
    desk.hears(*chunks(DATA), Whole(1, bytes(32)))
    assert desk.says()[-1] == Stop(1, FileReason.HASH_DIFFERS)
    assert names(desk.folder) == []
    assert desk.kinds == ["file:accepted", "file:stopped"]


def test_the_operator_takes_it_back(desk):
    offered(desk)
    desk.hears(Stop(1, FileReason.CANCELLED))
    assert desk.shown[1] == HideFileQuestion(1)
    assert desk.says() == []
    assert desk.kinds == ["file:refused"]


# --- the operator asks -------------------------------------------------------------------------------------------------


def flowing(desk, picked, transfer=1):
    desk.hears(Request(transfer, "アプリのログ", "調査のため"))
    desk.accepts(transfer, picked)
    desk.recorded(transfer)
    desk.hears(Accept(transfer, 0))


def test_an_asked_for_file_is_picked_recorded_offered_and_sent(desk, picked):
    desk.hears(Request(1, "C:\\logs\\a.log", "調査のため"))
    assert desk.shown == [
        ShowFileQuestion(1, to_customer=False, name="C:\\logs\\a.log", size=0, purpose="調査のため", seconds=60)
    ]
    desk.accepts(1, None)  # nothing was picked
    assert desk.records == []
    desk.accepts(1, picked)
    assert desk.records[-1].body == {
        "direction": "from_customer", "name": "ログ.txt", "purpose": "調査のため", "sha256": "", "size": len(DATA),
        "transfer": 1,
    }  # fmt: skip
    desk.pulls()
    assert desk.says() == []
    desk.recorded(1)
    assert desk.says() == [Offer(1, "ログ.txt", len(DATA), "調査のため")]
    desk.pulls()
    assert desk.says() == []  # not before they take it
    desk.hears(Accept(1, 0))
    desk.pulls()
    assert desk.says() == [*chunks(DATA), Whole(1, DIGEST)]
    desk.hears(Kept(1, len(DATA)), Received(1))
    assert desk.kinds == ["file:accepted", "file:sent"]
    assert desk.records[-1].body["sha256"] == DIGEST.hex()
    assert desk.progress[-1].finished
    desk.hears(Received(1), Kept(1, 5), Stop(1, FileReason.CANCELLED))  # late words change nothing
    assert len(desk.records) == 2


def test_an_empty_file_is_only_its_hash(desk, picked):
    picked.write_bytes(b"")
    flowing(desk, picked)
    desk.says()
    desk.pulls()
    assert desk.says() == [Whole(1, sha256(b"").digest())]


def test_a_file_that_cannot_be_read_is_said(desk, tmp_path):
    desk.hears(Request(1, "", ""))
    desk.accepts(1, tmp_path / "none")
    assert desk.says() == [Stop(1, FileReason.NOT_FOUND)]


def test_a_file_that_changes_on_the_way_is_stopped(desk, picked):
    flowing(desk, picked)
    desk.pulls(1)
    picked.write_bytes(b"another")
    desk.pulls()
    assert desk.says()[-1] == Stop(1, FileReason.CHANGED)
    assert desk.kinds[-1] == "file:stopped"


def test_the_window_holds(desk, picked):
    picked.write_bytes(bytes(WINDOW + 500_000))
    flowing(desk, picked)
    desk.says()
    desk.pulls()
    assert sum(len(chunk.data) for chunk in desk.says()) == WINDOW
    desk.hears(Kept(1, 1_000))
    desk.pulls()
    assert sum(len(chunk.data) for chunk in desk.says()) == 1_000
    desk.hears(Kept(1, WINDOW))
    desk.pulls()
    assert isinstance(desk.says()[-1], Whole)


def test_files_take_turns(desk, picked):
    for transfer in (1, 3):
        flowing(desk, picked, transfer)
    desk.says()
    desk.pulls(4)
    assert [chunk.transfer for chunk in desk.says()] == [1, 3, 1, 3]


def test_access_taken_back_stops_the_sending_too(desk, picked):
    flowing(desk, picked)
    desk.says()
    desk.pulls(1)
    desk.granted = False
    desk.pulls()
    told = desk.says()
    assert isinstance(told[0], Chunk)
    assert told[1:] == [Stop(1, FileReason.NOT_GRANTED)]


def test_access_taken_back_at_once(desk, picked):
    offered(desk, 1)
    flowing(desk, picked, 3)
    desk.do(desk.machine.send(picked))
    desk.says()
    desk.granted = False
    desk.do(desk.machine.access_withdrawn())
    assert desk.says() == [Stop(1, FileReason.NOT_GRANTED), Stop(3, FileReason.NOT_GRANTED)]
    desk.recorded(2)  # the customer's own goes on
    assert desk.says() == [Offer(2, "ログ.txt", len(DATA), "")]


def test_nobody_confirms(desk, picked):
    flowing(desk, picked)
    desk.pulls()
    desk.says()
    desk.later(60)
    assert desk.says() == [Stop(1, FileReason.TIMED_OUT)]


# --- the customer sends ------------------------------------------------------------------------------------------------


def test_the_customer_sends_by_their_own_act_without_any_access(desk, picked):
    desk.granted = False
    desk.do(desk.machine.send(picked))
    assert desk.kinds == ["file:accepted"]
    desk.recorded(2)
    assert desk.says() == [Offer(2, "ログ.txt", len(DATA), "")]
    desk.hears(Accept(2, 0))
    desk.pulls()
    desk.hears(Received(2))
    assert desk.kinds == ["file:accepted", "file:sent"]
    desk.do(desk.machine.send(picked))
    assert desk.records[-1].transfer == 4


def test_the_operator_does_not_want_it(desk, picked):
    desk.do(desk.machine.send(picked))
    desk.recorded(2)
    desk.hears(Stop(2, FileReason.REFUSED))
    assert desk.progress[-1].stopped is FileReason.REFUSED


def test_the_customer_cancels(desk, picked):
    flowing(desk, picked)
    desk.says()
    desk.do(desk.machine.cancel(1))
    desk.pulls()
    assert desk.says() == [Stop(1, FileReason.CANCELLED)]


# --- breaches ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (Offer(2, "x", 1, ""), Reason.NOT_YOURS_TO_DO),  # even numbers are the host's
        (Request(2, "x", ""), Reason.NOT_YOURS_TO_DO),
        (Request(1, "x", ""), Reason.NOT_YOURS_TO_DO),  # a number that was used, for something else
        (Offer(3, "x", 1, ""), Reason.NOT_YOURS_TO_DO),
        (Accept(9, 0), Reason.MALFORMED),
        (Chunk(9, 0, b"x"), Reason.MALFORMED),
        (Chunk(2, 0, b"x"), Reason.MALFORMED),
        (Stop(0, FileReason.CANCELLED), Reason.MALFORMED),
        (Chunk(1, 0, b"x"), Reason.NOT_YOURS_TO_DO),  # not accepted
        (Whole(1, bytes(32)), Reason.NOT_YOURS_TO_DO),
        (Accept(1, 0), Reason.NOT_YOURS_TO_DO),  # the sender does not accept
        (Received(1), Reason.NOT_YOURS_TO_DO),
        (Chunk(3, 0, b"x"), Reason.NOT_YOURS_TO_DO),  # bytes for a file of ours
        (Accept(3, 0), Reason.NOT_YOURS_TO_DO),  # before the offer
        (Chunk(5, 1, b"x"), Reason.MALFORMED),
        (Chunk(5, 0, b""), Reason.MALFORMED),
        (Chunk(5, 0, bytes(11)), Reason.MALFORMED),
        (Whole(5, bytes(32)), Reason.MALFORMED),
        (Accept(7, 1), Reason.MALFORMED),  # more than was sent
        (Kept(7, 1), Reason.MALFORMED),
        (Received(7), Reason.NOT_YOURS_TO_DO),
    ],
)
def test_what_no_honest_console_says_is_a_breach(desk, picked, message, reason):
    offered(desk, 1)
    desk.hears(Request(3, "", ""))
    offered(desk, 5, size=10)
    desk.accepts(5)
    desk.recorded(5)
    flowing(desk, picked, 7)
    with pytest.raises(PeerError) as caught:
        desk.hears(message)
    assert caught.value.reason is reason
    desk.do(desk.machine.stop_all())
    assert names(desk.folder) == []


# --- cuts --------------------------------------------------------------------------------------------------------------


def test_after_a_cut_the_receiver_says_what_it_has(desk):
    offered(desk)
    desk.accepts(1)
    desk.recorded(1)
    desk.hears(chunks(DATA)[0])
    desk.says()
    desk.machine.went_down()
    desk.do(desk.machine.resumed(Tick(1.0)))
    assert desk.says() == [Accept(1, CHUNK_LIMIT)]
    desk.hears(*chunks(DATA, start=CHUNK_LIMIT), Whole(1, DIGEST))
    assert desk.says()[-1] == Received(1)


def test_after_a_cut_nothing_is_sent_before_the_receiver_says_from_where(desk, picked):
    flowing(desk, picked)
    desk.pulls()
    desk.says()
    desk.machine.went_down()
    desk.do(desk.machine.resumed(Tick(1.0)))
    desk.pulls()
    assert desk.says() == [Offer(1, "ログ.txt", SIZE, "調査のため")]
    desk.hears(Accept(1, 100_000))
    desk.pulls()
    told = desk.says()
    assert b"".join(chunk.data for chunk in told[:-1]) == DATA[100_000:]
    assert told[-1] == Whole(1, DIGEST)


def test_last_words_that_a_cut_may_have_swallowed_are_said_again(desk):
    offered(desk, 1, size=1)
    desk.accepts(1)
    desk.recorded(1)
    desk.hears(Chunk(1, 0, b"x"), Whole(1, sha256(b"x").digest()))
    offered(desk, 3)
    desk.do(desk.machine.refuse(3))
    desk.says()
    desk.do(desk.machine.resumed(Tick(1.0)))
    assert desk.says() == [Received(1), Stop(3, FileReason.REFUSED)]


def test_at_the_end_everything_stops_and_nothing_begins(desk, picked):
    offered(desk, 1)
    desk.accepts(1)
    desk.recorded(1)
    desk.hears(chunks(DATA)[0])
    flowing(desk, picked, 3)
    desk.says()
    desk.do(desk.machine.stop_all())
    assert desk.says() == [Stop(1, FileReason.SESSION_ENDED), Stop(3, FileReason.SESSION_ENDED)]
    assert names(desk.folder) == []
    offered(desk, 5)
    desk.do(desk.machine.send(picked))
    assert desk.says() == [Stop(5, FileReason.REFUSED)]
    assert desk.progress[-1].stopped is FileReason.REFUSED


@settings(max_examples=25, deadline=None)
@given(size=st.integers(0, 700_000), cuts=st.lists(st.tuples(st.integers(0, 12), st.integers(0, 6)), max_size=20))
def test_two_ends_and_any_cuts_give_the_same_bytes(tmp_path_factory, size, cuts):
    """A file goes round: the customer's to the console and, as an offer of the console, back to the customer, both by this
    machine; each cut loses what was on its way.
    """
    place = tmp_path_factory.mktemp("cuts")
    data = secrets.token_bytes(size)
    (place / "from").write_bytes(data)
    here, there = Desk(place / "unused"), Desk(place / "to")
    here.do(here.machine.send(place / "from"))
    here.recorded(2)
    # the other side sees an operator's offer: odd numbers, nothing else differs
    [offer] = here.says()
    there.hears(Offer(1, offer.name, offer.size, "x"))
    there.accepts(1)
    there.recorded(1)
    schedule = iter(cuts)
    for _ in range(1_000):
        cut = next(schedule, None)
        for message in there.says()[: None if cut is None else cut[1]]:
            here.hears(renumbered(message, 2))
        here.pulls(3)
        for message in here.says()[: None if cut is None else cut[0]]:
            there.hears(renumbered(message, 1))
        if cut is not None:
            for end in (here, there):
                end.says()
                end.machine.went_down()
                end.do(end.machine.resumed(Tick(0.0)))
        if "file:sent" in here.kinds:
            break
    assert here.kinds == ["file:accepted", "file:sent"]
    assert there.kinds == ["file:accepted", "file:received"]
    [kept] = (place / "to").iterdir()
    assert kept.read_bytes() == data


def renumbered(message, transfer):
    record = FILES.send(message)
    return FILES.parse(record[0], transfer.to_bytes(4, "big") + record[9:])


# --- said again after a cut --------------------------------------------------------------------------------------------


def cut(desk):
    desk.says()
    desk.machine.went_down()
    desk.do(desk.machine.resumed(Tick(desk.now)))
    return desk.says()


def test_an_offer_said_again_asks_nobody_twice(desk):
    offered(desk)
    offered(desk, name="別の名前.pdf")
    assert [type(shown) for shown in desk.shown] == [ShowFileQuestion], "the first one holds, under its own name"
    desk.accepts(1)
    desk.recorded(1)
    offered(desk)
    assert desk.says() == [Accept(1, 0)]
    desk.hears(*chunks(DATA), Whole(1, DIGEST))
    assert desk.says()[-1] == Received(1)


def test_an_offer_of_ours_that_was_lost_is_said_again(desk, picked):
    desk.do(desk.machine.send(picked))
    desk.recorded(2)
    [offer] = desk.says()
    assert cut(desk) == [offer]


def test_who_missed_the_refusal_hears_it_when_they_ask_again(desk):
    desk.hears(Request(1, "", "調査"))
    desk.do(desk.machine.refuse(1))
    assert desk.says() == [Stop(1, FileReason.REFUSED)]
    desk.hears(Request(1, "", "調査"))
    assert desk.says() == [Stop(1, FileReason.REFUSED)]
    assert len([shown for shown in desk.shown if isinstance(shown, ShowFileQuestion)]) == 1


def test_what_was_begun_and_taken_back_during_the_cut_is_no_breach(desk):
    desk.hears(Stop(7, FileReason.CANCELLED))
    assert desk.shown == []
    offered(desk, 5)
    assert isinstance(desk.shown[-1], ShowFileQuestion)


def test_a_reloaded_page_may_begin_at_any_number_that_was_not_used(desk):
    offered(desk, 1_000_001)
    offered(desk, 3)
    assert [shown.transfer for shown in desk.shown if isinstance(shown, ShowFileQuestion)] == [1_000_001, 3]


def test_a_confirmation_has_its_time_while_there_is_a_link(desk, picked):
    flowing(desk, picked)
    desk.pulls()
    desk.now += 50.0
    cut(desk)
    desk.later(50.0)
    assert "file:stopped" not in desk.kinds
    desk.hears(Received(1))
    assert desk.kinds[-1] == "file:sent"
