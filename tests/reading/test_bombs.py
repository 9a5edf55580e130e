"""Row 8 of the list of bad inputs: every kind of bomb is refused in little memory."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

from tests.reading.test_bad_inputs import PROSE, _html, _record, _zipped, put

BOMBS = """
import resource, sys
from suanli.errors import SuanliError
from suanli.reading.opening import Input, opened

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

def outcome(path):
    with open(path, "rb") as stream:
        data = stream.read()
    try:
        found = list(opened(Input(data, "a", path, path)))
        return "; ".join(str(f) if hasattr(f, "reason") else "read" for f in found)
    except SuanliError as error:
        return str(error)

for path in sys.argv[1:]:
    before = peak()
    said = outcome(path)
    print(path.rpartition("/")[2], (peak() - before) >> 10, said, sep="\\t")
"""


def _bombs(folder: Path) -> dict[str, str]:
    """Files that expand without end, by kind, with a word of their refusal; those of `sound` are opened first."""
    zeros, mixed = (
        b"0" * (100 << 20),
        (os.urandom(1600) + b"0" * 254_400) * 450,
    )  # the second 120-fold: below the ratio
    tarred = io.BytesIO()
    with tarfile.open(fileobj=tarred, mode="w") as archive:
        for number in range(3):  # pictures, so that no time goes into reading them
            info = tarfile.TarInfo(f"{number}.txt")
            info.size = 60 << 20
            archive.addfile(info, io.BytesIO(b"\x89PNG" + mixed[: 60 << 20]))
    inner, office, book, quine = io.BytesIO(), io.BytesIO(), io.BytesIO(), io.BytesIO()
    for made, name, data in (
        (inner, "a.txt", zeros),
        (office, "word/document.xml", zeros),
        (book, "OPS/a.xhtml", zeros),
    ):
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            if made is book:
                archive.writestr("META-INF/container.xml", '<rootfile full-path="OPS/a.opf"/>')
                package = '<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/><itemref idref="a"/>'
                archive.writestr("OPS/a.opf", package)
            archive.writestr(name, data)
    with zipfile.ZipFile(quine, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("b.zip", inner.getvalue())
    web = _record("http://a.example/1", gzip.compress(zeros, 6), http=b"Content-Encoding: gzip\r\n")
    put(folder, "sound.zip", _zipped("a.txt", PROSE))
    put(folder, "sound.warc", _record("http://a.example/1", _html(1)))
    put(folder, "a.gz", gzip.compress(zeros, 6))
    put(folder, "slow.gz", gzip.compress(mixed, 1))
    put(folder, "a.bz2", bz2.compress(zeros[: 5 << 20]) * 25)
    put(folder, "a.xz", lzma.compress(zeros[: 5 << 20], preset=1) * 25)
    put(folder, "a.tar.gz", gzip.compress(tarred.getvalue(), 1))
    put(folder, "zeros.tar.gz", gzip.compress(tarred.getvalue()[:512] + zeros, 6))
    put(folder, "a.zip", inner.getvalue())
    put(folder, "b.zip", quine.getvalue())
    put(folder, "a.docx", office.getvalue())
    put(folder, "a.epub", book.getvalue())
    put(folder, "a.warc", web)
    return {
        "a.gz": "bomb", "slow.gz": "expands beyond", "a.bz2": "bomb", "a.xz": "bomb", "a.tar.gz": "PNG",
        "zeros.tar.gz": "bomb", "a.zip": "bomb", "b.zip": "bomb", "a.docx": "bomb", "a.epub": "bomb", "a.warc": "bomb",
    }  # fmt: skip


def test_bombs_take_little_memory(tmp_path: Path) -> None:
    """Every kind of bomb is refused with its reason, and refusing it takes less than 100 MB (a PDF's: the worker's limit)."""
    words = _bombs(tmp_path)
    names = ["sound.zip", "sound.warc", *words]
    command = [sys.executable, "-c", BOMBS, *(str(tmp_path / n) for n in names)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=True)
    took = {name: (int(size), said) for name, size, said in (line.split("\t") for line in done.stdout.splitlines())}
    assert [took[n][1] for n in names[:2]] == ["read", "read"], took
    for name, word in words.items():
        assert word in took[name][1], (name, took[name])
        assert took[name][0] < 100, (name, took[name])
