"""The customer's program goes out whole or by one part, under its true name, and is written down when it has gone. P.1"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import httpx
import pytest

from madoguchi.web.builds import BuildFolder, Platform
from madoguchi.web.downloads import OutOfReach, Part, asked_part, content_disposition
from tests.integration.public_pages.conftest import BUILD, CONTENT
from tests.integration.public_pages.desk import Desk

DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.mark.article("P.1")
async def test_the_whole_file_and_the_record_of_it(desk: Desk, site: httpx.AsyncClient):
    answer = await site.get(f"/download/{BUILD}")
    assert answer.status_code == 200
    assert hashlib.sha256(answer.content).hexdigest() == DIGEST
    assert answer.headers["content-length"] == str(len(CONTENT))
    assert answer.headers["etag"] == f'"{DIGEST}"'
    assert answer.headers["content-disposition"] == f"attachment; filename=\"{BUILD}\"; filename*=UTF-8''{BUILD}"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert desk.fetched == [(BUILD, "203.0.113.7", desk.clock.now())]


@pytest.mark.article("P.1")
async def test_a_first_part_is_not_a_fetch_and_the_last_part_is(desk: Desk, site: httpx.AsyncClient):
    first = await site.get(f"/download/{BUILD}", headers={"Range": "bytes=0-399999"})
    assert first.status_code == 206
    assert first.headers["content-range"] == f"bytes 0-399999/{len(CONTENT)}"
    assert desk.fetched == []
    rest = await site.get(f"/download/{BUILD}", headers={"Range": "bytes=400000-", "If-Range": first.headers["etag"]})
    assert first.content + rest.content == CONTENT
    assert len(desk.fetched) == 1


async def test_a_look_at_the_headers_is_not_a_fetch(desk: Desk, site: httpx.AsyncClient):
    answer = await site.head("/download/host")
    assert answer.status_code == 200
    assert answer.headers["content-length"] == str(len(CONTENT))
    assert (await site.get("/download/host", headers={"If-None-Match": f'"{DIGEST}"'})).status_code == 304
    assert desk.fetched == []


async def test_a_part_of_another_file_is_never_joined(site: httpx.AsyncClient):
    answer = await site.get("/download/host", headers={"Range": "bytes=10-19", "If-Range": '"other"'})
    assert answer.status_code == 200
    assert answer.content == CONTENT


async def test_a_part_behind_the_end_is_refused(site: httpx.AsyncClient):
    answer = await site.get("/download/host", headers={"Range": f"bytes={len(CONTENT)}-"})
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{len(CONTENT)}"
    assert answer.content == b""


@pytest.mark.parametrize(
    ("header", "part"),
    [
        (None, None),
        ("bytes=0-0", Part(0, 0)),
        ("bytes=5-", Part(5, 99)),
        ("bytes=5-1000", Part(5, 99)),
        ("bytes=-10", Part(90, 99)),
        ("bytes=-1000", Part(0, 99)),
        ("bytes=-0", OutOfReach()),
        ("bytes=100-", OutOfReach()),
        ("bytes=9-5", None),
        ("bytes=0-1,2-3", None),
        ("bytes=" + ",".join(["0-1"] * 3000), None),
        ("items=0-1", None),
        ("bytes=-", None),
        ("bytes=٣-", None),
        ("bytes=" + "9" * 40 + "-", None),
    ],
)
def test_one_part_or_the_whole(header: str | None, part: Part | OutOfReach | None):
    assert asked_part(header, 100) == part


def test_an_empty_file_has_no_part():
    assert asked_part("bytes=0-", 0) == OutOfReach()
    assert asked_part("bytes=-5", 0) == OutOfReach()


def test_a_japanese_name_reaches_new_and_old_browsers():
    assert content_disposition('窓口 "版";1.zip') == (
        "attachment; filename=\"_______1.zip\"; filename*=UTF-8''%E7%AA%93%E5%8F%A3%20%22%E7%89%88%22%3B1.zip"
    )
    assert "\r" not in content_disposition("a\r\nSet-Cookie: x")


@pytest.mark.parametrize("name", ["..%2fsecret", "%2e%2e%2fsecret", "secret.txt", ".hidden-1-linux-x86_64.zip"])
async def test_only_builds_go_out(desk: Desk, site: httpx.AsyncClient, name: str):
    (desk.folder / "secret.txt").write_text("x")
    (desk.folder.parent / "secret").write_text("x")
    answer = await site.get(f"/download/{name}")
    assert answer.status_code == 404
    assert desk.fetched == []


async def test_the_folder_is_read_anew_and_the_newest_stands_first(tmp_path: Path):
    folder = BuildFolder(tmp_path / "later")
    assert await folder.builds() == ()
    (tmp_path / "later").mkdir()
    old = tmp_path / "later" / "madoguchi-host-0.1.0-linux-x86_64.tar.gz"
    new = tmp_path / "later" / "madoguchi-host-0.2.0-windows-x86_64.zip"
    old.write_bytes(b"old")
    new.write_bytes(b"new")
    os.utime(old, (1_000, 1_000))
    (tmp_path / "later" / "madoguchi-host-0.3.0-linux-x86_64.tar.gz").symlink_to(old)
    builds = await folder.builds()
    assert [(build.version, build.platform, build.sha256) for build in builds] == [
        ("0.2.0", Platform.WINDOWS, hashlib.sha256(b"new").hexdigest()),
        ("0.1.0", Platform.LINUX, hashlib.sha256(b"old").hexdigest()),
    ]
    old.write_bytes(b"older")
    assert hashlib.sha256(b"older").hexdigest() in {build.sha256 for build in await folder.builds()}
