"""Sentences and languages of twelve languages."""

from __future__ import annotations

import re

import pytest
from tests.reading.making import LANGUAGES, SENTENCES, paragraphs

from suanli.reading.drafting import Draft
from suanli.reading.languages import document_language, sentence_language
from suanli.reading.rejoining import rejoin
from suanli.reading.sentences import split


@pytest.mark.parametrize("language", LANGUAGES)
def test_our_sentences_are_told_apart(language: str) -> None:
    """Sentences written one by one come back one by one: decimals, abbreviations, initials, ordinals, quotes."""
    glue = "" if language.startswith(("zh", "ja")) else " "
    text = glue.join(SENTENCES[language])
    got = [text[s.start : s.end] for s in split(text, language)]
    want = []
    for sentence in SENTENCES[language]:  # a question inside a written unit ends a sentence as well
        want += [sentence]
    joined = "\n".join(got)
    missing = [w for w in want if w not in joined.replace("\n", glue)]
    assert not missing
    assert len(want) <= len(got) <= len(want) + 3, got


@pytest.mark.parametrize(
    ("language", "text", "count"),
    [
        ("en", "It paid $5.5 billion to J. R. Hart Inc. in the U.S. last year. Was it worth it? Yes.", 3),
        ("en", "Nvidia Corp. said so. Mr. Huang agreed, e.g. on price.", 2),
        ("de", "Am 3. Mai kamen z. B. 4,8 Mrd. Dollar. Dr. Keller war froh.", 2),
        ("fr", "M. Dupont l’a dit. Est-ce vrai ? Oui !", 3),
        ("pt", "O Sr. Lima pagou US$ 1.200,50 em 3.5 anos. Fim.", 2),
        ("pt", "O chip vem dos EUA. Por isso custa caro.", 2),
        ("es", "Lo vende en EE. UU. La firma no lo comenta.", 2),
        ("en", "It may ship to the U.S. The firm has not said when.", 2),
        ("zh-Hans", "他说：“卡不够。”市场很紧。价格是3.5万元！真的吗？是。", 5),
        ("zh-Hans", "“卡不够用。”一位负责人说。", 1),
        ("ja", "「足りない。」と社長は話した。価格は3.5万円だ。", 2),
        ("ko", '가격은 3.5만 원이다. 그는 "부족하다"고 했다.', 2),
        ("ru", "Он купил 3 тыс. шт. за 1,5 млрд руб. у компании. А. С. Попов доволен.", 2),
    ],
)
def test_what_does_not_end_a_sentence(language: str, text: str, count: int) -> None:
    """Decimal points, abbreviations, initials, ordinals; a quotation stays with the words that say whose it is."""
    assert len(split(text, language)) == count, [text[s.start : s.end] for s in split(text, language)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_languages_are_told(language: str) -> None:
    """84 paragraphs a language: every one is told, the two Chinese scripts by their characters."""
    for paragraph in paragraphs(language, 84):
        assert document_language(paragraph) == language


def test_sentences_of_another_language() -> None:
    """A foreign sentence of some length is tagged as such; a short one keeps its document's language."""
    english = SENTENCES["en"][0]
    assert sentence_language(english, "pt") == "en"
    assert sentence_language("H100 GPUs", "zh-Hans") == "zh-Hans"
    assert sentence_language("Nvidia.", "ru") == "ru"
    assert sentence_language(SENTENCES["ja"][0], "en") == "ja"


def test_hard_wrapped_text_is_rejoined() -> None:
    """Lines wrapped at a column become paragraphs again; lists and poems do not."""
    import textwrap

    text = " ".join(SENTENCES["en"][:5])
    draft = Draft("\n".join(textwrap.wrap(text, 72)))
    rejoin(draft)
    assert draft.text == text
    for kept in (
        "- one chip\n- two chips\n- three chips",
        "2024年8月 样品送测\n2025年5月 首批交付七万颗",
        "Title of it\n\nThe text begins here.",
    ):
        draft = Draft(kept)
        rejoin(draft)
        assert draft.text == kept


@pytest.mark.parametrize(
    ("language", "piece"),
    [
        ("en", "Meta ordered 24,000 H100 and "),
        ("zh-Hans", "阿里巴巴订购了20000块H20，"),
        ("en", '{"count":24000,"chip":"H100"},'),
    ],
)
def test_what_has_no_full_stop_is_cut_at_pauses(language: str, piece: str) -> None:
    """A line of a hundred thousand characters is no sentence: it is cut, and no number or name with it."""
    text = piece * (100_000 // len(piece))
    sentences = split(text, language)
    parts = [text[s.start : s.end] for s in sentences]
    assert max(map(len, parts)) <= 1_500
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert sum(len(re.findall("H100|H20", part)) for part in parts) == text.count(piece)
    assert sum(len(re.findall(r"\b24,000\b|20000块|:24000,", part)) for part in parts) == text.count(piece)
