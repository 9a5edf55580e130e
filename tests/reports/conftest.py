"""One report for all tests of this folder: four example articles and one planted with scripts."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from suanli.reports.gathering import gather
from suanli.reports.rendering import render

ROOT = Path(__file__).parent.parent.parent
CHOSEN = (
    "01_bytedance-orders_zh-Hans.txt",
    "03_h200-demand_zh-Hant.txt",
    "05_h20-resale_pt-machine.txt",
    "06_a800-rush_fr.txt",
)
ON = dt.date(2026, 1, 31)
PLANTED = """<script>window.planted = 1</script> "Big" order of <img src=x onerror="window.planted=2"> chips

Published 3 March 2025. ByteDance ordered 20,000 H20 chips for US$300 million <script>window.planted = 3</script> in 2025,
a person said <svg onload="window.planted=4">. Alibaba bought 5,000 A800 chips' onmouseover='window.planted=5 in 2023.
Tencent held <a href="javascript:window.planted=6">8,000</a> H800 chips at the end of 2024. {{ 7 * 7 }} {% raw %} </style></table></details>
"""


@pytest.fixture(scope="session")
def documents(tmp_path_factory) -> Path:
    """The folder of documents that the report is made of."""
    folder = tmp_path_factory.mktemp("documents")
    for name in CHOSEN:
        shutil.copy(ROOT / "examples" / "articles" / name, folder / name)
    (folder / "planted <img src=x onerror=planted=7>.txt").write_text(PLANTED, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def page(documents):
    """Everything that the report shows, gathered once."""
    return gather([documents], ledger=None, on=ON)


@pytest.fixture(scope="session")
def html(page) -> str:
    """The report in English."""
    return render(page)


@pytest.fixture(scope="session")
def tree(html):
    """The report, parsed."""
    import lxml.html

    return lxml.html.fromstring(html.encode())


@pytest.fixture(scope="session")
def browser():
    """A real headless Chromium; the test is skipped where there is none."""
    playwright = pytest.importorskip("playwright.sync_api")
    place = next(
        (p for p in ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome") if Path(p).exists()),
        "",
    )
    if not place:
        pytest.skip("no Chromium; on Debian: apt-get install chromium")
    with playwright.sync_playwright() as running:
        flags = [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ]
        found = running.chromium.launch(executable_path=place, args=flags)
        yield found
        found.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """axe-core's script, from npm's cache or registry through its ordinary client; skipped where it cannot be had."""
    import subprocess
    import tarfile

    cache = Path.home() / ".cache" / "suanli-tests"
    cache.mkdir(parents=True, exist_ok=True)
    kept = next(iter(sorted(cache.glob("axe-core-*.tgz"))), None)
    if kept is None and shutil.which("npm"):
        subprocess.run(
            ["npm", "pack", "axe-core", "--pack-destination", str(cache)], capture_output=True, timeout=60, check=False
        )
        kept = next(iter(sorted(cache.glob("axe-core-*.tgz"))), None)
    if kept is None:
        pytest.skip("axe-core could not be had with `npm pack axe-core`")
    with tarfile.open(kept) as pack:
        return pack.extractfile("package/axe.min.js").read().decode()
