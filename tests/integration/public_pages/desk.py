"""A public site with everything behind it made up: the pages, the renderer and the downloads are the real ones."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from madoguchi.base.clock import Instant, ManualClock
from madoguchi.base.words import Language
from madoguchi.office.terms.ports import TermsVersion, TermsWording
from madoguchi.rules.terms import fill, sample, settled, sha256, title_of
from madoguchi.web.builds import BuildFolder, HostBuild
from madoguchi.web.pages.public import HoursNow, ProviderCard, PublicDeps, public_routes
from madoguchi.web.pages.public_terms import TermsDeps
from madoguchi.web.render import STATIC, ProviderNames, Renderer, RequestFacts

BEGIN = datetime(2026, 1, 5, 1, 30, tzinfo=UTC)

PLACES = {
    Language.JA: {
        "provider": "株式会社みなとシステム",
        "phone": "03-0000-1234",
        "hours": "平日9時から12時まで及び13時から18時まで",
        "closed_days": "土曜日、日曜日、国民の祝日",
        "off_hours_fee": "30分ごとに5,500円（税込）",
        "court": "東京地方裁判所",
        "website": "https://support.minato.example/",
        "effective_date": "2026年1月5日",
    },
    Language.EN: {
        "provider": "Minato Systems Co., Ltd.",
        "phone": "03-0000-1234",
        "hours": "weekdays 09:00–12:00 and 13:00–18:00",
        "closed_days": "Saturdays, Sundays, national holidays",
        "off_hours_fee": "5,500 yen (tax included) for each 30 minutes",
        "court": "the Tokyo District Court",
        "website": "https://support.minato.example/",
        "effective_date": "5 January 2026",
    },
}


def sample_text(language: Language) -> str:
    text = fill(sample(language), PLACES[language])
    assert isinstance(text, str), text
    return settled(text)


def published(number: int, version: str, at: Instant = BEGIN, **texts: str) -> TermsVersion:
    """A version as a store gives it; ``texts`` by language, Japanese first."""
    wordings = tuple(
        TermsWording(Language(language), title_of(text), text, "", sha256(text), "") for language, text in texts.items()
    )
    return TermsVersion(version, number, at, at, wordings)


def three_versions() -> list[TermsVersion]:
    """Oldest first, in both languages; the second changes a fee and a sentence, the third drops one and adds one."""
    found: list[dict[str, str]] = [{}, {}, {}]
    for language in Language:
        first = sample_text(language)
        second = (
            first.replace("30分ごとに5,500円（税込）", "15分ごとに3,300円（税込）")
            .replace("5,500 yen (tax included) for each 30 minutes", "3,300 yen (tax included) for each 15 minutes")
            .replace("当社は直ちに作業を終了する。", "当社は、理由の如何を問わず直ちに作業を終了する。")
            .replace("end the work at once.", "end the work at once, whatever the reason.")
        )
        third = (
            second.replace("   3. ファイルの送受信", "   3. ファイルの送受信\n   4. 文字による会話（チャット）")
            .replace(
                "   3. Sending and receiving files",
                "   3. Sending and receiving files\n   4. Written conversation (chat)",
            )
            .replace("5. 料金が発生した場合、当社は、作業の日時及び時間を記載した明細を発行する。\n", "")
            .replace(
                "5. Where a fee has arisen, the Provider shall issue a statement giving the dates, times and duration of the work.\n",
                "",
            )
        )
        for texts, text in zip(found, (first, second, third), strict=True):
            texts[language.value] = text
    return [
        published(number, f"2026-0{number}", BEGIN + timedelta(days=30 * (number - 1)), **texts)
        for number, texts in enumerate(found, 1)
    ]


@dataclass
class Desk:
    """What the deps answer. Tests change its fields."""

    folder: Path
    versions: list[TermsVersion] = field(default_factory=three_versions)
    names: ProviderNames = field(
        default_factory=lambda: ProviderNames("株式会社みなとシステム", "Minato Systems Co., Ltd.", "03-0000-1234")
    )
    hours: HoursNow = field(
        default_factory=lambda: HoursNow(True, "平日 9:00〜12:00、13:00〜18:00", datetime(2026, 1, 5, 9, tzinfo=UTC))
    )
    clock: ManualClock = field(default_factory=lambda: ManualClock(BEGIN + timedelta(days=61)))
    operator: str | None = None
    demo: bool = False
    fetched: list[tuple[str, str, Instant]] = field(default_factory=list)

    def facts(self, request: Request) -> RequestFacts:
        language = Language(request.query_params.get("language", "ja"))
        return RequestFacts(language, request.url.path, self.names, self.operator, "token", self.demo)

    async def provider(self) -> ProviderCard:
        return ProviderCard("Ctrl+Alt+Q", sha256("the provider's key"))

    async def hours_now(self, language: Language) -> HoursNow:
        text = self.hours.text if language is Language.JA else "Weekdays 09:00–12:00, 13:00–18:00"
        return dataclasses.replace(self.hours, text=text)

    async def every(self) -> Sequence[TermsVersion]:
        return sorted(self.versions, key=lambda terms: (terms.effective_at, terms.number), reverse=True)

    async def current(self) -> TermsVersion | None:
        now = self.clock.now()
        return next((one for one in await self.every() if one.effective_at <= now and not one.withdrawn), None)

    async def named(self, version: str) -> TermsVersion | None:
        return next((terms for terms in self.versions if terms.version == version), None)

    async def record_fetched(self, build: HostBuild, address: str, at: Instant) -> None:
        self.fetched.append((build.name, address, at))

    def app(self) -> Starlette:
        render = Renderer()
        deps = PublicDeps(
            render=render,
            now=self.clock.now,
            facts=self.facts,
            address=lambda request: request.client.host if request.client else "",
            provider=self.provider,
            hours_now=self.hours_now,
            terms=TermsDeps(render, self.clock.now, self.facts, self.current, self.every, self.named),
            builds=BuildFolder(self.folder).builds,
            record_fetched=self.record_fetched,
        )
        return Starlette(routes=[*public_routes(deps), Mount("/static", StaticFiles(directory=STATIC))])
