"""The page itself: every number has a ground, every quote is exact, nothing runs, nothing is fetched, all can read it."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest

from suanli.reports.rendering import render
from suanli.reports.wording import LANGUAGES

ROOT = Path(__file__).parent.parent.parent
MAX_BYTES = 1_500_000
EXEMPT = {
    "a",
    "time",
    "code",
    "pre",
    "q",
    "blockquote",
    "mark",
    "cite",
    "th",
    "caption",
    "style",
    "script",
    "summary",
    "button",
    "option",
    "label",
    "h1",
    "h2",
    "h3",
    "h4",
    "figcaption",
    "svg",
    "nav",
}


def grounds(tree) -> set[str]:
    """Ids of what a number may rest on at once: words, a source, a method."""
    found = set()
    for node in tree.iter():
        if (
            isinstance(node.tag, str)
            and node.get("id")
            and (node.get("data-ground") or node.xpath(".//*[@data-ground]"))
        ):
            found.add(node.get("id"))
    return found


def anchors(tree) -> dict:
    return {node.get("id"): node for node in tree.iter() if isinstance(node.tag, str) and node.get("id")}


# ---------------------------------------------------------------- every number answers


def test_every_number_reaches_its_ground_in_two_steps(tree) -> None:
    """Each number is a link; its target holds words or a source, or links to what does."""
    ids, ready = anchors(tree), grounds(tree)
    numbers = [a for a in tree.iter("a") if "n" in (a.get("class") or "").split()]
    assert len(numbers) > 300
    for link in numbers:
        first = link.get("href").removeprefix("#")
        assert first in ids, f"{link.text_content()!r} leads to {first}, which is not on the page"
        if first in ready:
            continue
        onward = {a.get("href", "").removeprefix("#") for a in ids[first].iter("a")}
        assert onward & ready, f"{link.text_content()!r}: no ground within two steps of {first}"


def test_marks_of_charts_lead_to_their_ground(tree) -> None:
    """Every figure drawn in a chart is a link to the same grounds; axis figures are hidden from readers of the page."""
    ids = anchors(tree)
    for svg in tree.iter("svg"):
        for text in svg.iter("text"):
            inside = any(p.tag == "a" for p in text.iterancestors())
            assert inside or text.get("aria-hidden") == "true" or text.get("class") == "label", text.text
        for link in svg.iter("a"):
            assert link.get("href").removeprefix("#") in ids
            assert link.get("aria-label") or link.text_content().strip()


def test_no_bare_number_in_a_cell(tree) -> None:
    """A digit in a cell of a table or a card stands in a link, a time, a name, a quote or an English note."""
    for cell in [*tree.iter("td"), *tree.iter("dd")]:
        if (
            cell.get("lang") == "en"
            or any(p.get("lang") == "en" for p in cell.iterancestors() if isinstance(p.tag, str))
            or cell.get("data-ground")
        ):
            continue
        for node in cell.iter():
            if not isinstance(node.tag, str):
                continue
            line = [node, *node.iterancestors()]
            if any(isinstance(p.tag, str) and (p.tag in EXEMPT or p.get("lang")) for p in line[: line.index(cell)]):
                texts = [node.tail] if node is not cell and node.tag in EXEMPT and node.getparent() is cell else []
            else:
                texts = [node.text, *(c.tail for c in node)]
            for text in filter(None, texts):
                known = re.sub(r"[A-Za-z]+-?\d[\w.-]*|\d+(?:GB|B)\b|Tesla|\[\d+\]|SXM\d|\d+p\d*", "", text)
                assert not re.search(r"\d", known) or _is_name(cell), (text, cell.text_content()[:80])


def _is_name(cell) -> bool:
    """Cells that hold names, sources and layouts, which are not results."""
    row = cell.getparent()
    column = list(row).index(cell)
    table = next(p for p in cell.iterancestors("table"))
    head = [h.text_content().strip() for h in table.iter("th") if h.getparent().getparent().tag == "thead"]
    return column < len(head) and head[column] in {
        "Chips",
        "Chip",
        "On",
        "Model",
        "Source",
        "Kind of price",
        "Title",
        "Outlet",
        "Rules near in time",
        "Repairs and trimmings",
    }


# ---------------------------------------------------------------- quotes


def test_quotes_are_the_words_of_the_files(tree, page, documents) -> None:
    """Each quote stands in the original file at the code points that the page names."""
    texts = {s.document.id: (documents / f"{s.document.name}.txt") for s in page.sources}
    checked = 0
    for quote in tree.xpath("//blockquote[@data-document]"):
        place = texts[quote.get("data-document")]
        if not place.is_file():
            place = next(documents.glob(f"{place.stem[:8]}*"))
        original = place.read_text(encoding="utf-8")
        start, end = int(quote.get("data-start")), int(quote.get("data-end"))
        said = quote.xpath("./mark")[0].text_content()
        assert " ".join(original[start:end].split()) == " ".join(said.split())
        checked += 1
    assert checked == len(page.claims) > 20


def test_quotes_carry_their_language(tree) -> None:
    """Quotes in Chinese, Portuguese and French say so, whatever the language of the page."""
    found = {q.get("lang") for q in tree.xpath("//blockquote[@lang]")}
    assert {"zh-Hans", "zh-Hant", "pt", "fr"} <= found


@pytest.mark.shared
def test_the_real_articles_show_what_they_say(shared, tmp_path) -> None:
    """On the five real articles the page's statements include the known facts, each with its exact words."""
    from suanli import add
    from suanli.ledger import claims

    add(shared / "articles", ledger=tmp_path / "real.db")
    said = claims(tmp_path / "real.db")
    texts = {p.name[:3]: p.read_text(encoding="utf-8") for p in (shared / "articles").glob("*.txt")}

    def holds(file: str, **wanted) -> bool:
        for c in said:
            q = c.quantity
            here = texts[file][c.evidence.start : c.evidence.end] == c.evidence.text
            fits = all(
                {
                    "low": lambda v: q is not None and q.low == v,
                    "unit": lambda v: q is not None and q.unit == v,
                    "actor": lambda v: v in c.actors,
                    "chips": lambda v: set(v) <= set(c.chips),
                    "kind": lambda v: c.kind == v,
                    "stance": lambda v: c.stance == v,
                }[k](v)
                for k, v in wanted.items()
            )
            if here and fits:
                return True
        return False

    assert holds("000", actor="ByteDance", low=1e9, unit="USD", kind="order")
    assert holds("000", low=1e5, chips=("A100", "H800"))
    assert holds("000", low=1e4, chips=("V100", "T4"))
    assert holds("001", actor="Alibaba", low=1e4, chips=("V100", "T4"), kind="order")
    assert holds("002", low=1e9, unit="USD", chips=("A800",))
    assert holds("002", low=1e5, chips=("A800",))
    assert holds("004", chips=("H20",), low=2e9, unit="CNY")


