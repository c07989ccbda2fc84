"""Values to show in tests and in the gallery: ordinary ones, and the worst that a peer can send."""

from __future__ import annotations

from pathlib import Path

from madoguchi.host import port
from madoguchi.rules.computer_changes import Change, Changes, Part
from madoguchi.wire.vocabulary import Access, Grant, Pause, Sharing

PROVIDER = port.Provider("窓口サービス株式会社", "Madoguchi Service Inc.", "03-1234-5678")
HOURS = "平日 9:00〜12:00、13:00〜18:00（日本時間）"
CALLER = port.CallerCard("佐藤 花子", "窓口サービス株式会社", False, "4821")
HOSTILE = '<b>太字</b><img src="http://evil.example/x.png">\u202egpj.exe\x07\x1b[31m&amp;' + "Ｗ" * 300
HOSTILE_CALLER = port.CallerCard(HOSTILE, "協力会社<script>alert(1)</script>" + "長" * 200, True, "0007")
TERMS_TEXT = (
    """# 遠隔サポート利用規約

この規約は、当社がお客様の電子計算機に遠隔から接続して行うサポートの条件を定めます。

## 第1条（目的）

障害対応と操作支援のため、インターネットを通じてお客様の電子計算機と当社のサポート端末を接続します。

## 第2条（対象者）

当社のシステムまたはサービスを利用する、または利用を予定している法人と個人事業主の方。

| 項目 | 内容 |
|---|---|
| 営業時間 | 平日 9:00〜18:00 |
| 料金 | 営業時間外は有料です |

"""
    + "\n\n".join(
        f"## 第{n}条\n\n" + "お客様が終了を希望したときは、作業をただちに終了します。" * 6 for n in range(3, 13)
    )
    + """

詳しくは[当社のページ](https://example.jp/terms)をご覧ください。<b>タグ</b> ![絵](http://evil.example/x.png)
"""
)
TERMS = port.Terms("3", "遠隔サポート利用規約", TERMS_TEXT, "2026-04-01T00:00:00.000Z", "9f2c4a" + "0" * 58)
CASE = port.CaseFacts("2026-0042", "操作支援", "会計ソフトの印刷がずれる", "山田商店", "山田 太郎 様", False, HOURS)
HOSTILE_CASE = port.CaseFacts(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, True, HOURS)
MONITOR = port.Target(Sharing.MONITOR, 0, "1", 1920, 1080)
TARGETS = (
    MONITOR,
    port.Target(Sharing.WINDOW, 0x1400003, "会計.ods - 表計算", 1200, 800),
    port.Target(Sharing.WINDOW, 0x1600003, HOSTILE, 900, 700),
    port.Target(Sharing.WINDOW, 0x1700003, "", 640, 480),
)
PRICE = port.FeePrice("weekday", 2_000, 900, 1, 1_000)
NIGHT = port.FeePrice("weekday_night", 3_000, 900, 1, 1_000)
QUOTE = port.FeeQuote(
    "ab" * 32, "2026-04-01T09:00:00.000Z", "2026-04-01T13:00:00.000Z", (PRICE, NIGHT), 1_800, 4_400, 2_200
)
ALL_OFF = dict.fromkeys(Access, Grant.NONE)


def number_entry(**changes: object) -> port.ShowNumberEntry:
    return port.ShowNumberEntry(**{"provider": PROVIDER, "support_hours": HOURS, **changes})  # type: ignore[arg-type]


def agreement(**changes: object) -> port.ShowAgreement:
    usual = {"provider": PROVIDER, "caller": CALLER, "case": CASE, "terms": TERMS, "targets": TARGETS}
    return port.ShowAgreement(**{**usual, **changes})  # type: ignore[arg-type]


def bar(grants: dict[Access, Grant] | None = None, **changes: object) -> port.ShowBar:
    usual: dict[str, object] = {
        "caller": CALLER,
        "grants": {**ALL_OFF, **(grants or {})},
        "pause": Pause.NONE,
        "sharing": Sharing.MONITOR,
        "sharing_title": "1",
        "seconds": 754,
        "bytes_used": 35_400_000,
        "link_up": True,
        "link_seconds_left": 0,
        "hotkey": "Ctrl+Alt+Q",
    }
    return port.ShowBar(**{**usual, **changes})  # type: ignore[arg-type]


def picture(target: port.Target = MONITOR, width: int = 960, height: int = 540) -> port.ShowPreview:
    row = b"".join(bytes((x * 255 // width, 120, 200, 0)) for x in range(width))
    return port.ShowPreview(target, port.Image(width, height, row * height))


OWN = Path("/etc/hosts")
OWN_KEPT = Path("/etc/hosts.bak")
REPLACED = port.ShowFileProgress(9, True, "hosts", 900, 900, kept_as=OWN, finished=True, original=OWN_KEPT)
CHANGES = Changes(
    (
        *(
            Change(Part.PACKAGE, f"printer-driver-{name}:amd64", "", "3.22.10+dfsg0-2")
            for name in ("hpcups", "gutenprint")
        ),
        Change(Part.PACKAGE, "cups:amd64", "2.4.2-3+deb12u8", "2.4.2-3+deb12u9"),
        Change(Part.PACKAGE, HOSTILE[:200], "1", ""),
        Change(Part.PACKAGE, "foomatic-db-compressed-ppds:all", "20230202-1", ""),
        Change(Part.SERVICE, "cups", "automatic:stopped", "automatic:running"),
        Change(Part.SERVICE, "cups-browsed", "automatic:running", "forbidden:stopped"),
    ),
    (),
)
