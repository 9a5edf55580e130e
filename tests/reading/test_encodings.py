"""Encodings: found, verified, recorded; labels that lie are not believed."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.reading.making import LANGUAGES, SENTENCES

from suanli.errors import Unreadable
from suanli.reading import read
from suanli.reading.decoding import decode
from suanli.reading.plausibility import plausibility

LEGACY = [
    ("zh-Hans", "gb18030"), ("zh-Hans", "gbk"), ("zh-Hant", "big5"), ("ko", "euc_kr"), ("ko", "cp949"), ("ja", "shift_jis"), ("ja", "euc_jp"),
    ("ru", "koi8_r"), ("ru", "cp1251"), ("fr", "cp1252"), ("de", "cp1252"), ("es", "cp1252"), ("pt", "cp1252"),
]  # fmt: skip


def encoded(language: str, encoding: str, sentences: int) -> tuple[str, bytes]:
    glue = "" if language.startswith(("zh", "ja")) else " "
    text = glue.join(SENTENCES[language][:sentences])
    data = text.encode(encoding, "ignore")
    return data.decode(encoding), data


@pytest.mark.parametrize(("language", "encoding"), LEGACY)
@pytest.mark.parametrize("sentences", [2, 9])
def test_legacy_encodings_without_a_label(language: str, encoding: str, sentences: int) -> None:
    """Two sentences are enough to tell each; the choice is noted, its confidence above the floor."""
    text, data = encoded(language, encoding, sentences)
    found = decode(data, where="a")
    assert found.text == text, (found.encoding, found.text[:60])
    assert 0.35 <= found.confidence <= 1
    assert any(n.startswith("encoding") for n in found.notes)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be", "utf-16-le"])
def test_unicode_encodings(language: str, encoding: str) -> None:
    """UTF-8, and UTF-16 with a mark; without a mark where Latin text gives it away."""
    text, data = encoded(language, encoding, 5)
    if encoding.endswith(("-be", "-le")):
        mark = b"\xfe\xff" if encoding.endswith("be") else b"\xff\xfe"
        assert decode(mark + data, where="a").text == text
        if language in {"en", "de", "es"}:
            assert decode(data, where="a").text == text
        return
    assert decode(data, where="a").text == text


@pytest.mark.parametrize(("language", "encoding"), LEGACY)
def test_a_lying_label_is_not_believed(language: str, encoding: str) -> None:
    """A page labelled otherwise is decoded as what it is, and the lie is noted."""
    text, data = encoded(language, encoding, 8)
    lie = "iso-8859-1" if language in {"ru", "ko", "ja"} or language.startswith("zh") else "koi8-r"
    head = f'<html><head><meta charset="{lie}"></head><body><p>'.encode()
    found = decode(head + data + b"</p>", where="a")
    assert text in found.text
    assert any("label says" in n for n in found.notes)


def test_a_label_decides_between_equals() -> None:
    """Where bytes fit two encodings, the label of the page settles it."""
    data = "naïve café".encode("cp1252")
    assert decode(data, label="iso-8859-1", where="a").text == "naïve café"
    assert decode(data, label="windows-1252", where="a").encoding == "cp1252"


def test_stray_latin_bytes_in_utf8(tmp_path: Path) -> None:
    """Latin-1 pieces in UTF-8: read, with the bytes put right in the clean text and kept in the original."""
    text = "Die Zahl für März überrascht: 5.000 Stück, größer als gedacht. " * 10
    place = tmp_path / "a.txt"
    place.write_bytes(text.encode() + "Tschüs.".encode("latin-1"))
    doc = read(place)
    assert doc.text.endswith("Tschüs.")
    assert doc.encoding == "utf-8"
    assert doc.confidence < 1
    assert doc.original.endswith("Tsch\ufffds.")


def test_noise_is_refused() -> None:
    """Bytes that fit no encoding well are refused, with the way out in the line."""
    with pytest.raises(Unreadable, match="save it as UTF-8"):
        decode(bytes(range(128, 256)) * 10, where="a")


def test_plausibility_orders_right_over_wrong() -> None:
    """The right decoder's text is more plausible than the wrong one's, for every pair that both decode."""
    for language, right in LEGACY:
        text, data = encoded(language, right, 9)
        for wrong in {e for _, e in LEGACY}:
            try:
                other = data.decode(wrong)
            except UnicodeDecodeError:
                continue
            if other != text:
                assert plausibility(text) > plausibility(other), (language, right, wrong)
