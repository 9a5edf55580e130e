"""Chinese reports: with whose side a sentence opens, who provides chips to whom, and what is set aside for later."""

from .texts import numbered


def claims(text: str, language: str = "zh-Hans"):
    """The claims with a figure of a text."""
    return numbered(text, language)


def test_a_ministry_is_of_the_side_with_which_its_sentence_opens():
    """`美方这边，商务部` is no Chinese ministry; behind a sentence about the other side it is again."""
    (rule,) = claims("北京尚未表态。美方这边，商务部2月3日定出规则，每颗卖到中国的H20先缴20%的费用。")
    assert (rule.kind, rule.actors, rule.quantity.low) == ("policy", ("US government",), 20)
    found = claims(
        "北京已放行首批H20進口。美國方面，商務部要求銷往中國的數量不得超過在美銷量的40%，財政部另抽成15%。", "zh-Hant"
    )
    assert [c.actors for c in found] == [("US government",), ("US government",)]


def test_a_landlord_provides_chips_to_a_firm_named_by_an_epithet():
    """What a firm that lives by letting provides is let, to the firm named before."""
    (let,) = claims("Meta也缺卡。CoreWeave周三表示，将向这家社交巨头供应约2万颗B200。")
    assert (let.kind, let.actors, let.counterparties) == ("transfer", ("CoreWeave",), ("Meta",))


def test_what_its_maker_delivers_to_a_landlord_is_not_let():
    """The maker of the chips named as the one who provides them delivers."""
    (sent,) = claims("英伟达表示，今年已向CoreWeave交付3万颗GB300。")
    assert (sent.kind, sent.actors) == ("delivery", ("Nvidia",))


def test_money_set_aside_is_planned():
    """Sums drawn apart for a coming year are budgets."""
    found = claims("快手已为2027年初步划出90亿元AI资本开支。小米则为明年预留60亿元资本开支。")
    assert {c.stance for c in found} == {"planned"}


def test_what_the_paper_learnt_is_reported():
    """`据记者了解` names the paper's own sources."""
    (sold,) = claims("据记者了解，壁仞BR100累计出货已达2万片。")
    assert (sold.kind, sold.stance) == ("delivery", "reported")


def test_a_contract_is_of_the_landlord_named_right_before_it():
    """Of several firms that let, each sum is that of the one beside it, the user the same."""
    found = claims("据悉，Meta将向Nebius付27亿美元的租金，另一家云厂商CoreWeave拿到的合同值142亿美元。")
    assert [(c.kind, c.actors, c.counterparties) for c in found] == [
        ("transfer", ("Nebius",), ("Meta",)),
        ("transfer", ("CoreWeave",), ("Meta",)),
    ]


def test_what_a_maker_has_made_is_supply():
    """`造了` counts what was made, though its user acted before."""
    (made,) = claims("英伟达去年为中国客户造了60万块H20。")
    assert (made.kind, made.actors, made.chips) == ("supply", ("Nvidia",), ("H20",))
