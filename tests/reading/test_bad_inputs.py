"""Bad inputs, rows 1 to 14 of the list of bad inputs: one line, within the budget, the others unaffected."""

from __future__ import annotations

import bz2
import gzip
import io
import os
import struct
import tarfile
import time
import zipfile
import zlib
from pathlib import Path

import pytest

from suanli.errors import Unreadable
from suanli.reading import documents, read
from suanli.terms import Document, Failure

PROSE = "Nvidia sold 100,000 H20 chips to ByteDance in March, the company said. It expects more orders this year."


def put(folder: Path, name: str, data: bytes | str) -> Path:
    place = folder / name
    place.write_bytes(data.encode() if isinstance(data, str) else data)
    return place


def refused(place: Path, *words: str, seconds: float = 30) -> str:
    """The one line with which a file is refused."""
    start = time.perf_counter()
    with pytest.raises(Unreadable) as caught:
        read(place)
    assert time.perf_counter() - start < seconds
    line = str(caught.value)
    assert "\n" not in line
    assert line.startswith(str(place)), line
    for word in words:
        assert word in line, line
    return line


# 1
@pytest.mark.parametrize(
    "data", [b"", b"   \n\t \n", b"\xef\xbb\xbf", b"\xff\xfe", b"\xef\xbb\xbf \r\n", b"\0\0\0", b"--- ... !!!"]
)
def test_no_text(tmp_path: Path, data: bytes) -> None:
    """Empty, blank, only a mark, only punctuation: no text, no document."""
    refused(put(tmp_path, "a.txt", data), "no text")


# 2, 3 are in test_articles; 4 in test_encodings; here what must be refused
def test_no_encoding_fits(tmp_path: Path) -> None:
    """Random bytes above ASCII are no text in any encoding."""
    import random

    data = bytes(random.Random(1).choices([b for b in range(0x20, 0x100)], k=4000))
    refused(put(tmp_path, "a.txt", data))


# 5
def test_dirt_is_stripped_with_a_note(tmp_path: Path) -> None:
    """NUL, bidi overrides, zero-width marks, homoglyphs: stripped or folded, and said."""
    doc = read(
        put(
            tmp_path,
            "a.txt",
            "Компания купила 500 ускорителей Н100\u200b и\u202e А800\0 у поставщика, сообщил представитель.",
        )
    )
    assert "H100 и A800 у поставщика" in doc.text
    assert any(n.startswith("invisible") for n in doc.notes)
    assert any(n.startswith("homoglyph") for n in doc.notes)


def test_surrogates(tmp_path: Path) -> None:
    """Lone surrogates encoded in UTF-8 are undecodable bytes, noted and dropped; the rest is read."""
    doc = read(put(tmp_path, "a.txt", (PROSE * 5).encode() + b" \xed\xa0\x80 " + PROSE.encode()))
    assert doc.text.count("Nvidia sold") == 6
    assert any("undecodable" in n for n in doc.notes)


# 6
def test_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    """A sparse gigabyte is refused by its size, at once."""
    place = tmp_path / "a.txt"
    with place.open("wb") as out:
        out.truncate(1 << 30)
    refused(place, "limit", seconds=1)


def test_too_many_characters(tmp_path: Path) -> None:
    """Text beyond five million characters is refused with the limit in the line."""
    refused(put(tmp_path, "a.txt", (PROSE + "\n") * 60_000), "5,000,000", seconds=60)


# 7
@pytest.mark.parametrize("depth", [5_000, 200_000])
def test_deep_nesting(tmp_path: Path, depth: int) -> None:
    """HTML nested 5,000 and 200,000 deep: read in full."""
    page = "<html><body>" + "<div>" * depth + f"<p>{PROSE}</p>" + "</div>" * depth + f"<p>{PROSE}</p></body></html>"
    doc = read(put(tmp_path, "a.html", page))
    assert doc.text.count("100,000 H20 chips") == 2
    assert any("deep" in n for n in doc.notes)


