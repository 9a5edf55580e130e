"""Articles in, one page out: a self-contained HTML report in which every number leads to the words behind it."""

from __future__ import annotations

from suanli.reports.reporting import Report, report

__all__ = ["Report", "report"]
