"""What one input may cost; beyond it the input is refused, in one line, and the others go on."""

from __future__ import annotations

__all__ = [
    "MAX_BYTES", "MAX_CHARACTERS", "MAX_DEPTH", "MAX_EXPANDED", "MAX_MEMBERS", "MAX_NESTING", "MAX_PAGES",
    "MAX_RATIO", "MAX_TAGS", "MEMORY", "SECONDS", "WALL",
]  # fmt: skip

MAX_BYTES = 64 << 20  # of one input
MAX_EXPANDED = 256 << 20  # of all that one input holds
MAX_RATIO = 200  # bytes out of a decompressor for one byte in
MAX_CHARACTERS = 5_000_000  # of clean text
MAX_MEMBERS = 10_000  # of an archive, feed or mailbox
MAX_NESTING = 3  # archives in archives
MAX_DEPTH = 200  # HTML elements in elements, beyond which only our own scanner reads
MAX_TAGS = 50_000  # HTML tags, beyond which only our own scanner reads
MAX_PAGES = 5_000  # of a PDF
SECONDS = 10  # of processor time for one document in a worker
WALL = 60  # seconds that a worker may be silent
MEMORY = 512 << 20  # bytes beyond what the worker's own code takes
