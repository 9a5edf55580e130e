"""Reading: speed as ratios to trafilatura and to the plain decode, quality on our own pages and damage.

    python benchmarks/reading.py

Ratios of one run; absolute figures depend on the machine and on who else uses it.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.reading.making import LANGUAGES, damaged, paragraphs  # noqa: E402
from tests.reading.pages import Page, pages  # noqa: E402

from suanli.reading import read  # noqa: E402
from suanli.reading.drafting import Draft  # noqa: E402
from suanli.reading.opening import Input, opened  # noqa: E402
from suanli.reading.repairing import repair  # noqa: E402
from suanli.terms import Document  # noqa: E402


def seconds(work, repeat: int = 3) -> float:
    """Processor time of the best of some runs."""
    best = float("inf")
    for _ in range(repeat):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def text_path(folder: Path) -> None:
    """Megabytes a second of the whole text path, and how many times the plain decode that is."""
    print("text path (decode, repair, harvest, trim, sentences, languages, periods)")
    for language in LANGUAGES:
        text = "\n\n".join(paragraphs(language, 700, sentences=6))
        place = folder / f"{language}.txt"
        place.write_text(text, encoding="utf-8")
        size = place.stat().st_size / 1e6
        ours = seconds(lambda place=place: read(place))
        plain = seconds(lambda place=place: place.read_bytes().decode("utf-8"))
        print(f"  {language:8} {size / ours:6.2f} MB/s   {ours / plain:8.0f} x read and decode")


def fill(page: Page, size: int = 24) -> str:
    """A page with a body of the usual length: its own sentences over and over, and a menu of links."""
    body = "".join(f"<p>{p}</p>" for n in range(size // len(page.body) + 1) for p in page.body)
    menu = "".join(f"<li><a href='/{n}'>Section {n}</a></li>" for n in range(150))
    return page.markup.replace("</body>", f"<div class='more'>{body}</div><ul class='nav'>{menu}</ul></body>").replace(
        "</BODY>", body + "</BODY>"
    )


def survivor_path() -> None:
    """The whole page path against trafilatura alone, page by page, in one run."""
    import trafilatura

    alone, whole = [], []
    for page in pages():
        markup = fill(page)
        data = markup.encode()
        alone.append(seconds(lambda markup=markup: trafilatura.extract(markup, fast=True, include_comments=False), 2))
        whole.append(seconds(lambda data=data: list(opened(Input(data, "a", "a", "a.html"))), 2))
    ratio = statistics.median(w / a for w, a in zip(whole, alone, strict=True))
    print(
        f"page path: p50 {1000 * statistics.median(whole):.1f} ms a page, trafilatura alone {1000 * statistics.median(alone):.1f} ms: ratio {ratio:.2f}"
    )


def shingles(text: str) -> set[str]:
    bare = "".join(c for c in text if c.isalnum())
    return {bare[i : i + 4] for i in range(len(bare) - 3)}


def quality() -> None:
    """Body recall, precision and planted strings left: ours, trafilatura, resiliparse."""
    import trafilatura
    from resiliparse.extract.html2text import extract_plain_text

    def ours(markup: str) -> str:
        found = next(iter(opened(Input(markup.encode(), "a", "a", "a.html"))))
        return found.text if isinstance(found, Document) else ""

    readers = {
        "suanli": ours,
        "trafilatura": lambda markup: trafilatura.extract(markup, fast=True, include_comments=False) or "",
        "resiliparse": lambda markup: extract_plain_text(markup, main_content=True),
    }
    for seed in (0, 1):
        print(f"80 pages of our own, 8 languages, 5 layouts, seed {seed}:")
        for name, reader in readers.items():
            recall, left, planted = [], 0, 0
            for page in pages(seed):
                text = reader(page.markup)
                want = shingles("".join(page.body))
                recall.append(len(want & shingles(text)) / len(want))
                left += sum(w in text for w in page.planted)
                planted += len(page.planted)
            print(
                f"  {name:12} body recall {statistics.mean(recall):.3f} (least {min(recall):.2f}), planted strings left {left}/{planted}"
            )


def damage() -> None:
    """Lines damaged by byte pairs and put right, and sound paragraphs changed."""
    from tests.reading.test_repair import GLOSSED, narrow, one_to_one, reading

    glosses = {c: reading(c) for c in dict.fromkeys(GLOSSED)}
    whole = right = 0
    for seed in range(100, 140):
        lines = [one_to_one(p) for p in paragraphs("zh-Hans", 12, seed)]
        draft = Draft("\n".join(damaged(line, glosses) for line in lines))
        repair(draft)
        whole += len(lines)
        right += sum(narrow(a) == narrow(b) for a, b in zip(lines, draft.text.split("\n"), strict=True))
    changed = total = 0
    for language in LANGUAGES:
        for paragraph in paragraphs(language, 84, seed=7):
            draft = Draft(paragraph)
            repair(draft)
            total += 1
            changed += draft.text != paragraph
    print(f"damage: {right}/{whole} lines put right; sound paragraphs changed: {changed}/{total}")


def main() -> None:
    """All of it."""
    with tempfile.TemporaryDirectory() as folder:
        text_path(Path(folder))
    survivor_path()
    quality()
    damage()


if __name__ == "__main__":
    main()
