"""`extract`: exact words, flags, leftovers, languages as data, and the command."""

from __future__ import annotations

import json

import pytest

from suanli import catalog, extract

from .texts import document


def one(text: str, language: str = "en", **want):
    found = extract(document(text, language)).claims
    for claim in found:
        q = claim.quantity
        have = {
            "kind": claim.kind,
            "actors": set(claim.actors),
            "chips": set(claim.chips),
            "stance": claim.stance,
            "value": None if q is None else (q.low if q.low is not None else q.high),
            "unit": q.unit if q else "",
        }
        if all(
            have[k] == (set(v) if k in {"actors", "chips"} else pytest.approx(v) if k == "value" else v)
            for k, v in want.items()
        ):
            return claim
    raise AssertionError([(c.kind, c.actors, c.chips, c.quantity, c.stance) for c in found])


def test_distributive_gives_each_its_row():
    """`各自` and `each` give every member of the list a claim of its own."""
    text = "字节跳动、腾讯今年各自订了约23万枚英伟达芯片。"
    for name in ("ByteDance", "Tencent"):
        claim = one(text, "zh-Hans", kind="order", actors=[name], value=230000)
        assert claim.actor_mode == "each"


def test_two_lists_in_step():
    """Two lists joined by 分别 are paired member by member."""
    text = "亚马逊和谷歌分别买入19.6万枚和16.9万枚Hopper芯片。"
    one(text, "zh-Hans", kind="order", actors=["Amazon"], value=196000)
    one(text, "zh-Hans", kind="order", actors=["Google"], value=169000)


def test_a_sum_told_again_in_another_currency_goes_on():
    """`これは約57億ドルに相当する` after an order of 40 billion yuan is the same order, chip and all."""
    text = "バイトダンスは来年、ファーウェイのAscendチップの購入に400億元を投じる計画だ。これは約57億ドルに相当する。"
    claim = one(text, "ja", kind="order", actors=["ByteDance"], chips=["Ascend"], unit="USD", stance="planned")
    assert claim.pair == (40e9, "CNY")


def test_counts_that_stand_by_their_chips():
    """`910C 10만개와 910B 30만개`: each count is of the chip before it."""
    text = "화웨이는 올해 910C 10만개와 910B 30만개를 만들 계획이다."
    one(text, "ko", kind="supply", chips=["Ascend 910C"], value=100000)
    one(text, "ko", kind="supply", chips=["Ascend 910B"], value=300000)


def test_a_converted_sum_is_a_row_of_its_own():
    """`A (B in another currency)` gives two claims that share everything but the sum."""
    text = "ByteDance set aside 150 billion yuan (US$20.6 billion) of capital expenditure for AI in 2026."
    first = one(text, kind="capex", actors=["ByteDance"], unit="CNY")
    second = one(text, kind="capex", actors=["ByteDance"], unit="USD")
    assert second.pair == (150e9, "CNY")
    assert first.start < second.start


def test_what_is_compared_with_is_not_the_subject():
    """`The H800's rate is half that of the H100` speaks of the H800."""
    one("H200的性能比H20高出约6倍。", "zh-Hans", kind="spec", chips=["H200"], value=6)


def test_generic_nouns_name_no_chip_and_classifiers_take_the_topic():
    """`23万枚芯片` names no chip; `40万颗` alone counts the chip the text is about."""
    text = "华为昇腾910C已量产。预计全年出货量达40万颗。"
    one(text, "zh-Hans", chips=["Ascend 910C"], value=400000)


def test_a_denial_without_a_number_is_a_claim():
    """A denial is a claim with no quantity, negative, and says what it denies."""
    claim = one("Alibaba denied that it had cancelled orders for Nvidia chips.", stance="denied", value=None)
    assert claim.polarity == "negative"
    assert claim.kind == "order"


def test_bans_and_permissions():
    """A ban is negative policy, a permission positive policy."""
    ban = one("China has barred ByteDance from using Nvidia chips in new data centres.", kind="policy", value=None)
    assert ban.polarity == "negative"
    leave = one("Washington has approved sales of the H20 to China.", kind="policy", value=None)
    assert leave.polarity == "positive"


@pytest.mark.parametrize(
    ("text", "language", "kind", "polarity"),
    [
        ("The Trump administration reviews the H20 and GPUs like it. The licences were not granted.", "en", "policy", "negative"),
        ("The H20 is sold by Nvidia. It had yet to generate any revenue from the H20.", "en", "revenue", "negative"),
        ("Die H100 von Nvidia wird gesucht, seit Monaten herrscht Knappheit.", "de", "supply", "positive"),
        ("DeepSeek reconnaît posséder des A100.", "fr", "stock", "positive"),
        ("DeepSeek a obtenu des H100 malgré l'interdiction.", "fr", "delivery", "positive"),
        ("Iliad n'a pas de B300 pour l'instant.", "fr", "stock", "negative"),
        ("Os clientes já têm licença para o H20.", "pt", "policy", "positive"),
    ],
)  # fmt: skip
def test_licences_nothing_earned_and_a_shortage_without_a_number(text, language, kind, polarity):
    """A licence refused needs no party in its sentence, a shortage no chip in its clause; a chip not sold earns nothing."""
    found = [c for c in extract(document(text, language)).claims if c.quantity is None or c.quantity.low is None]
    assert (kind, polarity) in {(c.kind, c.polarity) for c in found}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Huawei and SMIC did not reply to requests for comment on the Ascend chips.", "en"),
        ("英伟达与字节跳动未回应有关H20芯片的置评请求。", "zh-Hans"),
        ("H20是在出口管制收紧之后推出的芯片。", "zh-Hans"),
        ("Nvidia designed the H20 after the export ban.", "en"),
    ],
)
def test_silence_and_the_time_of_a_ban_are_no_claims(text, language):
    """That somebody said nothing, and a ban that only dates something else, claim nothing."""
    assert not extract(document(text, language)).claims


