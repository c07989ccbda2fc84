"""A file that replaces another: the customer's own is kept beside it and can be put back; nothing is ever lost. Article: 7.3"""

from __future__ import annotations

import errno
import os
from hashlib import sha256
from pathlib import Path

import pytest

from madoguchi.base.clock import Tick
from madoguchi.host.files import replacing
from madoguchi.host.files.effects import Record, Show
from madoguchi.host.files.transfers import Transfers
from madoguchi.host.port import ShowFileProgress, ShowPutBack
from madoguchi.ledger.kinds import KINDS
from madoguchi.wire.conversation import Chunk, Offer, Received, Stop, Whole
from madoguchi.wire.vocabulary import FileReason

pytestmark = pytest.mark.article("7.3")
OLD, NEW = b"colour = blue\n", b"colour = red\n" * 40


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "conf.d" / "表示.conf"
    path.parent.mkdir()
    path.write_bytes(OLD)
    path.chmod(0o4640)
    return path


class Desk:
    def __init__(self, folder: Path) -> None:
        self.machine = Transfers(lambda: folder / "received", lambda: True)
        self.effects: list[object] = []

    def does(self, effects) -> None:
        self.effects += effects

    def takes(self, path: Path | None, name: str = "new.conf") -> None:
        """Offered, accepted in the place of ``path``, and sent whole."""
        self.offers_and_accepts(path, name)
        self.sends()

    def offers_and_accepts(self, path: Path | None, name: str = "new.conf") -> None:
        self.does(self.machine.receive(Offer(1, name, len(NEW), ""), Tick(0.0)))
        self.does(self.machine.accept(1, path, Tick(0.0)))
        self.does(self.machine.recorded(1, durable=True, now=Tick(0.0)))

    def sends(self) -> None:
        self.does(self.machine.receive(Chunk(1, 0, NEW), Tick(0.0)))
        self.does(self.machine.receive(Whole(1, sha256(NEW).digest()), Tick(0.0)))

    def puts_back(self) -> ShowPutBack:
        effects = self.machine.put_back(1)
        self.does(effects)
        [shown] = [effect.shown for effect in effects if isinstance(effect, Show)]
        assert isinstance(shown, ShowPutBack)
        return shown

    def records(self) -> list[Record]:
        return [effect for effect in self.effects if isinstance(effect, Record)]

    def last(self) -> ShowFileProgress:
        shown = [effect.shown for effect in self.effects if isinstance(effect, Show)]
        return [one for one in shown if isinstance(one, ShowFileProgress)][-1]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_new_file_stands_in_its_place_and_the_old_one_beside_it(desk: Desk, own: Path):
    desk.takes(own)
    assert contents(own.parent) == {"表示.conf": NEW, "表示.conf.bak": OLD}
    assert own.stat().st_mode & 0o7777 == 0o640, "its permissions, but never set-user-id for other contents"
    assert (desk.last().kept_as, desk.last().original) == (own, own.with_name("表示.conf.bak"))
    accepted, received, replaced = desk.records()
    assert accepted.body["path"] == str(own), "the customer's yes says what it was for"
    assert (received.kind, replaced.kind) == ("file:received", "file:replaced")
    assert replaced.body == {"original": f"{own}.bak", "path": str(own), "transfer": 1}
    assert all(KINDS[record.kind].body.fits(record.body) for record in desk.records())


def test_put_back_the_old_file_is_itself_again_and_the_new_one_is_kept(desk: Desk, own: Path):
    inode = own.stat().st_ino
    desk.takes(own)
    shown = desk.puts_back()
    assert contents(own.parent) == {"表示.conf": OLD, "表示.conf.new": NEW}
    assert own.stat().st_ino == inode
    assert own.stat().st_mode & 0o7777 == 0o4640
    assert shown == ShowPutBack(1, own, own.with_name("表示.conf.bak"), own.with_name("表示.conf.new"))
    assert desk.records()[-1].kind == "file:put_back"
    assert KINDS["file:put_back"].body.fits(desk.records()[-1].body)
    assert desk.machine.put_back(1) == [], "once"


def test_names_that_are_taken_are_left_alone(desk: Desk, own: Path):
    for ending in (".bak", ".new"):
        own.with_name(own.name + ending).write_bytes(b"mine")
    desk.takes(own)
    desk.puts_back()
    assert contents(own.parent) == {
        "表示.conf": OLD,
        "表示.conf.bak": b"mine",
        "表示.conf.new": b"mine",
        "表示.conf.new2": NEW,
    }


def test_a_link_is_followed_once_and_the_file_itself_is_replaced(desk: Desk, own: Path, tmp_path: Path):
    link = tmp_path / "link.conf"
    link.symlink_to(own)
    desk.takes(link)
    assert link.is_symlink()
    assert contents(own.parent) == {"表示.conf": NEW, "表示.conf.bak": OLD}


