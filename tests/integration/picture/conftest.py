from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.picture.far_end import FarEnd

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tools"))


@pytest.fixture(scope="session")
def far_end(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FarEnd]:
    """The viewer's own core in a process of Node."""
    import setup as tools

    node, _ = tools.node_command()
    viewer = ROOT / "viewer"
    built = tmp_path_factory.mktemp("far") / "far_picture.mjs"
    bundle = [
        str(node),
        "node_modules/rolldown/bin/cli.mjs",
        "test/far_picture.ts",
        "--platform",
        "node",
        "--format",
        "esm",
    ]
    subprocess.run([*bundle, "--file", str(built)], cwd=viewer, check=True, capture_output=True, timeout=60)
    with FarEnd([str(node), str(built)]) as far:
        yield far