def test_company_totals_and_share_prices_are_left_over():
    """A company's revenue, a share price and a head count are no claims about chips, and say why."""
    text = "Alibaba reported quarterly revenue of 247.8 billion yuan. Its shares closed at $120.5. It employs 120,000 people."
    found = extract(document(text))
    assert not [c for c in found.claims if c.quantity]
    assert all(left.reason for left in found.leftovers)


def test_navigation_and_spam_give_nothing():
    """Menus, link lists and advertising give no claims."""
    for text in (
        "Home | News | Tech | Contact us | 12 comments | Share",
        "免费在线观看 337p 91视频 精品一区二区三区",
        "Siga-nos: 1,2 mil curtidas",
    ):
        assert not extract(document(text, "en")).claims


@pytest.mark.parametrize("form", [f for f in catalog.languages.values() if f.example], ids=lambda f: f.id)
def test_examples_in_the_language_files(form):
    """Every `[[example]]` of a language file comes out as the file says."""
    for example in form.example:
        for want in example["claims"]:
            wish = {k: v for k, v in want.items() if k in {"kind", "actors", "chips", "stance", "unit"}}
            claim = one(example["text"], form.id, **wish, value=want["low"])
            if "bound" in want:
                assert claim.quantity.bound == want["bound"]


@pytest.mark.shared
def test_every_span_is_exact(shared):
    """`original[start:end]` is the evidence of every claim and leftover, also in repaired text."""
    from suanli.reading import read

    for path in (*sorted((shared / "gold" / "corpus").glob("*.txt")), *sorted((shared / "articles").glob("*.txt"))):
        doc = read(path)
        raw = path.read_bytes().decode("utf-8", errors="surrogatepass")
        found = extract(doc)
        for item in (*found.claims, *found.leftovers):
            quote = item.evidence
            assert doc.original[quote.start : quote.end] == quote.text
            assert raw[quote.start : quote.end] == quote.text


def test_the_same_text_gives_the_same_claims():
    """Ids come from the content: two runs agree in every byte."""
    text = "Meta will have 350,000 H100s by the end of 2026, Mark Zuckerberg said."
    assert extract(document(text)) == extract(document(text))


def test_length_is_linear():
    """Four times the text takes at most about four times as long; digits alone end in bounded time."""
    import time

    text = "Microsoft ordered 485,000 Hopper chips in 2024, Omdia estimates. " * 100

    def seconds(body: str) -> float:
        best = 1e9
        for _ in range(3):
            start = time.process_time()
            extract(document(body))
            best = min(best, time.process_time() - start)
        return best

    extract(document(text[:2000]))
    assert seconds(text * 4) <= 8 * seconds(text)
    start = time.process_time()
    extract(document("1234567890 " * 20_000))
    assert time.process_time() - start < 6


def test_command_prints_the_interface(suanli, tmp_path):
    """`extract FILE --json` prints the fields of the interface; `--leftovers` adds what was left, marked."""
    place = tmp_path / "a.txt"
    place.write_text("Meta ordered 350,000 Nvidia H100 chips in 2024. It has 42 offices.\n", encoding="utf-8")
    done = suanli("extract", place, "--json", "--leftovers")
    assert done.returncode == 0, done.stderr
    rows = [json.loads(x) for x in done.stdout.splitlines()]
    claim = rows[0]
    assert claim["doc_id"] == "a"
    assert (claim["kind"], claim["actors"], claim["chips"], claim["low"], claim["period"]) == (
        "order",
        ["Meta"],
        ["H100"],
        350000,
        "2024",
    )
    assert place.read_text()[claim["evidence"]["start"] : claim["evidence"]["end"]] == claim["evidence"]["text"]
    assert any("leftover" in r for r in rows[1:])
    bad = suanli("extract", tmp_path / "none.txt", "--json")
    assert bad.returncode == 1
    assert "none.txt" in bad.stderr


def test_flags_without_corrections():
    """A price per chip that no chip has, a rate that is off and a lost unit are flagged; the figures stay as written."""
    claim = one("Foxconn ordered 500 H100 GPUs worth $1 billion from Nvidia.", kind="order", unit="USD", value=1e9)
    assert claim.flags == ("implied_price_outlier",)
    claim = one(
        "ByteDance spent 150 billion yuan (US$50 billion) of capital expenditure on AI.", unit="USD", value=50e9
    )
    assert "fx_outlier" in claim.flags
    assert claim.implied_fx == pytest.approx(1 / 3)
    claim = one("Doubao, the AI chatbot of ByteDance, reached usage of 50 trillion tokens.", unit="tokens", value=50e12)
    assert "unit_missing_rate" in claim.flags


def test_a_shortened_code_is_completed_and_flagged():
    """`70 000 puces A8` counts A800, and says that the code was completed."""
    claim = one(
        "ByteDance a commandé près de 70 000 puces A8 auprès de Nvidia.",
        "fr",
        kind="order",
        chips=["A800"],
        value=70000,
    )
    assert "chip_code_completed" in claim.flags
