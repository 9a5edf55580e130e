"""Formats: what each gives, and that members of containers are read one by one."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from pathlib import Path

import pytest

from suanli.errors import Unreadable
from suanli.reading import documents, read
from suanli.reading.sniffing import sniff
from suanli.terms import Document, Failure

PROSE = "Nvidia sold 100,000 H20 chips to ByteDance in March, the company said. It expects more orders this year."
HTML = f"<html><head><title>Chips</title></head><body><h1>Chips</h1><p>{PROSE}</p><p>{PROSE}</p></body></html>"
MAIL = (
    "From: Desk <desk@news.example>\r\nTo: you@example.org\r\nSubject: Chips this week\r\nDate: Tue, 04 Mar 2025 10:00:00 +0000\r\n"
    "MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    f"{PROSE}\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
)
RSS = (
    '<?xml version="1.0"?><rss version="2.0"><channel><title>Feed of chips</title>'
    f"<item><title>One</title><link>https://a.example/1</link><pubDate>Tue, 04 Mar 2025 10:00:00 GMT</pubDate><description>&lt;p&gt;{PROSE}&lt;/p&gt;</description></item>"
    f"<item><title>Two</title><link>https://a.example/2</link><description><![CDATA[<p>{PROSE}</p><p>{PROSE}</p>]]></description></item>"
    "<item><title>Empty</title><link>https://a.example/3</link></item></channel></rss>"
)
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>Atom of chips</title><entry><title>One</title><link href="https://a.example/1"/>'
    f'<updated>2025-03-04T00:00:00Z</updated><author><name>Roe</name></author><content type="html">&lt;p&gt;{PROSE}&lt;/p&gt;</content></entry></feed>'
)


def put(folder: Path, name: str, data: bytes | str) -> Path:
    place = folder / name
    place.write_bytes(data.encode() if isinstance(data, str) else data)
    return place


def mail() -> str:
    import base64

    return MAIL + base64.encodebytes(HTML.encode()).decode() + "\r\n--b--\r\n"


def found(place: Path) -> list[Document]:
    return [d for d in documents(place) if isinstance(d, Document)]


def test_kinds_are_told_by_content() -> None:
    """The name's ending does not decide."""
    cases = {
        "html": HTML, "feed": RSS, "mail": mail(), "text": PROSE, "xml": '<?xml version="1.0"?><doc>x</doc>',
        "warc": "WARC/1.0\r\n", "pdf": "%PDF-1.4", "mbox": "From a Mon\nSubject: x\nFrom: y\n\nz",
    }  # fmt: skip
    for kind, text in cases.items():
        assert sniff(text.encode(), "a.txt") == kind
    assert sniff(b"# Title", "a.md") == "markdown"
    assert sniff(b"Cost: 5\nPlan: none at all\nText goes on.", "a.txt") == "text"


def test_markdown(tmp_path: Path) -> None:
    """Headings, emphasis, links and code marks go; the words stay, with their places."""
    doc = read(
        put(
            tmp_path,
            "a.md",
            f"# Chips\n\n**Nvidia** sold [100,000 H20](https://a.example/x) chips, *it* said. snake_case stays.\n\n{PROSE}",
        )
    )
    assert doc.text.startswith("Chips\n\nNvidia sold 100,000 H20 chips, it said. snake_case stays.")
    at = doc.text.index("100,000")
    assert doc.quote(at, at + 11).text == "100,000 H20"


def test_mail(tmp_path: Path) -> None:
    """The HTML part is read; subject, sender and date are the title, author and day of publication."""
    doc = read(put(tmp_path, "a.eml", mail()))
    assert (doc.title, doc.author, doc.published_from) == ("Chips this week", "Desk", "message")
    assert doc.published and doc.published.label == "2025-03-04"
    assert doc.text.count("100,000 H20") == 2
    two = "".join(f"From x Tue Mar  4 10:00:00 2025\n{mail()}\n" for _ in range(2)).replace("\r\n", "\n")
    assert [d.member for d in found(put(tmp_path, "b.mbox", two))] == ["1", "2"]


