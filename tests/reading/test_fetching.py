"""Fetching: off unless asked for, and never from anywhere but public web hosts."""

from __future__ import annotations

import http.server
import socket
import threading
from collections.abc import Iterator

import pytest

from suanli.errors import Unreadable
from suanli.reading import fetching


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://10.0.0.1/", "http://192.168.1.1/x", "http://169.254.169.254/latest/meta-data",
        "http://[::ffff:127.0.0.1]/", "http://[::ffff:10.0.0.1]/", "http://2130706433/", "http://0x7f000001/", "http://0/", "http://0.0.0.0/",
        "file:///etc/passwd", "gopher://example.org/", "ftp://example.org/x", "javascript:alert(1)", "http://user:secret@example.org/",
        "http://example.org:22/", "http://[fe80::1]/", "http://[fd00::1]/", "http://224.0.0.1/", "//example.org/", "http:///x", "http://100.64.0.1/",
    ],
)  # fmt: skip
def test_addresses_that_are_refused(url: str) -> None:
    """Loopback, private, link-local, metadata, mapped and numeric addresses, other schemes, passwords, odd ports."""
    with pytest.raises(Unreadable):
        fetching.fetch(url)


def test_public_addresses_are_permitted() -> None:
    """Public addresses pass the same check."""
    for address in ("93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "8.8.8.8"):
        assert fetching.permitted(address)
    for address in (
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "::1",
        "fe80::1",
        "::ffff:192.168.0.1",
        "2002:7f00:1::",
        "255.255.255.255",
    ):
        assert not fetching.permitted(address)


class _Server(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/to-loopback":
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.1:9/secret")
            self.end_headers()
        elif self.path == "/to-file":
            self.send_response(302)
            self.send_header("Location", "file:///etc/passwd")
            self.end_headers()
        elif self.path == "/loop":
            self.send_response(302)
            self.send_header("Location", "/loop")
            self.end_headers()
        elif self.path == "/big":
            self.send_response(200)
            self.end_headers()
            try:
                for _ in range(1000):
                    self.wfile.write(b"x" * 65536)
            except OSError:
                return
        else:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(b"<html><body><p>A page about chips and their prices today.</p></body></html>")

    def log_message(self, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server on this machine, reached as if its name were public: only the first host is let through."""
    made = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Server)
    threading.Thread(target=made.serve_forever, daemon=True).start()
    port = made.server_address[1]
    real, check, resolve = socket.create_connection, fetching.permitted, socket.getaddrinfo
    monkeypatch.setattr(fetching, "PORTS", frozenset({80, 443, port, 9}))
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *a, **k: resolve("93.184.216.34" if host == "news.example" else host, *a, **k),
    )
    monkeypatch.setattr(
        socket,
        "create_connection",
        lambda address, timeout: (
            real(("127.0.0.1", port), timeout) if address[0] == "93.184.216.34" else real(address, timeout)
        ),
    )
    assert check("93.184.216.34")
    yield f"http://news.example:{port}"
    made.shutdown()
    made.server_close()


def test_a_page_is_fetched(server: str) -> None:
    """A public page comes with its charset."""
    page = fetching.fetch(server + "/page")
    assert b"chips" in page.body
    assert page.label == "utf-8"


@pytest.mark.parametrize("path", ["/to-loopback", "/to-file", "/loop"])
def test_redirects_are_checked(server: str, path: str) -> None:
    """A redirect to this machine, to a file or without end is refused."""
    with pytest.raises(Unreadable, match="not public|only http|redirects"):
        fetching.fetch(server + path)


def test_size_is_capped(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A body that does not end is cut off at the cap."""
    monkeypatch.setattr(fetching, "MAX_BYTES", 1 << 20)
    with pytest.raises(Unreadable, match="more than"):
        fetching.fetch(server + "/big")


def test_time_is_capped(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A body that takes too long is given up."""
    monkeypatch.setattr(fetching, "SECONDS", 0.0)
    with pytest.raises(Unreadable):
        fetching.fetch(server + "/big")
