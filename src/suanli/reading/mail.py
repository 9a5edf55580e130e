"""E-mail: the richest text part of a message, and the messages of a mailbox."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from email.message import EmailMessage
from typing import NamedTuple

from suanli.errors import Unreadable
from suanli.reading.limits import MAX_MEMBERS

__all__ = ["Message", "message", "messages"]

FROM = re.compile(rb"^From [^\n]{1,300}\n(?=[A-Za-z][A-Za-z0-9-]{1,40}:)", re.MULTILINE)


class Message(NamedTuple):
    """One message: the part that is read (HTML first), and its head."""

    body: bytes
    html: bool
    label: str
    title: str
    author: str
    date: str


def messages(data: bytes, *, where: str) -> Iterator[bytes]:
    """The messages of a mailbox (mboxrd or mboxo)."""
    starts = [m.end() for m in FROM.finditer(data)]
    if len(starts) > MAX_MEMBERS:
        raise Unreadable(f"{where}: {len(starts):,} messages; the limit is {MAX_MEMBERS:,}: split it")
    ends = [m.start() for m in FROM.finditer(data)][1:]
    ends.append(len(data))
    for start, end in zip(starts, ends, strict=True):
        yield re.sub(rb"^>(>*From )", rb"\1", data[start:end], flags=re.MULTILINE)


def message(data: bytes, *, where: str) -> Message:
    """A message's text; `Unreadable` where it has no text part."""
    try:
        parsed = email.message_from_bytes(data, policy=email.policy.default)
        assert isinstance(parsed, EmailMessage)
        part = parsed.get_body(("html", "plain"))
        if part is None:
            raise Unreadable(f"{where}: a message without a text part; leave it out")
        body = part.get_payload(decode=True)
        assert isinstance(body, bytes)
        return Message(
            body=body,
            html=part.get_content_subtype() == "html",
            label=part.get_content_charset() or "",
            title=str(parsed.get("subject", "")),
            author=_name(parsed),
            date=_day(parsed),
        )
    except (LookupError, ValueError, AssertionError, AttributeError, TypeError, RecursionError) as error:
        raise Unreadable(f"{where}: a broken message ({type(error).__name__}); leave it out") from None


def _name(parsed: EmailMessage) -> str:
    senders = getattr(parsed.get("from"), "addresses", ())
    return str(senders[0].display_name or senders[0].addr_spec) if senders else ""


def _day(parsed: EmailMessage) -> str:
    moment = getattr(parsed.get("date"), "datetime", None)
    return moment.date().isoformat() if moment else ""