def test_feeds(tmp_path: Path) -> None:
    """Each item is a document with its link and date; an item without text is named."""
    all_of = list(documents(put(tmp_path, "a.xml", RSS)))
    docs = [d for d in all_of if isinstance(d, Document)]
    assert [d.url for d in docs] == ["https://a.example/1", "https://a.example/2"]
    assert docs[0].published and docs[0].published.label == "2025-03-04"
    assert docs[0].outlet == "Feed of chips"
    assert docs[1].text.count("100,000 H20") == 2
    assert [type(d) for d in all_of] == [Document, Document, Failure]
    one = found(put(tmp_path, "b.xml", ATOM))
    assert [(d.title, d.author) for d in one] == [("One", "Roe")]


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_compressed_files(tmp_path: Path, pack) -> None:
    """One text in a compressed file is one document."""
    doc = read(put(tmp_path, "a.txt.z", pack(PROSE.encode())))
    assert doc.text == PROSE
    assert doc.name == "a"


def test_archives_of_everything(tmp_path: Path) -> None:
    """A zip of texts, pages, mails and a tar.gz of the same: every one is read, in order."""
    tarred = io.BytesIO()
    with tarfile.open(fileobj=tarred, mode="w:gz") as archive:
        info = tarfile.TarInfo("deep/d.txt")
        info.size = len(PROSE)
        archive.addfile(info, io.BytesIO(PROSE.encode()))
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", PROSE)
        archive.writestr("b.html", HTML)
        archive.writestr("c.eml", mail())
        archive.writestr("d.tar.gz", tarred.getvalue())
        archive.writestr("e.png", b"\x89PNG\r\n\x1a\n" + bytes(50))
    all_of = list(documents(put(tmp_path, "a.zip", zipped.getvalue())))
    assert [d.member for d in all_of if isinstance(d, Document)] == ["a.txt", "b.html", "c.eml", "deep/d.txt"]
    assert [f.where.rpartition("!")[2] for f in all_of if isinstance(f, Failure)] == ["e.png"]
    assert len({d.id for d in all_of if isinstance(d, Document)}) == 4


def test_read_wants_one_document(tmp_path: Path) -> None:
    """A file of several documents is refused by `read`, which says what to use."""
    with pytest.raises(Unreadable, match="several documents"):
        read(put(tmp_path, "a.xml", RSS))


def test_folders_and_globs(tmp_path: Path) -> None:
    """A folder is read in order of name, hidden files left out; a glob gives its files; a path to nothing fails."""
    (tmp_path / "sub").mkdir()
    for name in ("b.txt", "a.txt", ".hidden.txt", "sub/c.txt"):
        put(tmp_path, name, PROSE)
    assert [Path(d.path).name for d in found(tmp_path)] == ["a.txt", "b.txt", "c.txt"]
    assert [d.name for d in documents(str(tmp_path / "*.txt")) if isinstance(d, Document)] == ["a", "b"]
    assert [type(d) for d in documents(tmp_path / "none.txt")] == [Failure]


def test_published_can_be_given(tmp_path: Path) -> None:
    """A given date wins, and relative periods count from it."""
    doc = read(put(tmp_path, "a.txt", PROSE), published="2024-05")
    assert doc.published and doc.published.label == "2024-05"
    assert "2024" in {p.label for p in doc.periods}
    assert "2024-03" in {p.label for p in doc.periods}


TABLE = (
    "<html lang=en><body><article><h1>Who has how many chips</h1><p>The five largest buyers took more than half of the "
    "chips that were sold last year, a count by the paper shows, and hold most of them still in their own halls.</p>"
    "<table><tr><th>Buyer</th><th>Chip</th><th>Units</th></tr>{rows}</table></article></body></html>"
)


def test_the_cells_of_a_row_stand_on_one_line(tmp_path):
    """A table of figures in an article is read row by row; one that lays out a page is not."""
    rows = (
        "<tr><td>Oracle</td><td><b>B200</b></td><td>18,500</td></tr><tr><td>Tesla</td><td>H100</td><td>50,000</td></tr>"
    )
    path = tmp_path / "a.html"
    path.write_text(TABLE.format(rows=rows), encoding="utf-8")
    assert read(path).text.splitlines()[-2:] == ["Oracle B200 18,500", "Tesla H100 50,000"]
    path.write_text(
        TABLE.format(rows="<tr><td><ul><li>Oracle</li></ul></td><td>18,500 chips</td></tr>"), encoding="utf-8"
    )
    assert "Oracle 18,500" not in read(path).text