def test_many_attributes_and_tags(tmp_path: Path) -> None:
    """A tag with a million attributes and a page of 300,000 tags: read in full, or refused in one line."""
    many = "<html><body><p " + "a=1 " * 1_000_000 + f">{PROSE}</p></body></html>"
    tags = "<html><body>" + "<b></b>" * 200_000 + f"<p>{PROSE}</p></body></html>"
    for name, page in (("a.html", many), ("b.html", tags)):
        place = put(tmp_path, name, page)
        start = time.perf_counter()
        try:
            assert "100,000 H20 chips" in read(place).text, name
        except Unreadable as error:
            assert "\n" not in str(error)
        assert time.perf_counter() - start < 60


# 8
def test_bombs_are_refused_at_the_cap(tmp_path: Path) -> None:
    """gzip, bzip2 and zip bombs, a zip in a zip in a zip, a zip that holds itself: refused, quickly."""
    zeros = b"0" * (100 << 20)
    refused(put(tmp_path, "a.gz", gzip.compress(zeros, 6)), "bomb")
    refused(put(tmp_path, "a.bz2", bz2.compress(zeros[: 50 << 20])), "bomb")
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", zeros[: 70 << 20])
    refused(put(tmp_path, "a.zip", inner.getvalue()), "bomb")
    data = PROSE.encode()
    for level in range(6):
        nested = io.BytesIO()
        with zipfile.ZipFile(nested, "w") as archive:
            archive.writestr(f"{level}.zip" if level else "a.txt", data)
        data = nested.getvalue()
    refused(put(tmp_path, "b.zip", data), "nested")


def _zipped(name: str, text: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(name, text)
    return made.getvalue()


# 9
def test_members_with_bad_names(tmp_path: Path) -> None:
    """`..`, absolute, links, devices, duplicates, case clashes: refused by name; good members are read."""
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as archive:
        for name in ("good.txt", "../x.txt", "/abs.txt", "C:\\x.txt", "GOOD.TXT", "also.txt"):
            archive.writestr(name, PROSE)
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    tarred = io.BytesIO()
    with tarfile.open(fileobj=tarred, mode="w") as archive:
        for name in ("good.txt", "../x.txt", "/abs.txt", "good.txt", "also.txt"):
            info = tarfile.TarInfo(name)
            info.size = len(PROSE)
            archive.addfile(info, io.BytesIO(PROSE.encode()))
        for name, kind in (("link.txt", tarfile.SYMTYPE), ("dev.txt", tarfile.CHRTYPE), ("hard.txt", tarfile.LNKTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    for name, data, bad in (("a.zip", zipped.getvalue(), 5), ("a.tar", tarred.getvalue(), 6)):
        found = list(documents(put(tmp_path, name, data)))
        assert [d.member for d in found if isinstance(d, Document)] == ["good.txt", "also.txt"], found
        assert sum(isinstance(d, Failure) for d in found) == bad
        assert all("root:" not in d.text for d in found if isinstance(d, Document))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.tar", "a.zip"]


# 10
@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">]>',
        '<!DOCTYPE foo [<!ENTITY xxe SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE foo SYSTEM "http://127.0.0.1:9/x.dtd">',
    ],
)
def test_xml_entities(tmp_path: Path, head: str) -> None:
    """Billion laughs, external entities and DTDs: refused, nothing read or fetched."""
    feed = f'<?xml version="1.0"?>{head}<rss><channel><item><title>x</title><description>{PROSE} &xxe;</description></item></channel></rss>'
    line = refused(put(tmp_path, "a.xml", feed), "refused")
    assert "root:" not in line
    refused(put(tmp_path, "b.xml", f'<?xml version="1.0"?>{head}<doc>{PROSE}&lol2;</doc>'), "refused")


# 11
def _pdf(objects: list[bytes], *, broken: bool = False) -> bytes:
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for place in places:
        out += b"%010d 00000 n \n" % (place if not broken else 7)
    out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start if not broken else 3)
    return bytes(out)


def _page_pdf(content: bytes, extra: bytes = b"", filtered: bytes = b"") -> bytes:
    stream = b"<</Length %d%s>>\nstream\n" % (len(content), filtered) + content + b"\nendstream"
    return _pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R" + extra + b">>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R>>",
            stream,
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        ]
    )


