"""Damage undone, every repair an edit: invisible characters and pinyin glosses."""

from __future__ import annotations

import re

from suanli.reading.drafting import Change, Draft

__all__ = ["repair"]

TONES = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"
RUBY = re.compile(rf"(?<=[\u3400-\u9fff])\([a-zü]{{0,5}}[{TONES}][a-zü]{{0,3}}\)")
INVISIBLE = re.compile("[\ufeff\u200b-\u200f\u202a-\u202e\u2060-\u2069\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def repair(draft: Draft) -> None:
    """Undo what is certain."""
    draft.apply([Change(m.start(), m.end(), "", "invisible") for m in INVISIBLE.finditer(draft.text)])
    draft.apply([Change(m.start(), m.end(), "", "pinyin") for m in RUBY.finditer(draft.text)])