@pytest.mark.parametrize("kind", ["folder", "missing", "pipe"])
def test_only_an_ordinary_file_can_be_replaced(desk: Desk, tmp_path: Path, kind: str):
    place = tmp_path / "place"
    if kind == "folder":
        place.mkdir()
    elif kind == "pipe":
        os.mkfifo(place)
    desk.does(desk.machine.receive(Offer(1, "n", len(NEW), ""), Tick(0.0)))
    desk.does(desk.machine.accept(1, place, Tick(0.0)))
    reason = FileReason.NOT_FOUND if kind == "missing" else FileReason.UNREADABLE
    assert desk.last().stopped is reason
    assert desk.records()[-1].kind == "file:refused"


def test_a_file_that_was_exchanged_meanwhile_is_not_touched(desk: Desk, own: Path):
    desk.offers_and_accepts(own)
    other = own.with_name("other")
    other.write_bytes(b"saved meanwhile")
    other.replace(own)
    desk.sends()
    assert contents(own.parent) == {"表示.conf": b"saved meanwhile"}
    assert desk.last().stopped is FileReason.CHANGED
    assert not any(isinstance(effect, Received) for effect in desk.effects)


def test_on_a_disk_without_hard_links_all_is_the_same(desk: Desk, own: Path, monkeypatch: pytest.MonkeyPatch):
    def no_links(*_places: object, **_how: object) -> None:
        raise OSError(errno.EPERM, "no hard links here")

    monkeypatch.setattr(replacing.os, "link", no_links)
    desk.takes(own)
    assert contents(own.parent) == {"表示.conf": NEW, "表示.conf.bak": OLD}
    desk.puts_back()
    assert contents(own.parent) == {"表示.conf": OLD, "表示.conf.new": NEW}


@pytest.mark.parametrize("links", [True, False])
def test_when_the_last_step_fails_the_old_file_has_its_name_and_no_second_one(
    desk: Desk, own: Path, monkeypatch: pytest.MonkeyPatch, links: bool
):
    really = os.rename

    def full(before: str, after: str, **where: object) -> None:
        if str(before).endswith(".part"):
            raise OSError(errno.ENOSPC, "full")
        really(before, after, **where)  # type: ignore[arg-type]  # as it was called

    def no_links(*_places: object, **_how: object) -> None:
        raise OSError(errno.EPERM, "no hard links here")

    desk.offers_and_accepts(own)
    monkeypatch.setattr(replacing.os, "rename", full)
    if not links:
        monkeypatch.setattr(replacing.os, "link", no_links)
    desk.sends()
    assert contents(own.parent) == {"表示.conf": OLD}
    assert desk.last().stopped is FileReason.NO_SPACE


def test_a_file_of_somebody_elses_is_not_replaced_by_ours(desk: Desk, own: Path, monkeypatch: pytest.MonkeyPatch):
    def not_ours(*_who: object) -> None:
        raise PermissionError(errno.EPERM, "not yours to give")

    really = replacing.look_at
    monkeypatch.setattr(replacing.os, "fchown", not_ours)
    monkeypatch.setattr(
        "madoguchi.host.files.incoming.look_at",
        lambda path: replacing.Place(*[*_fields(really(path))[:4], 12_345, 12_345]),
    )
    desk.takes(own)
    assert contents(own.parent) == {"表示.conf": OLD}
    assert desk.last().stopped is FileReason.UNREADABLE


def _fields(place: replacing.Place) -> list[object]:
    return [place.path, place.device, place.inode, place.mode, place.owner, place.group]


def test_an_original_that_is_gone_cannot_be_put_back_and_the_new_file_stays(desk: Desk, own: Path):
    desk.takes(own)
    own.with_name("表示.conf.bak").unlink()
    shown = desk.puts_back()
    assert shown.trouble is FileReason.NOT_FOUND
    assert contents(own.parent) == {"表示.conf": NEW}
    own.with_name("表示.conf.bak").write_bytes(b"not it")
    assert desk.puts_back().trouble is FileReason.CHANGED


def test_when_the_new_file_is_gone_the_old_one_comes_back_all_the_same(desk: Desk, own: Path):
    desk.takes(own)
    own.unlink()
    assert desk.puts_back().beside is None
    assert contents(own.parent) == {"表示.conf": OLD}


def test_after_the_end_it_can_still_be_put_back(desk: Desk, own: Path):
    desk.takes(own)
    desk.does(desk.machine.stop_all())
    assert desk.puts_back().trouble is None
    assert own.read_bytes() == OLD


def test_without_a_pick_nothing_is_replaced(desk: Desk, own: Path):
    desk.takes(None, own.name)
    assert contents(own.parent) == {"表示.conf": OLD}
    assert desk.last().original is None
    assert not any(isinstance(effect, Stop) for effect in desk.effects)


def test_a_name_that_is_no_text_can_be_recorded(desk: Desk, tmp_path: Path):
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.conf"))
    path.write_bytes(OLD)
    desk.takes(path)
    assert path.read_bytes() == NEW
    assert all(KINDS[record.kind].body.fits(record.body) for record in desk.records())
    assert "\ufffd" in str(desk.records()[-1].body["path"])