def test_pdfs(tmp_path: Path) -> None:
    """A text layer is read; none, a cycle of pages, rubbish and a bomb are refused with the reason; no script runs."""
    pytest.importorskip("pypdfium2")
    text = f"BT /F1 12 Tf 50 700 Td ({PROSE}) Tj ET".encode()
    doc = read(put(tmp_path, "a.pdf", _page_pdf(text)))
    assert "100,000 H20 chips" in doc.text
    assert doc.media_type == "application/pdf"
    script = b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>"
    assert "H20" in read(put(tmp_path, "js.pdf", _page_pdf(text, script))).text
    refused(put(tmp_path, "empty.pdf", _page_pdf(b"0 0 m 10 10 l S")), "text layer")
    cycle = _pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R]/Count 1>>"])
    refused(put(tmp_path, "cycle.pdf", cycle))
    refused(put(tmp_path, "rubbish.pdf", b"%PDF-1.4\n" + os.urandom(2000)))
    bomb = zlib.compress(b"0 0 m 1 1 l S\n" * (6 << 20))
    refused(put(tmp_path, "bomb.pdf", _page_pdf(bomb, b"", b"/Filter/FlateDecode")), seconds=90)
    place = put(tmp_path, "broken.pdf", _pdf([b"<</Type/Catalog/Pages 2 0 R>>"], broken=True))
    refused(place)
    locked = _page_pdf(text).replace(
        b"trailer\n<<",
        b"trailer\n<</Encrypt<</Filter/Standard/V 1/R 2/O(" + b"o" * 32 + b")/U(" + b"u" * 32 + b")/P -4>>/ID[(a)(b)]",
    )
    refused(put(tmp_path, "locked.pdf", locked), "encrypted")


# 12
def _record(url: str, body: bytes, *, kind: str = "response", length: int | None = None, http: bytes = b"") -> bytes:
    payload = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n" + http + b"\r\n" + body
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2025-03-04T00:00:00Z\r\n"
    head += f"Content-Length: {len(payload) if length is None else length}\r\n\r\n"
    return head.encode() + payload + b"\r\n\r\n"


def _html(number: int) -> bytes:
    return f"<html><body><h1>Page {number}</h1><p>{PROSE}</p><p>{PROSE}</p></body></html>".encode()


@pytest.mark.parametrize("packed", [False, True])
def test_web_archives(tmp_path: Path, packed: bool) -> None:
    """Truncated, lying, chunk-lying and revisit records are listed by offset; good records are read."""
    lying = b"Transfer-Encoding: chunked\r\n"
    good = b"%x\r\n" % len(_html(4)) + _html(4) + b"\r\n0\r\n\r\n"
    records = [
        _record("http://a.example/1", _html(1)),
        _record("http://a.example/2", _html(2), length=10**9),
        _record("http://a.example/3", b"ffff\r\nshort\r\n0\r\n\r\n", http=lying),
        _record("http://a.example/4", good, http=lying),
        _record("http://a.example/5", b"", kind="revisit"),
        _record("http://a.example/6", gzip.compress(_html(6)), http=b"Content-Encoding: gzip\r\n"),
        _record("http://a.example/7", _html(7))[:-60],
    ]
    data = b"".join(gzip.compress(r) for r in records) if packed else b"".join(records)
    found = list(documents(put(tmp_path, "a.warc.gz" if packed else "a.warc", data)))
    read_urls = [d.url for d in found if isinstance(d, Document)]
    assert read_urls == ["http://a.example/1", "http://a.example/4", "http://a.example/6"]
    bad = [f for f in found if isinstance(f, Failure)]
    assert len(bad) == 4
    assert all("@" in f.where for f in bad)


def test_truncated_gzip_archive(tmp_path: Path) -> None:
    """A gzip web archive cut in a record: what came before is read, the rest named."""
    data = b"".join(gzip.compress(_record(f"http://a.example/{n}", _html(n))) for n in range(3))[:-40]
    found = list(documents(put(tmp_path, "a.warc.gz", data)))
    assert [type(f).__name__ for f in found] == ["Document", "Document", "Failure"]