# ---------------------------------------------------------------- the file


def test_one_small_file_with_a_strict_policy(html) -> None:
    """At most 1.5 MB; no element that fetches; the policy names the one script and the one style sheet by hash."""
    import base64
    import hashlib

    assert len(html.encode()) <= MAX_BYTES
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', html)[1].replace("&#39;", "'")
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'")
    for tag in ("script", "style"):
        bodies = re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        assert len(bodies) == 1
        digest = base64.b64encode(hashlib.sha256(bodies[0].encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert not re.search(r"<(?:img|link|iframe|object|embed|video|audio|base|form)\b", html)
    assert not re.search(r"<[a-z][^>]*\son[a-z]+=", re.sub(r'="[^"]*"', '=""', html))
    assert not re.search(r'\sstyle="', html)
    assert not re.search(r'href="(?!#|data:text/csv|data:application/json)', html)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_renders(page, lang) -> None:
    """The page stands in each language, with the same claims and quotes, and no place left unfilled."""
    asked = msgspec.structs.replace(page.asked, lang=lang)
    made = render(msgspec.structs.replace(page, asked=asked))
    assert f'<html lang="{lang}"' in made
    body = re.sub(
        r"<script.*?</script>|<style.*?</style>|<blockquote.*?</blockquote>|<q .*?</q>|data-words=\"[^\"]*\"",
        "",
        made,
        flags=re.DOTALL,
    )
    assert not re.search(r"\{[a-z_]+\}", body.replace("{suanli}", ""))
    for q in page.claims:
        assert f'id="{q.claim.id}"' in made


def test_the_same_page_gives_the_same_bytes_by_command_and_function(page, html, documents, tmp_path) -> None:
    """The command in another process, with another hash seed, writes the same bytes; data and citation stand beside."""
    out, data = tmp_path / "out.html", tmp_path / "data"
    line = [
        sys.executable,
        "-m",
        "suanli",
        "report",
        str(documents),
        "-o",
        str(out),
        "--on",
        "2026-01-31",
        "--data",
        str(data),
        "--json",
    ]
    env = {"PYTHONPATH": str(ROOT / "src"), "PYTHONHASHSEED": "7", "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    done = subprocess.run(line, capture_output=True, text=True, env=env, cwd=tmp_path, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["documents"] == len(page.sources)
    assert told["bytes"] == out.stat().st_size
    assert out.read_text(encoding="utf-8") == html
    package = json.loads((data / "datapackage.json").read_text())
    assert {r["name"] for r in package["resources"]} >= {"claims", "fleets", "documents"}
    for resource in package["resources"]:
        assert (data / resource["path"]).stat().st_size == resource["bytes"]
    assert not (tmp_path / "suanli.db").exists(), "a report of paths leaves no ledger behind"


def test_the_page_goes_where_a_link_leads_and_into_a_pipe(tmp_path) -> None:
    """A link as the page's name stays a link, a pipe stays a pipe and gives the page to who reads it."""
    from suanli import report

    article = ROOT / "examples" / "articles" / "07_rental-prices_en.txt"
    (tmp_path / "link.html").symlink_to("page.html")
    report(article, output=tmp_path / "link.html", on=dt.date(2026, 1, 31))
    assert (tmp_path / "link.html").is_symlink()
    os.mkfifo(pipe := tmp_path / "pipe")
    with ThreadPoolExecutor(1) as reader:
        read = reader.submit(pipe.read_bytes)
        report(article, output=pipe, on=dt.date(2026, 1, 31))
        assert read.result(timeout=60) == (tmp_path / "page.html").read_bytes()
    assert pipe.is_fifo()


def test_wrong_uses_are_one_line(suanli, tmp_path) -> None:
    """No documents, an unknown holder, language or ledger, a folder as the page: one line, and no file left."""
    empty = tmp_path / "empty"
    empty.mkdir()
    (empty / "a.txt").touch()
    for args, code in (
        ([empty, "-o", tmp_path / "x.html"], 1),
        (["--ledger", tmp_path / "none.db", "-o", tmp_path / "x.html"], 1),
        ([tmp_path / "nothing.txt", "-o", tmp_path / "x.html"], 1),
        ([empty, "-o", tmp_path / "no" / "where.html"], 1),
        ([empty, "--lang", "tlh"], 2),
        (["examples/articles/07_rental-prices_en.txt", "--data", empty / "a.txt" / "b", "-o", tmp_path / "x.html"], 1),
        (["examples/articles/07_rental-prices_en.txt", "--as-of", "2020-01-01", "-o", tmp_path / "x.html"], 1),
    ):
        done = suanli("report", *args)
        assert done.returncode == code, (args, done.stderr)
        assert done.stderr.count("\n") == 1, done.stderr
        assert "Traceback" not in done.stderr
    assert "came later" in done.stderr, "there are documents, and none by that day"
    assert not list(tmp_path.glob("*.html"))


def test_citation_names_the_hash(html, page) -> None:
    """The citation in each form names version, day and ledger hash."""
    for words in (
        page.ledger_hash,
        page.version,
        "@techreport{suanli-2026",
        '"date-parts"' if '"date-parts"' in html else "&#34;date-parts&#34;",
    ):
        assert words in html


# ---------------------------------------------------------------- in a real browser


@pytest.fixture(scope="module")
def place(html, tmp_path_factory) -> str:
    """The page as a file address."""
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(html, encoding="utf-8")
    return f"file://{path}"


def opened(browser, place, **options):
    """(tab, what it complained about, what it asked for outside)."""
    context = browser.new_context(viewport={"width": 1200, "height": 900}, reduced_motion="reduce", **options)
    tab = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    tab.on("console", lambda m: said.append(m.text))
    tab.on("pageerror", lambda e: said.append(str(e)))
    tab.on("dialog", lambda d: said.append(d.message))
    tab.on("request", lambda r: asked.append(r.url) if not r.url.startswith("file:") else None)
    tab.add_init_script(
        "document.addEventListener('securitypolicyviolation', e => console.log('csp ' + e.violatedDirective))"
    )
    tab.goto(place)
    return tab, said, asked


@pytest.mark.browser
def test_quiet_safe_and_offline(browser, place) -> None:
    """No console message, no violation of the policy, no request; what was planted in texts and names never ran."""
    tab, said, asked = opened(browser, place)
    for node in tab.query_selector_all("details > summary")[:60]:
        node.evaluate("n => n.click()")
    tab.hover("svg.fan")
    assert tab.evaluate("window.planted") is None
    assert said == []
    assert asked == []


@pytest.mark.browser
def test_alive_with_scripts_and_complete_without(browser, place, page) -> None:
    """With scripts the table filters, sorts, pages and reveals targets; without them all rows are there."""
    tab, _, _ = opened(browser, place)
    assert tab.locator("#table tbody tr:visible").count() == min(50, len(page.claims))
    tab.fill("#words", "H20")
    assert 0 < tab.locator("#table tbody tr:visible").count() < len(page.claims)
    tab.fill("#words", "")
    tab.click("#table thead th:nth-child(3) button")
    first = [
        float(v)
        for v in tab.eval_on_selector_all(
            "#table tbody tr:not([hidden]) td[data-value]", "n => n.map(x => x.dataset.value).filter(Boolean)"
        )
    ]
    assert first == sorted(first)
    last = page.claims[-1].claim.id
    tab.evaluate("id => { location.hash = id }", last)
    tab.wait_for_function("id => !document.getElementById(id).hidden", arg=last)
    tab.click("#theme")
    assert tab.evaluate("document.documentElement.dataset.theme") == "dark"
    still, _, _ = opened(browser, place, java_script_enabled=False)
    assert still.locator("#table tbody tr:visible").count() == len(page.claims)
    assert still.locator("#tools").is_hidden()


@pytest.mark.browser
def test_keyboard(browser, place) -> None:
    """The skip link comes first, links of charts can be reached, and a focused mark says its figures."""
    tab, _, _ = opened(browser, place)
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "skip"
    tab.focus("svg.fan a, svg.chart a")
    assert tab.locator("#tip").is_visible()
    tab.keyboard.press("Enter")
    assert tab.evaluate("location.hash").startswith("#")


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 768, 1200])
def test_nothing_is_wider_than_the_window(browser, place, width) -> None:
    """On a telephone, a tablet and a desk the page scrolls down only; wide tables scroll in their own frame."""
    tab, _, _ = opened(browser, place)
    tab.set_viewport_size({"width": width, "height": 800})
    tab.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true })")
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.browser
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_axe_finds_nothing_serious(browser, place, axe, mode) -> None:
    """axe-core: no serious or critical fault in light and dark, with what is folded opened."""
    options = {"color_scheme": "dark" if mode == "dark" else "light", "bypass_csp": True}
    tab, _, _ = opened(browser, place, **options)
    tab.evaluate("document.querySelectorAll('details').forEach((d, i) => { d.open = i < 40 })")
    tab.evaluate(axe)
    found = tab.evaluate(
        "axe.run(document, {resultTypes: ['violations']}).then(r => r.violations.map(v => [v.id, v.impact, v.nodes.length, v.nodes[0].html.slice(0, 200)]))"
    )
    assert [v for v in found if v[1] in ("serious", "critical")] == []


