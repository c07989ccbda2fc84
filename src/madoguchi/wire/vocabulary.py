"""The closed lists that messages use. The names are the words of contract, ledger and screens; the numbers never change
and are never used again. ``word`` is the spelling outside the wire (records, timeline, statistics).
"""

from __future__ import annotations

from enum import IntEnum


class Listed(IntEnum):
    """A member of a closed list."""

    @property
    def word(self) -> str:
        """The lower-case word for records, timelines and statistics."""
        return self.name.lower()


class Role(Listed):
    HOST = 1
    CONSOLE = 2


class Mode(Listed):
    """How the two ends prove that they belong together."""

    NUMBER = 1  # by the secret part of the number told over the phone
    RESUME = 2  # by the secret that an earlier handshake of the same session left to both


class Channel(Listed):
    """What kind of thing a sealed frame carries: its key, its order and its urgency. The relay reads it; it says no more
    than traffic analysis would.
    """

    HANDSHAKE = 0  # not sealed: the handshake itself
    CONTROL = 1
    INPUT = 2
    PICTURE = 3
    FILES = 4


class Access(Listed):
    """What the customer may allow, each by itself. Article: 5.2"""

    VIEW = 1  # 見る
    CONTROL = 2  # 操作
    CLIPBOARD = 3  # クリップボード
    FILES = 4  # ファイル


class Grant(Listed):
    """Where one access stands. Article: 5.2"""

    NONE = 0
    ASKED = 1  # the question is on the customer's screen
    AGREED = 2  # the customer said yes; the record is not durable yet, so nothing takes effect
    HELD = 3


class Phase(Listed):
    """The life of a session. Article: P.1"""

    INVITED = 0
    FETCHED = 1
    STARTED = 2
    SHOWN = 3
    AGREED = 4
    CONNECTED = 5
    ENDED = 6


class Ending(Listed):
    """How a session ended: one word on the wire, in the ledger, on screens and in statistics."""

    RESOLVED = 1
    CUSTOMER_STOPPED = 2
    OPERATOR_ENDED = 3
    DECLINED = 4
    HOURS_REFUSED = 5
    SUPERVISOR_ENDED = 6
    LOST = 7


class Verdict(Listed):
    """What became of a question on the customer's screen, or of something that was allowed."""

    ALLOWED = 1
    REFUSED = 2
    TIMED_OUT = 3  # no answer means no
    WITHDRAWN = 4  # by the customer
    YIELDED = 5  # given back by the operator
    RAN_OUT = 6  # the time that it was allowed for is over
    NOT_RECORDED = 7  # the office could not write the consent, so it never took effect
    NOT_ASSIGNED = 8  # the operator's card does not have it: never asked, or closed by a new card. Article: 9.2


class Pause(Listed):
    """Why the operator's input waits although control is held."""

    NONE = 0
    CUSTOMER_INPUT = 1  # the customer's own mouse or keyboard is in use. Article: 5.3
    QUESTION = 2  # a question is on the customer's screen
    LINK = 3  # the connection was cut; the first good frame has not been seen yet
    CUSTOMER_PAUSED = 4  # the customer pressed pause
    SCREEN_LOCKED = 5
    OWN_WINDOW = 6  # pointer or focus is on this program's own windows
    OFF_HOURS = 7  # the customer has not agreed to work outside the support hours. Article: 3.3
    DATA_LIMIT = 8  # the customer's own limit of data is reached. Article: 6.2


class Fee(Listed):
    """Where the question about work outside the support hours stands. Article: 3.3"""

    NONE = 0  # within the hours, or nothing costs anything: there is nothing to ask
    WARNED = 1  # the hours end soon
    ASKED = 2  # the hours end soon: the question is on the customer's screen
    REFUSED = 3  # the hours end soon: the customer said no
    AGREED = 4  # the hours end soon: the customer said yes; the record is not durable yet
    READY = 5  # the hours end soon: agreed and on record
    CHARGED = 6  # outside the hours: agreed and on record, so work goes on
    STOPPED = 7  # outside the hours: not agreed, so sharing and control pause
    RECORDING = 8  # outside the hours: the customer said yes; they pause until the record is durable


class RequestState(Listed):
    """Where an お願い stands: something that the customer was asked to do themselves. Article: 5.7"""

    ASKED = 1  # it is on the customer's list
    DONE = 2  # the customer ticked it off
    CANNOT = 3  # the customer cannot do it
    TICKED_OFF = 4  # the operator ticked it off
    TAKEN_BACK = 5  # the operator took it back
    NOT_TAKEN = 6  # there are too many, or no session is open: the customer never saw it


class Sharing(Listed):
    """What the customer chose to show. Article: 5.1"""

    NOTHING = 0
    MONITOR = 1
    WINDOW = 2


class TileCoding(Listed):
    SOLID = 1  # data is one pixel: blue, green, red
    ZSTD_BGR = 2  # data is a zstd frame of w*h*3 bytes: blue, green, red, row by row
    INDEXED = 3  # data is numbers of colours in the canvas's one zstd stream: protocol.md, Picture


class VideoCoding(Listed):
    H264 = 1  # data is one access unit of H.264 (Annex B; a key frame has its parameter sets in front), 4:2:0, full range, BT.709


class FileReason(Listed):
    """Why a file did not pass."""

    REFUSED = 1
    TIMED_OUT = 2
    CANCELLED = 3
    NOT_FOUND = 4
    CHANGED = 5  # the file changed while it was being sent
    HASH_DIFFERS = 6
    NO_SPACE = 7
    NOT_GRANTED = 8
    BAD_NAME = 9
    UNREADABLE = 10
    SESSION_ENDED = 11