def test_many_tiny_records(tmp_path: Path) -> None:
    """100,000 tiny records: bounded, the real page among them is read."""
    data = _record("http://a.example/x", b"", kind="metadata") * 100_000 + _record("http://a.example/1", _html(1))
    start = time.perf_counter()
    found = list(documents(put(tmp_path, "a.warc", data)))
    assert [d.url for d in found if isinstance(d, Document)] == ["http://a.example/1"]
    assert time.perf_counter() - start < 30


# 13
def test_office_files(tmp_path: Path) -> None:
    """A Word text is read without macros and links; a spreadsheet is refused; a sheet bomb as well."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        body = f"<w:document><w:body><w:p><w:r><w:t>{PROSE}</w:t></w:r></w:p><w:p><w:r><w:t>{PROSE}</w:t></w:r></w:p></w:body></w:document>"
        archive.writestr("word/document.xml", body)
        archive.writestr("word/vbaProject.bin", b"\xd0\xcf\x11\xe0 macro")
        archive.writestr(
            "word/_rels/document.xml.rels", '<Relationship Target="http://127.0.0.1:9/" TargetMode="External"/>'
        )
    doc = read(put(tmp_path, "a.docx", made.getvalue()))
    assert doc.text.count("100,000 H20 chips") == 2
    sheet = io.BytesIO()
    with zipfile.ZipFile(sheet, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", "<c/>" * (1 << 20))
    refused(put(tmp_path, "a.xlsx", sheet.getvalue()), "spreadsheet")


def _epub(*, spine: str, extra: dict[str, str] | None = None) -> bytes:
    """A book of two chapters in folders, whose order is that of its spine, not of its members."""
    page = '<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">'
    page += "<html><head><title>x</title><script>alert(1)</script></head><body><h2>Chapter {0}</h2><p>Part {0}: {1}</p></body></html>"
    files = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container><rootfiles><rootfile media-type="application/oebps-package+xml" full-path="OPS/book.opf"/></rootfiles></container>',
        "OPS/book.opf": '<package><metadata><dc:title>The chips &amp; the trade</dc:title><dc:creator id="a">Ann Writer</dc:creator><dc:date>2025-03-04</dc:date></metadata>'
        '<manifest><item id="nav" properties="nav" href="nav.xhtml" media-type="application/xhtml+xml"/>'
        '<item id="two" href="text/ch%202.xhtml" media-type="application/xhtml+xml"/><item media-type="application/xhtml+xml" href="text/ch1.xhtml" id="one"/>'
        '<item id="out" href="../../etc/passwd" media-type="application/xhtml+xml"/><item id="pic" href="a.png" media-type="image/png"/></manifest>'
        f"<spine>{spine}</spine></package>",
        "OPS/text/ch 2.xhtml": page.format(2, PROSE),
        "OPS/nav.xhtml": page.format(99, "Contents " + PROSE),
        "OPS/text/ch1.xhtml": page.format(1, PROSE),
        "OPS/a.png": "\x89PNG",
        **(extra or {}),
    }  # fmt: skip
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return made.getvalue()


def test_a_book_is_one_document(tmp_path: Path) -> None:
    """An EPUB's chapters in the order of its spine, with its title, author and day; nothing outside it, no script."""
    spine = "".join(f'<itemref idref="{i}"/>' for i in ("nav", "one", "out", "two", "one", "pic", "none"))
    doc = read(put(tmp_path, "a.epub", _epub(spine=spine)))
    assert doc.text.count("100,000 H20 chips") == 2
    assert doc.text.index("Part 1:") < doc.text.index("Part 2:")
    assert (doc.title, doc.author) == ("The chips & the trade", "Ann Writer")
    assert doc.published is not None
    assert (doc.published.label, doc.published_from, doc.media_type) == ("2025-03-04", "book", "application/epub+zip")
    at = doc.text.index("Part 2:")
    assert doc.quote(at, at + 7).text == "Part 2:"
    assert not any(word in doc.text for word in ("alert", "Contents", "root:"))
    refused(put(tmp_path, "b.epub", _epub(spine="")), "no text")


