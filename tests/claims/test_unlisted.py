"""Organisations that no list holds, told by no word for a firm: found by their surroundings, shown in Latin letters."""

from __future__ import annotations

import pytest

from suanli import extract
from suanli.claims.lexicon import lexicon
from suanli.claims.romanising import shown
from suanli.terms import Document


def actors(text, language):
    document = Document(id="t", name="t", sha256="", original=text, text=text, language=language)
    return [c.actors for c in extract(document).claims if c.quantity is not None]


@pytest.mark.parametrize(
    ("text", "language", "actor"),
    [
        ("Ondalys a installé 320 H100 dans une ancienne filature. Ondalys loue aussi 64 A100 à l'université.", "fr",
         "Ondalys"),
        ("Redgum Compute has installed 1,024 H100 chips in a disused mill. Redgum Compute rents them at $2.10 an hour.",
         "en", "Redgum Compute"),
        ("O Vidracor comprou 512 H200 em março. Segundo a diretora, o Vidracor vai instalar outros 256 chips B200.",
         "pt", "Vidracor"),
        ("本报讯 渊海智算在苏北的机房已装好1200张H100。渊海智算总经理说，年内再买800张昇腾910C。", "zh-Hans", "Yuanhai Zhisuan (渊海智算)"),
        ("新創「渊濤算力」宣布，已安裝720顆H200，明年再買1,440顆B200。渊濤算力董事長說資金到位。", "zh-Hant", "渊濤算力 (Yuantao Computing)"),
        ("Стартап «Речная волна» купил 320 ускорителей H100.", "ru", "Rechnaya volna (Речная волна)"),
    ],
)  # fmt: skip
def test_a_firm_is_found_without_a_word_for_it(text, language, actor):
    """The name acts in every claim of its text, shown in Latin letters; traditional characters come first."""
    assert set(actors(text, language)) == {(actor,)}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Chip prices rise. Marta Olsen bought 320 H100 cards.", "en"),
        ("In Memphis 512 H100 chips were installed. Memphis has power to spare.", "en"),
        ("In Loughton stehen 512 H100. Das Rechenzentrum nutzt Fernwärme.", "de"),
        ("PyTorch läuft auf 512 H100. Mit CUDA geht es schneller.", "de"),
        ("全年资本支出增加，机房已装好1200张H100，总算力翻番。", "zh-Hans"),
    ],
)
def test_persons_places_techniques_and_common_words_are_no_firms(text, language):
    """A wrong name that takes an actor's place is worse than none."""
    assert set(actors(text, language)) <= {()}


def test_a_name_of_the_catalog_is_not_found_anew():
    """What the catalog names keeps its name, also where a longer run of capitals holds it."""
    assert set(actors("Oracle Cloud has installed 1,024 H100 chips. Oracle Cloud rents them out.", "en")) == {
        ("Oracle",)
    }


@pytest.mark.parametrize(
    ("name", "language", "latin"),
    [
        ("Щит и Юг", "ru", "Shchit i Yug (Щит и Юг)"),
        ("ЦОД", "ru", "TSOD (ЦОД)"),
        ("한빛", "ko", "Hanbit (한빛)"),
        ("모루컴퓨팅", "ko", "Moru Computing (모루컴퓨팅)"),
        ("ノースグリッド", "ja", "Nosu Grid (ノースグリッド)"),
        ("北辰云", "zh-Hans", "Beichen Cloud (北辰云)"),
        ("汉腾科技", "zh-Hans", "Hanteng Technology (汉腾科技)"),
        ("Mây Sao", "vi", "May Sao (Mây Sao)"),
        ("Nordkern", "de", "Nordkern"),
        ("Électrolys", "fr", "Électrolys"),
    ],
)
def test_names_are_shown_in_latin_letters(name, language, latin):
    """By BGN/PCGN, Revised Romanisation, Hepburn and pinyin, endings in English; Latin names stay as they are."""
    assert shown(name, lexicon(language)) == latin


def test_quotes_and_places_stay_as_written():
    """Only the name is shown otherwise: the evidence is what the text says."""
    text = "本报讯 渊海智算在苏北的机房已装好1200张H100。渊海智算总经理说，年内再买800张昇腾910C。"
    document = Document(id="t", name="t", sha256="", original=text, text=text, language="zh-Hans")
    claim = extract(document).claims[0]
    assert claim.evidence.text in text
    assert claim.actors == ("Yuanhai Zhisuan (渊海智算)",)
