"""The five real articles: what must be undone, kept, dropped and harvested."""

from __future__ import annotations

import csv
import re
import unicodedata
from pathlib import Path

import pytest

from suanli.reading import read
from suanli.terms import Document

pytestmark = pytest.mark.shared
GLOSS = re.compile(r"\([a-zü]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńň][a-z]*\)")


@pytest.fixture(scope="module")
def read_articles(articles: Path) -> dict[str, Document]:
    return {p.stem[:3]: read(p) for p in sorted(articles.glob("*.txt"))}


def test_the_damaged_article(read_articles: dict[str, Document]) -> None:
    """001: all pinyin gone, all desynchronised lines in step, no private-use character, no stray question mark."""
    doc = read_articles["001"]
    assert len(GLOSS.findall(doc.original)) == 735
    assert not GLOSS.findall(doc.text)
    assert not [c for c in doc.text if unicodedata.category(c) == "Co"]
    mended = [e for e in doc.edits if e.kind == "gbk"]
    assert len(mended) == 14, "every place where a byte was lost"
    for words in (
        "因為它是OpenAI",
        "。“你是和中國英偉達談",
        "。“大公司有好多半死不活的業務占著資源。”一位互聯網大公司",
        "。”一位接近B站",
        "擠出來",
        "中心。現在該",
        "其去年營收",
        "沒問題。”AI公司",
        "傳輸的高帶寬。A100",
    ):
        assert words in doc.text, words
    assert doc.text.count("?") == 1, "the one real question"


def test_spam_and_credits_of_the_damaged_article(read_articles: dict[str, Document]) -> None:
    """001: no line of spam left, the article whole, title, date, author and magazine kept as fields."""
    doc = read_articles["001"]
    lines = [line.strip() for line in doc.original.split("\n")]
    spam = [
        part.strip()
        for line in lines[:1] + lines[lines.index("猜你喜歡") :]
        for part in re.split("[|,]", line)
        if part.strip()
    ]
    assert len(spam) > 40
    assert not [line for line in spam if len(line) > 4 and line in doc.text]
    assert doc.text.startswith("中國大公司競逐GPU")
    assert doc.text.rstrip().endswith("圍繞GPU的搶奪不會停止。")
    assert doc.title == "中國大公司競逐GPU"
    assert doc.author == "張家豪"
    assert doc.outlet == "財經"
    assert doc.published and doc.published.label == "2023-07-04"
    assert doc.language == "zh-Hant"


def test_cut_paragraphs_are_rejoined(read_articles: dict[str, Document]) -> None:
    """001: two sentences that the layout cut in two are whole again."""
    text = read_articles["001"].text
    assert "數據中心GPU2022年市占率達88%" in text
    assert "600GB/s降為400GB/s" in text


def test_provenance(read_articles: dict[str, Document]) -> None:
    """Outlets and attribution: Huanqiu after LatePost, FT, SCMP, Caijing through SCMP; the crawl stamp as a date."""
    docs = read_articles
    assert (docs["000"].outlet, docs["000"].via) == ("Huanqiu", ("LatePost",))
    assert docs["000"].published and docs["000"].published.label == "2023-06"
    assert docs["002"].via == ("Financial Times",)
    assert docs["003"].via == ("South China Morning Post",)
    assert docs["004"].via == ("Caijing", "South China Morning Post")
    assert [d.language for d in docs.values()] == ["pt", "zh-Hant", "fr", "pt", "pt"]


def test_furniture_is_dropped(read_articles: dict[str, Document]) -> None:
    """Bylines, comment forms, credits and the translator are no article."""
    for words in ("By admin", "Deixe um comentário", "Campos obrigatórios", "Fonte da imagem"):
        assert words not in read_articles["003"].text
    for words in ("Tradução", "Mei Zhen Li", "Fonte:", "date 2023"):
        assert words not in read_articles["000"].text
    assert "Comment (0)" not in read_articles["002"].text
    assert "pandemia do coronavírus" in read_articles["003"].text, "a stray sentence is text"


def test_no_claim_is_lost(read_articles: dict[str, Document], shared: Path) -> None:
    """None of the 178 quotes of the gold claims lies in what was dropped; those of the gold texts neither."""
    rows = list(csv.DictReader((shared / "gold" / "seeds_gold.csv").open(encoding="utf-8")))
    for row in rows:
        doc = read_articles[row["seed_file"][:3]]
        start, end = int(row["char_start"]), int(row["char_end"])
        assert not [s for s in doc.dropped if s.start < end and start < s.end], row["claim_id"]
        quote = doc.quote(doc.to_clean(start), doc.to_clean(end - 1) + 1)
        assert quote.start <= start or doc.original[quote.start] == doc.original[start]
    for row in csv.DictReader((shared / "gold" / "gold.csv").open(encoding="utf-8")):
        place = next((shared / "gold" / "corpus").glob(f"{row['doc_id']}_*.txt"))
        assert row["evidence"] in read(place).text, row
