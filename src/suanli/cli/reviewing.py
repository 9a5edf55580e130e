"""`review` on a terminal: one claim after the other, a key for each decision."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Sequence
from typing import Any

import click

from suanli.display import emit
from suanli.display.ledger import judgement_line
from suanli.display.writing import printable
from suanli.errors import SuanliError
from suanli.terms import Judgement

__all__ = ["KEYS", "changes", "sit", "user"]

# key: the judgement's verb, and what the key does
KEYS: dict[str, tuple[str, str]] = {
    "a": ("accept", "accept as it stands"),
    "c": ("correct", "correct a field"),
    "r": ("reject", "reject"),
    "u": ("unsure", "cannot tell"),
    "s": ("same", "the same as another claim"),
    "f": ("different", "different from another claim"),
    "x": ("contradicts", "contradicts another claim"),
    "i": ("refines", "refines another claim"),
    "d": ("denies", "denies another claim"),
}
_MOVES = {"n": "next", "b": "back", "z": "undo the last", "q": "quit", "?": "all keys"}


def user() -> str:
    """Who sits at the keyboard; empty where the system does not know."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return ""


def changes(words: Sequence[str]) -> dict[str, Any]:
    """Corrections written ``name=value``; the value is JSON where it parses, else text."""
    from suanli.catalog.given import given_json

    found: dict[str, Any] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or not name.strip():
            raise click.UsageError(f"{word!r} is not NAME=VALUE; write such as quantity.low=5000")
        try:
            found[name.strip()] = given_json(value)
        except ValueError:
            found[name.strip()] = value
    return found


def _key() -> str:
    """The next key. Unlike `click.getchar`, keys typed ahead are kept: switching the terminal discards nothing."""
    import sys

    if not sys.stdin.isatty() or sys.platform == "win32":
        return click.getchar()
    import os
    import termios
    import tty

    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    try:
        tty.setraw(terminal, termios.TCSADRAIN)
        key = os.read(terminal, 1).decode("utf-8", "replace")
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
    if key == "\x03":
        raise KeyboardInterrupt
    return key or "q"


def sit(doubts: Sequence[Any], *, ledger: str, by: str, at: str) -> None:
    """Go through the claims until all are seen or `q`; every decision is kept at once."""
    _Session(doubts, ledger=ledger, by=by, at=at).run()


class _Session:
    """Where the person is, and what was decided so far (for undo)."""

    def __init__(self, doubts: Sequence[Any], *, ledger: str, by: str, at: str) -> None:
        self.doubts, self.ledger, self.by, self.at = doubts, ledger, by, at
        self.place = 0
        self.made: list[Any] = []

    def run(self) -> None:
        shown = -1
        while 0 <= self.place < len(self.doubts):
            if shown != self.place:
                self._show()
                shown = self.place
            click.echo("a accept  c correct  r reject  s same as  d denies  n next  z undo  q quit  ? all > ", nl=False)
            key = _key().casefold()
            click.echo(key if key.isprintable() else "")
            if key in ("q", "\x1b", "\x04"):
                break
            self._obey(key)
        click.echo(f"{len(self.made)} judgements kept; `suanli why ID` shows them, --verb retract takes one back")

    def _obey(self, key: str) -> None:
        moves: dict[str, Callable[[], None]] = {
            "n": self._next, " ": self._next, "\r": self._next, "b": self._back, "z": self._undo, "?": self._help,
        }  # fmt: skip
        if key in moves:
            moves[key]()
        elif key in KEYS:
            self._judge(KEYS[key][0])
        else:
            self._help()

    def _show(self) -> None:
        from suanli.ledger import why

        doubt = self.doubts[self.place]
        click.echo(f"\n{self.place + 1} of {len(self.doubts)}: {printable('; '.join(doubt.reasons)) or 'not reviewed'}")
        emit([why(doubt.claim.id, ledger=self.ledger)])

    def _next(self) -> None:
        self.place += 1

    def _back(self) -> None:
        self.place = max(0, self.place - 1)

    def _help(self) -> None:
        lines = [f"  {k}  {what}" for k, (_, what) in KEYS.items()] + [f"  {k}  {what}" for k, what in _MOVES.items()]
        click.echo("\n".join(lines))

    def _judge(self, verb: str) -> None:
        claim = self.doubts[self.place].claim.id
        other, fields = "", {}
        if verb == "correct":
            fields = changes([click.prompt("field=value", err=False)])
        elif verb not in ("accept", "reject", "unsure"):
            suggested = next(iter(self.doubts[self.place].against), None)
            other = click.prompt("id of the other claim", default=suggested)
        if self._keep(claim=claim, verb=verb, other=other, fields=fields):
            self._next()

    def _undo(self) -> None:
        if not self.made:
            click.echo("nothing to undo")
            return
        last = self.made.pop()
        if self._keep(claim=last.claim, verb="retract", other=last.id, fields={}):
            self.made.pop()
            self.place = next((n for n, d in enumerate(self.doubts) if d.claim.id == last.claim), self.place)

    def _keep(self, **asked: Any) -> bool:
        """Keep a judgement; a refusal is said and nothing is lost."""
        from suanli.ledger import review

        try:
            (made,) = review(asked.pop("claim"), by=self.by, at=self.at, ledger=self.ledger, **asked)
        except (SuanliError, click.UsageError) as error:
            click.echo(printable(str(error)))
            return False
        assert isinstance(made, Judgement)
        self.made.append(made)
        click.echo(f"kept: {printable(judgement_line(made))}")
        return True
