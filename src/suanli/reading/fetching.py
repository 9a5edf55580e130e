"""One page from the network, off unless asked for: the address is checked where it is connected to.

The name is resolved once and the connection made to that very address, so a name that changes its mind between
check and connect gains nothing; every redirect goes through the same checks.
"""

from __future__ import annotations

import http.client
import ipaddress
import re
import socket
import ssl
import time
from typing import NamedTuple
from urllib.parse import SplitResult, urljoin, urlsplit

from suanli.errors import Unreadable
from suanli.reading.limits import MAX_BYTES

__all__ = ["Page", "fetch", "permitted"]

REDIRECTS = 5
SECONDS = 30.0  # for everything, redirects and all
STEP = 10.0  # for one silence
CHUNK = 1 << 16
PORTS = frozenset({80, 443, 8080, 8443})
PASSED_ON = frozenset({301, 302, 303, 307, 308})


class Page(NamedTuple):
    """What an address gave: where it came from in the end, its bytes, and the charset its header names."""

    url: str
    body: bytes
    label: str


def fetch(url: str) -> Page:
    """The body behind an http(s) address; `Unreadable` for anything that is not a public host's answer 200."""
    deadline = time.monotonic() + SECONDS
    for _ in range(REDIRECTS + 1):
        parts = _checked(url)
        connection = _connect(parts, deadline, url)
        try:
            answer = _asked(connection, parts, url)
            if answer.status in PASSED_ON:
                url = urljoin(url, answer.headers.get("location", ""))
                continue
            if answer.status != 200:
                raise Unreadable(f"{url}: the server answers {answer.status}; check the address")
            label = re.search(r"charset=[\"']?([\w:.-]{2,30})", answer.headers.get("content-type", ""))
            return Page(url, _body(answer, deadline, url), label.group(1) if label else "")
        except (OSError, http.client.HTTPException) as error:
            raise Unreadable(f"{url}: {error or type(error).__name__}; try again later") from None
        finally:
            connection.close()
    raise Unreadable(f"{url}: more than {REDIRECTS} redirects; check the address")


def _checked(url: str) -> SplitResult:
    """The parts of an address that may be asked for."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Unreadable(f"{url}: not an address; write https://...") from None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise Unreadable(f"{url}: only http and https addresses are fetched; download the file first")
    if parts.username or parts.password:
        raise Unreadable(f"{parts.hostname}: an address with a password in it; leave it out")
    if port is not None and port not in PORTS:
        raise Unreadable(f"{url}: port {port} is not a web port; leave it out")
    return parts


def permitted(address: str) -> bool:
    """Whether an IP address is a public one: not loopback, private, link-local, mapped or reserved."""
    ip = ipaddress.ip_address(address)
    mapped = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    if mapped is not None:
        ip = mapped
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not ip.is_unspecified


def _resolved(parts: SplitResult, url: str) -> tuple[str, int]:
    """An address of the host; refused if any of its addresses is not public."""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    assert parts.hostname
    try:
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unreadable(f"{url}: the host is not found; check the address") from None
    addresses = [str(f[4][0]).split("%", maxsplit=1)[0] for f in found]
    if not addresses or not all(permitted(a) for a in addresses):
        raise Unreadable(f"{url}: the host's address is not public; refused")
    return addresses[0], port


def _connect(parts: SplitResult, deadline: float, url: str) -> http.client.HTTPConnection:
    """A connection to the very address that was checked."""
    address, port = _resolved(parts, url)
    assert parts.hostname
    left = min(STEP, deadline - time.monotonic())
    if left <= 0:
        raise Unreadable(f"{url}: took more than {SECONDS:.0f} s; try again later")
    try:
        raw = socket.create_connection((address, port), timeout=left)
        if parts.scheme == "https":
            raw = ssl.create_default_context().wrap_socket(raw, server_hostname=parts.hostname)
    except OSError as error:
        raise Unreadable(f"{url}: no connection ({error}); try again later") from None
    connection = http.client.HTTPConnection(parts.hostname, port, timeout=left)
    connection.sock = raw
    return connection


def _asked(connection: http.client.HTTPConnection, parts: SplitResult, url: str) -> http.client.HTTPResponse:
    del url
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {
        "User-Agent": "suanli",
        "Accept": "text/html,*/*;q=0.5",
        "Accept-Encoding": "identity",
        "Connection": "close",
    }
    connection.request("GET", target, headers=headers)
    return connection.getresponse()


def _body(answer: http.client.HTTPResponse, deadline: float, url: str) -> bytes:
    """The body in pieces, its size and the time watched while it comes."""
    pieces, size = [], 0
    while piece := answer.read1(CHUNK):
        size += len(piece)
        if size > MAX_BYTES:
            raise Unreadable(f"{url}: more than {MAX_BYTES:,} bytes; download and split it")
        if time.monotonic() > deadline:
            raise Unreadable(f"{url}: took more than {SECONDS:.0f} s; try again later")
        pieces.append(piece)
    return b"".join(pieces)
