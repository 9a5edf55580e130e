"""How much a text looks like writing: the share of characters that its script uses often.

The wrong decoder gives valid but rare characters, so frequency tells encodings apart where strict decoding
cannot (EUC-KR bytes are valid GBK, KOI8-R bytes are valid cp1251).
"""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["plausibility", "usual_hanzi"]

# Frequent characters by script, common knowledge of any frequency list; order does not matter.
HANZI = (
    "的一是在不了有和人这這中大为為上个個国國我以要他时時来來用们們生到作地于於出就分对對成会會可主发發年动動"
    "同工也能下过過子说說产產种種面而方后後多定行学學法所民得经經十三之进進着著等部度家电電力里如水化高自二理起小"
    "物现現实實加量都两兩体體制机機当當使点點从從业業本去把性好应應开開它合还還因由其些然前外天政四日那社事平形相"
    "全表间間样樣与與关關各重新线線内內数數正心反你明看原又利比或但质質气氣第向道此变變条條只没沒结結解问問意建月"
    "公无無系情者最立代想已通并提直题題程展五果位入常文总總次品式活设設及管特件长長求老头頭基资資边邊流路级級少图圖"
    "统統接知较較将將组組见見计計别別手角期根论論运運指几幾区區强強放决決西被做必先回任取完万萬亿億元美司模型芯片"
    "算据據称稱报報价價购購买買售卖賣训訓练練英伟偉达達华華为"
)
KANA = (
    "のにはをたがでてとしれさいるなかっもこらきりあうすまくつけどんュンスルトラドリアイシクプジレッコマーズデタロテム"
)
HANGUL = (
    "이다는을의에가고하은지로를한기사도인서으대리자어해시일스그나정수만보아들부과있국전원개제했것적으된까년반억달러중"
)
CYRILLIC = "оеаинтсрвлкмдпуяыьгзб"
WORDS = re.compile(r"[a-z\u00e0-\u00ff\u0103\u0111\u0129\u0169\u01a1\u01b0\u1ea0-\u1ef9]")
RARE_LATIN = re.compile(r"[A-Za-z][\u00a1-\u00bf\u00d7\u00f7\u02d9-\u02dd][A-Za-z]|[a-z][\u00c0-\u00de][a-z]")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\ue000-\uf8ff\ufffd]")
# No writing mixes scripts in a word, and no Latin one piles up accented letters.
MIXED = re.compile(r"[A-Za-z][а-яёА-ЯЁ]|[а-яёА-ЯЁ][A-Za-z]|[\u00c0-\u00ff][\u00c0-\u00ff\u0300-\u0323\u0111]{2}")
FLIP = re.compile(r"[а-яё][А-ЯЁ]|\b[А-ЯЁ][а-яё]*[А-ЯЁ]")
LATIN = frozenset("áàâãäåæçéèêëíìîïñóòôõöøœúùûüßÁÀÂÃÄÇÉÈÊËÍÎÑÓÔÕÖÚÜ«»°ºª“”‘’–—…€£¡¿·•®©™đăơưĐ")
TONES = frozenset("ạảấầẩẫậắằẳẵặẹẻẽếềểễệịỉĩọỏốồổỗộớờởỡợụủũứừửữựỳỵỷỹ\u0300\u0301\u0303\u0309\u0323")
PUNCTUATION = frozenset("、。，：；！？「」『』（）《》〈〉“”‘’…—·・～【】［］％＋－／＝　〜")


@lru_cache(maxsize=1)
def usual_hanzi() -> frozenset[str]:
    """The first level of GB 2312 and of Big5: the 3,755 and 5,401 characters made for everyday text."""
    simplified = bytes(b for row in range(0xB0, 0xD8) for c in range(0xA1, 0xFF) for b in (row, c))
    traditional = bytes(
        b for row in range(0xA4, 0xC7) for c in [*range(0x40, 0x7F), *range(0xA1, 0xFF)] for b in (row, c)
    )
    return frozenset(simplified.decode("gb2312", "ignore") + traditional.decode("big5", "ignore"))


def plausibility(text: str) -> float:
    """0 (noise) to about 1 (ordinary text). Text in ASCII only is 1."""
    foreign = [c for c in text if c > "\x7f"]
    if not foreign:
        return 0.0 if CONTROL.search(text) else 1.0
    usual = usual_hanzi()
    frequent = _FREQUENT
    total = 0.0
    for c in foreign:
        if c in frequent:
            total += 1.0
        elif c in usual or "\u30a1" <= c <= "\u30fa" or "\u3041" <= c <= "\u3096":
            total += 0.55
        elif "\uac00" <= c <= "\ud7a3" or "\u0400" <= c <= "\u045f":
            total += 0.35
        elif "\uff01" <= c <= "\uff5e":
            total += 0.6
        elif "\uff61" <= c <= "\uff9f" or "\u2500" <= c <= "\u25ff":
            total -= 0.3
    share = total / len(foreign)
    faults = len(CONTROL.findall(text)) * 2 + len(RARE_LATIN.findall(text)) + len(FLIP.findall(text)) * 2
    faults += len(MIXED.findall(text)) * 2
    return max(0.0, share - faults / len(foreign))


_FREQUENT = frozenset(HANZI + KANA + HANGUL + CYRILLIC + CYRILLIC.upper()) | LATIN | TONES | PUNCTUATION