# 14
@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "PNG"),
        (b"\xff\xd8\xff\xe0" + bytes(range(256)) * 8, "JPEG"),
        (b"ID3\x03" + bytes(range(256)) * 8, "MP3"),
        (b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 8, "ELF"),
        (b"MZ\x90\0\x03\0\0\0" + bytes(range(256)) * 8, "PE"),
        (b"SQLite format 3\0" + bytes(200), "SQLite"),
        (struct.pack("<500i", *range(500)), "binary"),
    ],
)
def test_pictures_and_programs_named_txt(tmp_path: Path, data: bytes, word: str) -> None:
    """What is no text is named for what it is, whatever its name says."""
    refused(put(tmp_path, "a.txt", data), word)


def test_one_bad_file_never_stops_the_others(tmp_path: Path) -> None:
    """A folder with bad files among good ones: every good one is read, every bad one reported with its reason."""
    put(tmp_path, "a.txt", PROSE)
    put(tmp_path, "b.png", b"\x89PNG\r\n\x1a\n" + bytes(64))
    put(tmp_path, "c.html", f"<html><body><p>{PROSE}</p></body></html>")
    put(tmp_path, "d.gz", gzip.compress(b"0" * (64 << 20), 6))
    put(tmp_path, "e.html", f"<html><body><p>{PROSE}</p></body></html>")
    put(tmp_path, "f.txt", "")
    (tmp_path / "g.txt").symlink_to(tmp_path / "nowhere")
    found = list(documents(tmp_path))
    assert [type(f).__name__ for f in found] == [
        "Document",
        "Failure",
        "Document",
        "Failure",
        "Document",
        "Failure",
        "Failure",
    ]
    assert all(f.reason for f in found if isinstance(f, Failure))


def test_a_parser_that_dies_takes_nothing_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker killed once is replaced and the file is read; killed again, the file is named, and the next one is read."""
    from suanli.reading import confinement

    page = put(tmp_path, "a.html", f"<html><body><p>{PROSE}</p></body></html>")
    send, deaths = confinement._Worker.send, [1]

    def dying(self, order) -> None:
        if deaths[0]:
            deaths[0] -= 1
            self.process.kill()
            self.process.wait()
        send(self, order)

    monkeypatch.setattr(confinement._Worker, "send", dying)
    assert read(page).text
    deaths[0] = 2
    with pytest.raises(Unreadable, match="broke down|killed"):
        read(page)
    assert deaths[0] == 0
    assert read(page).text


def test_two_readings_at_once_do_not_mix(tmp_path: Path) -> None:
    """A reading left half way, or gone on with later, neither loses answers nor hands them to another."""
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as archive:
        for name in ("one.txt", "two.txt", "three.txt"):
            archive.writestr(name, PROSE)
    first = documents(put(tmp_path, "a.zip", zipped.getvalue()))
    assert next(first).member == "one.txt"
    assert [d.member for d in documents(put(tmp_path, "b.zip", zipped.getvalue()))] == [
        "one.txt",
        "two.txt",
        "three.txt",
    ]
    assert [d.member for d in first] == ["two.txt", "three.txt"]


def test_a_parser_that_raises_is_reported_in_its_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An extractor that cannot even be loaded: each page is named with its words, one line each, and other files go on."""
    from suanli.reading import confinement

    (tmp_path / "library" / "trafilatura").mkdir(parents=True)
    words = "lxml.html.clean is a project\\nof its own now"
    (tmp_path / "library" / "trafilatura" / "__init__.py").write_text(f'raise ImportError("{words}")\n')
    folder = tmp_path / "files"
    folder.mkdir()
    page = f"<html><body><h1>Chips</h1><p>{PROSE}</p><p>{PROSE}</p></body></html>"
    for name, data in (("a.html", page), ("b.txt", PROSE), ("c.html", page), ("d.zip", _zipped("d.txt", PROSE))):
        put(folder, name, data)
    confinement._end()
    monkeypatch.syspath_prepend(tmp_path / "library")
    try:
        found = list(documents(folder))
    finally:
        confinement._end()  # the next test's worker has the real one
    assert [type(f).__name__ for f in found] == ["Failure", "Document", "Failure", "Document"]
    for one in found[::2]:
        assert isinstance(one, Failure)
        assert "ImportError: lxml.html.clean is a project of its own now" in one.reason
        assert "\n" not in str(one)
        assert one.hint
    monkeypatch.undo()
    assert read(folder / "a.html").text.count("H20") == 2
