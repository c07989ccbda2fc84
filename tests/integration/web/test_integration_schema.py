"""The API for other programs on a running server: what its document says is what it does, whoever calls and whatever is sent; and
the examples of docs/api.md do what they say."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from madoguchi.base.words import Language
from madoguchi.office.operators.ports import OperatorRole
from madoguchi.web.api_document import api_document
from tests.integration.web.office_site import Site
from tests.integration.web.test_integration_api import CUSTOMER, key_of, program

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "api.md"
ALWAYS = [not_a_server_error, content_type_conformance, response_schema_conformance, status_code_conformance]
EXAMPLES = {GenerationMode.POSITIVE: 6, GenerationMode.NEGATIVE: 4}  # for each operation and role: half a minute in all


@pytest.fixture
def office(site: Site) -> Iterator[str]:
    """The address of the running server."""
    ready = threading.Event()

    class Server(uvicorn.Server):
        async def startup(self, sockets: Any = None) -> None:
            await super().startup(sockets)
            ready.set()

    server = Server(uvicorn.Config(site.app, port=0, log_level="critical", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    assert ready.wait(30)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


async def known(site: Site) -> dict[str, str]:
    """Ids of things that exist."""
    site.publish()
    async with program(site, key_of(site, "seed", OperatorRole.SUPERVISOR)) as client:
        customer = (await client.post("/customers", json=CUSTOMER)).json()
        contact = customer["contacts"][0]["id"]
        facts = {"customer": customer["id"], "contact": contact, "category": "fault", "subject": "印刷"}
        case = (await client.post("/cases", json=facts)).json()
        number = (await client.post(f"/cases/{case['id']}/numbers")).json()
    return {
        "customer": customer["id"],
        "contact": contact,
        "case": case["id"],
        "number": number["id"],
        "version": "2026-01",
    }


@dataclass
class Caller:
    """Calls the running server with generated cases, and holds each answer against the document."""

    site: Site
    office: str
    key: str
    there: dict[str, str]
    unasked: set[str] = field(default_factory=set)
    statuses: Counter[int] = field(default_factory=Counter)

    def ask(self, operation: schemathesis.APIOperation, mode: GenerationMode) -> None:
        @settings(
            max_examples=EXAMPLES[mode],
            database=None,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode), is_real=st.booleans())
        def every(case: schemathesis.Case, is_real: bool) -> None:
            self.site.clock.advance(1)  # within what a key may call in a minute
            if is_real and mode is GenerationMode.POSITIVE:
                case.path_parameters = {
                    name: self.there.get(name, value) for name, value in case.path_parameters.items()
                }
            headers = {"Authorization": f"Bearer {self.key}"}
            response = case.call(base_url=self.office, headers=headers)
            self.statuses[response.status_code] += 1
            checks = [*ALWAYS, negative_data_rejection] if mode is GenerationMode.NEGATIVE else ALWAYS
            case.validate_response(response, checks=checks, headers=headers)

        try:
            every()
        except Unsatisfiable:  # nothing wrong can be made of what takes nothing
            assert mode is GenerationMode.NEGATIVE
            self.unasked.add(operation.label)


@pytest.mark.parametrize("role", [OperatorRole.OPERATOR, OperatorRole.SUPERVISOR, OperatorRole.ADMIN])
async def test_the_document_is_true(site: Site, office: str, role: OperatorRole) -> None:
    caller = Caller(site, office, key_of(site, role.value, role), await known(site))
    for found in schemathesis.openapi.from_dict(api_document(Language.JA)).get_all_operations():
        for mode in EXAMPLES:
            caller.ask(found.ok(), mode)
    assert caller.statuses[200] > 10, caller.statuses
    assert caller.statuses.total() > 200, caller.statuses
    assert caller.statuses[500] == 0
    assert caller.unasked == {"GET /api/v1/terms"}


def test_the_examples_of_the_guide_work(site: Site, office: str) -> None:
    site.publish()
    curl = shutil.which("curl")
    assert curl, "the examples are for curl"
    environment = os.environ | {"KEY": key_of(site, "yamada"), "OFFICE": office}
    examples = re.findall(r"```sh\n(.*?)```", GUIDE.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert len(examples) >= 3
    said = []
    for example in examples:
        assert example.startswith("curl -sS "), example
        done = subprocess.run(
            ["bash", "-euc", example.replace("curl -sS", "curl -sS --fail-with-body", 1)],
            env=environment, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert done.returncode == 0, (example, done.stdout, done.stderr)
        said.append(done.stdout)
    assert '"items":[]' in said[0]
    assert "株式会社客先" in said[1]
    assert '"in_force":true' in said[2]
