"""`report`: gather once, write the page, and the data beside it if asked."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from suanli.errors import Unreadable
from suanli.reports.gathering import gather
from suanli.reports.shapes import Page
from suanli.reports.watching import Steps
from suanli.reports.wording import Voice
from suanli.terms import Term

__all__ = ["Report", "page_of", "report"]


class Report(Term, frozen=True, kw_only=True):
    """What was written: the page's place and size, what it holds, and the data files beside it."""

    output: str
    bytes: int
    sha256: str
    on: dt.date
    documents: int
    claims: int
    holders: tuple[str, ...]
    failed: int
    ledger_hash: str
    data: tuple[str, ...] = ()


def page_of(
    paths: str | Path | Iterable[str | Path] = (),
    *,
    ledger: str | Path = "",
    holder: str | Sequence[str] = (),
    on: dt.date | None = None,
    as_of: dt.date | None = None,
    lang: str = "en",
    seed: int = 0,
    steps: Steps | None = None,
) -> Page:
    """Everything that a report shows, as a term: for those who draw their own page."""
    listed = [paths] if isinstance(paths, str | Path) else list(paths)
    holders = (holder,) if isinstance(holder, str) and holder else tuple(holder or ())
    Voice(lang)  # an unknown language is found before the work
    place = ledger or None
    if not listed and not place:
        place = "suanli.db"
    return gather(listed, ledger=place, on=on, as_of=as_of, holders=holders, lang=lang, seed=seed, steps=steps)


def report(  # noqa: PLR0913 - one keyword for each option of the command
    paths: str | Path | Iterable[str | Path] = (),
    *,
    output: str | Path = "report.html",
    ledger: str | Path = "",
    holder: str | Sequence[str] = (),
    on: dt.date | None = None,
    as_of: dt.date | None = None,
    lang: str = "en",
    data: str | Path = "",
    seed: int = 0,
    progress: Callable[[str, float, float], None] | None = None,
) -> Report:
    """One self-contained HTML page on what documents say about AI chips, and what follows from it.

    `paths` are files, folders or globs; they are read into `ledger` (one that is thrown away, if none is named),
    and the page reports all that the ledger holds. `holder` names whom to estimate (default: those of whom most is
    claimed), `on` the day (default: the last day on which something was published), `as_of` the day by which it
    had to be public. `lang` is en, zh-Hans, zh-Hant, pt or fr. `data` is a folder for the same as Parquet or CSV
    with a datapackage.json. `progress` hears (stage, share done, seconds expected). Same inputs, same bytes.
    """
    from suanli.reports.downloads import write_data
    from suanli.reports.rendering import render

    place = Path(output)
    if place.is_dir() or not place.absolute().parent.is_dir():
        raise Unreadable(f"{place}: no file can be written there; name a file in a folder that exists")
    folder = _folder(data) if data else None  # before the work: an hour is not spent on what cannot be kept
    steps = Steps(progress)
    page = page_of(paths, ledger=ledger, holder=holder, on=on, as_of=as_of, lang=lang, seed=seed, steps=steps)
    steps.stage("draw")
    raw = render(page).encode("utf-8", "backslashreplace")
    _replace(place, raw)
    try:
        written = write_data(page, folder) if folder else ()
    except OSError as error:
        raise Unreadable(f"{folder}: cannot write; {str(error.strerror or error).casefold()}") from None
    return _told(page, place, raw, written)


def _folder(data: str | Path) -> Path:
    """The folder of the data, made if it is not there; Unreadable where nothing can be written."""
    folder = Path(data)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unreadable(f"{folder}: cannot make this folder; {str(error.strerror or error).casefold()}") from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise Unreadable(f"{folder}: no file can be written there; name a folder of your own")
    return folder


def _replace(place: Path, raw: bytes) -> None:
    """The file appears whole or not at all; a link stays a link, and a pipe or device is written to."""
    place = Path(os.path.realpath(place))
    draft = place.with_name(f".{place.name}.{os.getpid()}.part")
    try:
        if place.exists() and not place.is_file():
            place.write_bytes(raw)
            return
        draft.write_bytes(raw)
        draft.replace(place)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise Unreadable(f"{place}: cannot write; {str(error.strerror or error).casefold()}") from None


def _told(page: Page, place: Path, raw: bytes, written: tuple[str, ...]) -> Report:
    import hashlib

    return Report(
        output=str(place),
        bytes=len(raw),
        sha256=hashlib.sha256(raw).hexdigest(),
        on=page.asked.on,
        documents=len(page.sources),
        claims=page.claims_total,
        holders=tuple(h.name for h in page.holders),
        failed=len(page.failures),
        ledger_hash=page.ledger_hash,
        data=written,
    )