@pytest.mark.browser
def test_every_chart_has_a_sentence_and_a_table(browser, place) -> None:
    """Each figure has a caption with words and a table twin, inside or by a link to it."""
    tab, _, _ = opened(browser, place)
    figures = tab.query_selector_all("figure")
    assert len(figures) >= 4
    for figure in figures:
        assert len(figure.query_selector("figcaption").inner_text()) > 30
        link = figure.query_selector("p > a[href^='#t-']")
        assert (
            figure.query_selector("details table")
            or tab.query_selector(link.get_attribute("href")).evaluate("n => n.tagName") == "TABLE"
        )


@pytest.mark.browser
def test_no_missing_glyph(browser, place, page, tmp_path) -> None:
    """No character of the page, in any of its five languages, is drawn as an empty box."""
    import msgspec as m

    characters = set()
    for lang in LANGUAGES:
        characters |= set(render(m.structs.replace(page, asked=m.structs.replace(page.asked, lang=lang))))
    tab, _, _ = opened(browser, place)
    shown = sorted(c for c in characters if c.isprintable() and not c.isspace() and ord(c) < 0xFFF0)
    missing = tab.evaluate(
        """text => {
          const canvas = document.createElement('canvas'); canvas.width = canvas.height = 40;
          const pen = canvas.getContext('2d', {willReadFrequently: true});
          pen.font = '24px ' + getComputedStyle(document.body).fontFamily; pen.textBaseline = 'top';
          const look = c => { pen.clearRect(0, 0, 40, 40); pen.fillText(c, 4, 4); return pen.getImageData(0, 0, 40, 40).data.join(); };
          const boxes = new Set(['\\u0378', '\\u{2FE0}', '\\uFDD0'].map(look));
          return [...text].filter(c => boxes.has(look(c)));
        }""",
        "".join(shown),
    )
    assert missing == []


@pytest.mark.browser
def test_prints(browser, place, tmp_path) -> None:
    """The page prints to A4 as a PDF of real text."""
    tab, said, _ = opened(browser, place)
    tab.pdf(path=str(tmp_path / "page.pdf"), format="A4", print_background=True)
    pdfium = pytest.importorskip("pypdfium2")
    printed = pdfium.PdfDocument(str(tmp_path / "page.pdf"))
    assert 4 <= len(printed) <= 80
    words = "".join(printed[i].get_textpage().get_text_range() for i in range(len(printed)))
    assert "ByteDance" in words
    assert said == []
