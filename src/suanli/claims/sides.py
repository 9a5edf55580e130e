"""Who stands on which side where places in the sentence do not tell: resale, letting, smuggling, a nation's orders."""

from __future__ import annotations

from dataclasses import replace

from suanli.claims.amounts import Amount
from suanli.claims.binding import MAKER_KINDS, MAKERS, Roles, adjective, parties_of
from suanli.claims.kinds import Choice
from suanli.claims.lists import lists_of
from suanli.claims.marks import benefits, compared, partnered, side_of
from suanli.claims.naming import STATES, TELLERS, parties
from suanli.claims.orders import part_shipped
from suanli.claims.ruling import NOT_MOVERS
from suanli.claims.scene import Line, Mention, Scene
from suanli.claims.suppliers import outfitted

__all__ = [
    "AT_HOME",
    "SELLS",
    "awaited",
    "customers",
    "dealt",
    "for_load",
    "handed_on",
    "kept_for",
    "made_for_itself",
    "met_at_home",
    "movers",
    "of_a_nation",
    "of_need",
    "of_the_unnamed",
    "only_speaks",
    "provided",
    "resold",
    "roles_of",
    "served",
]


def made_for_itself(scene: Scene, line: Line, roles: Roles, choice: Choice) -> Roles:
    """Whose the chips are that a foundry makes for a firm of no chips: `字节研发自家芯片，与三星谈代工，目标10万颗`."""
    words = scene.words.words("own_chips")
    made = roles_of(roles.actors)
    if choice.kind not in {"supply", "delivery"} or not words or not made & {"foundry", "memory"}:
        return roles
    for other in reversed(scene.lines[max(line.index - 5, 0) : line.index + 1]):
        if any(w in scene.text[other.start : other.end] for w in words):
            firms = [m for m in other.companies if m.party.roles & {"buyer", "cloud", "lab"}]
            firms = [m for m in firms if not m.party.roles & (MAKERS | TELLERS | STATES)]
            return Roles(firms[:1], roles.actors) if firms else roles
    return roles


def of_a_nation(scene: Scene, line: Line, amount: Amount, roles: Roles) -> Roles:
    """`Chinese orders`, `中国订单`: the buyers are the country's companies, whoever is named before."""
    reach = 2 if not scene.words.spaced else 10
    orders = line.told("buy")
    for hit in line.told("china"):
        if scene.breaks_between(line, hit.start, amount.start):
            continue
        if any(m.kind == "anaphora" and m.start <= hit.start < m.end for m in roles.actors):
            return roles  # `the two Chinese companies`: those named before
        source = scene.text.startswith(scene.words.words("from_nation") or "\0", hit.end)
        far = reach + 18 * source  # `中国からH200の注文`
        whole = any(0 <= h.start - hit.end <= 1 and h.end <= amount.start for h in line.told("total"))  # `中国全体で`
        if whole or any(
            -1 <= o.start - hit.end <= far or (scene.words.spaced and 0 <= hit.start - o.end <= reach) for o in orders
        ):
            firms = {"buyer", "cloud", "lab", "group"}
            if not roles.guessed and roles.actors and roles_of(roles.actors) & firms and not whole:
                return roles
            group = parties().get("chinese_companies")
            return Roles([Mention(hit.start, hit.end, group, "group")] if group else [], roles.others)
    return roles


def of_the_unnamed(scene: Scene, line: Line, amount: Amount, roles: Roles, choice: Choice) -> bool:
    """Whether firms that nobody names act in the clause of a quantity, and no name beside them does."""
    masses = [h for h in line.told("unnamed") if h.end <= amount.start]
    masses = [h for h in masses if not scene.breaks_between(line, h.end, amount.start)]
    nouns = [h.start for h in line.told("chipword")] if choice.kind not in MAKER_KINDS else []  # what is held or bought
    masses = [h for h in masses if not any(h.start <= at < h.end for at in nouns)]
    return bool(masses) and not any(line.start <= m.start and m.end + 40 > masses[-1].start for m in roles.actors)


def roles_of(group: list[Mention]) -> set[str]:
    """All catalog roles of a list."""
    return set().union(*[m.party.roles for m in group])


def resold(scene: Scene, line: Line, amount: Amount, roles: Roles, choice: Choice) -> Choice:
    """A purchase from a firm that makes no chips is a transfer."""
    if roles.guessed or not roles.actors:
        return choice
    for group in lists_of(line):
        firms = roles_of(group)
        if group[0].party.id in {m.party.id for m in roles.actors} or firms & (MAKERS | TELLERS | STATES):
            continue
        if compared(scene, group[0].start, group[-1].end):
            continue  # `twice as many as at Meta`
        if any(m.party.name == c.chip.vendor for m in group for c in line.chips):
            continue  # `a million TPUs from Google`
        verbs = line.told("buy", "rent", "deal", "receive", "spend", "capex")
        bought = any(not scene.breaks_between(line, h.start, group[0].start) for h in verbs)
        seller = bought and side_of(scene, group[0], group[-1]) == "seller"  # not `A bought 5, with B and C following`
        if firms & {"buyer", "cloud", "lab", "distributor"} and seller:
            choice.kind = "transfer"
        let = max(choice.cues.get("rent", 0.0), choice.cues.get("ship", 0.0), choice.cues.get("deal", 0.0)) > 0.25
        first, last = sorted((group[0].start, amount.start))
        let = let and ";" not in scene.text[first:last]  # `CoreWeave took 40,000; Baidu bought 30,000`
        if let and "cloud" in firms and "lab" not in firms and "lab" in roles_of(roles.actors):
            choice.kind = "transfer"  # what a cloud sets up for a lab is let
    return choice


def provided(scene: Scene, line: Line, amount: Amount, roles: Roles, choice: Choice) -> tuple[Roles, Choice]:
    """Chips that a cloud, not a maker, provides to another firm are let, not delivered."""
    heads = [g for g in lists_of(line) if g[-1].end <= amount.start and not roles_of(g) & (TELLERS | STATES | MAKERS)]
    verbs = [h.end for h in line.told("ship")]  # `agreed to supply Microsoft with`
    to = [
        g for g in heads[1:] if side_of(scene, g[0], g[-1]) == "buyer" or any(0 <= g[0].start - v <= 2 for v in verbs)
    ]
    if heads and to and roles_of(heads[0]) & {"cloud"} and choice.cues.get("ship", 0) > 0.3:
        choice.kind = "transfer"
        return Roles(heads[0], to[0]), choice
    return roles, choice


def _taken(roles: Roles, choice: Choice) -> bool:
    """Whether firms that make and sell no chips receive what a verb of receiving counts."""
    told = [m.party.roles for m in roles.actors]
    users = bool(told) and all(
        r & {"buyer", "cloud", "lab"} and not r & (MAKERS | {"distributor", "server"}) for r in told
    )
    cues = choice.cues
    return (
        users
        and not roles.guessed
        and cues.get("receive", 0.0) > max(cues.get("ship", 0.0), cues.get("sell", 0.0), 0.5)
    )


def awaited(scene: Scene, line: Line, amount: Amount, roles: Roles, choice: Choice) -> tuple[Roles, Choice]:
    """Chips that will come to the firm that heads the sentence are its order: `字节另有近7万块A800明年交货`."""
    whole = any(
        a.family == "chips" and a.low > amount.high and not any(a.end <= m.start for m in roles.actors)
        for a in line.amounts
        if a.end <= amount.start
    )
    if _taken(roles, choice) and not (whole and line.told("buy")):  # `ordered 100,000 and got 30,000`
        choice.kind = "order"  # `while Meta took 224,000`
        return roles, choice
    if part_shipped(scene, line, amount):
        return roles, choice
    sent = line.told("ship", "receive")
    near = [h for h in sent if not scene.breaks_between(line, h.start, amount.start)]
    heads = [g for g in lists_of(line) if g[-1].end <= amount.start and not roles_of(g) & (TELLERS | STATES)]
    urged = {g[0].start for g in heads if _urged(scene, g[0])}
    if (not near or any(h.start < amount.start for h in near)) and not urged:
        return roles, choice
    makers = [g for g in heads if roles_of(g) & MAKERS and not adjective(scene, line, g[-1])]
    makers = [g for g in makers if g[0].start not in urged]
    buyers = [g for g in heads if roles_of(g) & {"buyer", "lab", "cloud"} and not roles_of(g) & MAKERS]
    if urged and not buyers and scene.words.spaced:
        asking = parties_of(scene, line, amount, replace(choice, kind="order")).actors  # `the three groups asked`
        buyers = [asking] if asking and not roles_of(asking) & (TELLERS | STATES | MAKERS) else []
    if makers or not buyers or side_of(scene, buyers[0][0], buyers[0][-1]):
        return roles, choice
    choice.kind = "order"
    return Roles(buyers[0], roles.actors), choice


def kept_for(scene: Scene, line: Line, amount: Amount, roles: Roles, choice: Choice) -> tuple[Roles, Choice]:
    """Chips that a cloud has set aside for another firm under a contract are let to it."""
    dealt = choice.cues.get("deal", 0.0) > 0.25 or choice.cues.get("rent", 0.0) > 0.25
    term = amount.family == "duration" and choice.kind == "transfer"
    dealt = dealt and (term or amount.family in {"chips", "money"})
    if choice.kind not in {"stock", "order", "capex", "transfer" if term else ""} or not dealt:
        return roles, choice
    users = [
        g for g in lists_of(line) if roles_of(g) & {"buyer", "lab"} and not roles_of(g) & (TELLERS | STATES | MAKERS)
    ]
    users = [g for g in users if side_of(scene, g[0], g[-1]) == "buyer"]
    told = line.told("deal", "rent")
    let = any(h.start < amount.end or not scene.breaks_between(line, amount.end, h.start) for h in told)
    if told and not let:
        return roles, choice  # `买40万颗，再把算力租给B`
    near = [x for x in scene.lines[max(line.index - 2, 0) : line.index + 1] if x.paragraph == line.paragraph]
    named = {m.party.id for g in users for m in g}
    clouds = [m for x in near for m in x.companies if m.party.roles & {"cloud"} and m.party.id not in named]
    clouds = [m for m in clouds if m.end <= amount.start and not m.party.roles & (TELLERS | MAKERS | {"lab"})]
    if not users or not clouds:
        return roles, choice
    choice.kind = "transfer"
    return Roles(clouds[-1:], users[0]), choice


def dealt(scene: Scene, line: Line, amount: Amount, roles: Roles, choice: Choice) -> tuple[Roles, Choice]:
    """Parties and kind of what one firm sets up for another, wins from it, or is supplied with."""
    roles, choice = set_up_for(scene, line, amount, _optioned(scene, line, amount, roles, choice), choice)
    return outfitted(scene, line, amount, *won(scene, line, amount, roles, choice))


def _optioned(scene: Scene, line: Line, amount: Amount, roles: Roles, choice: Choice) -> Roles:
    """Whose the power is on which a user only has an option: `微软另握有再加700兆瓦的选择权`."""
    marks = scene.words.words("options")
    if not marks or choice.kind != "stock" or amount.family not in {"chips", "power"}:
        return roles
    _, stop = line.clause(amount.start, amount.end)
    near = scene.text[max(amount.start - 24, line.start) : min(stop, amount.end + 24)]
    users = [m for m in roles.actors if "neocloud" not in m.party.roles and m.party.roles & BUYING]
    if not users or not any(w in near for w in marks):
        return roles
    before = [m for x in scene.lines[max(line.index - 3, 0) : line.index + 1] for m in x.companies]
    hosts = [m for m in before if "neocloud" in m.party.roles and m.start < amount.start]
    return Roles(hosts[-1:], users) if hosts else roles


def set_up_for(scene: Scene, line: Line, amount: Amount, roles: Roles, choice: Choice) -> tuple[Roles, Choice]:
    """Chips that a firm which lives by letting sets up for another are let: `Nscale将为微软部署约20万颗`."""
    if choice.kind != "stock" or amount.family != "chips" or scene.words.spaced:
        return roles, choice
    before = [m for m in line.companies if m.end <= amount.start]
    hosts = [m for m in before if "neocloud" in m.party.roles]
    for user in before if hosts else ():
        using = user.party.roles & {"buyer", "lab"} and user.party.roles.isdisjoint(NOT_SERVED)
        if using and user.start > hosts[0].end and (benefits(scene, user) or partnered(scene, user)):
            choice.kind = "transfer"
            return Roles(hosts[:1], [user]), choice
    return roles, choice


def won(scene: Scene, line: Line, amount: Amount, roles: Roles, choice: Choice) -> tuple[Roles, Choice]:
    """An order that a seller wins is its customer's: `平头哥拿到联通1.6万张的订单`, `鸿腾拿下软银整机柜大单`."""
    verbs, nouns = scene.words.words("wins"), scene.words.words("order_nouns")
    if choice.kind not in {"order", "capex"} or amount.family not in {"chips", "money"} or not (verbs and nouns):
        return roles, choice
    firms = [m for m in line.companies if not m.party.roles & (TELLERS | STATES)]
    ends = "".join(scene.words.words("win_ends"))
    for user in firms:
        lead = scene.text[max(user.start - 6, line.start) : user.start].rstrip(ends)
        verb = next((w for w in verbs if lead.endswith(w)), "")
        start, stop = line.clause(user.start, user.end)
        noun = next((at for w in nouns if (at := scene.text.find(w, user.end, min(stop, user.end + 24))) >= 0), -1)
        sellers = [m for m in firms if start <= m.start < user.start]
        near = amount.start < stop + 24 and amount.start > user.start
        near = near and bool(user.party.roles & BUYING)
        if verb and noun >= 0 and near and sellers and sellers[0].party.id != user.party.id:
            choice.kind = "order"
            return Roles([user], sellers[-1:]), choice
    return roles, choice


BUYING = frozenset({"buyer", "cloud", "lab", "telecom", "investor"})


NOT_SERVED = TELLERS | STATES | MAKERS | {"neocloud"}


def _urged(scene: Scene, first: Mention) -> bool:
    """Whether a name is that of whom others ask for something: `要求辉达交付`."""
    urging = scene.words.words("urging")
    before = scene.text[max(first.start - 20, 0) : first.start].rstrip()
    return before.endswith(urging) or (scene.words.spaced and scene.text.startswith(urging, first.end + 1))


def installed(scene: Scene, line: Line, amount: Amount, roles: Roles, choice: Choice) -> Choice:
    """Chips that firms of the catalog who make none bring up to a number: `xAI doubles its capacity to 200,000`.

    What a maker of chips builds (`Cambricon will build 142,000 AI chips`) it makes.
    """
    if choice.kind == "stock" and amount.family == "chips" and roles.actors:
        makers = all("chipmaker" in m.party.roles and not m.party.roles & {"cloud", "lab"} for m in roles.actors)
        verbs = scene.words.words("builds")
        built = [h for h in line.told("hold") if h.end <= amount.start and scene.text[h.start : h.end] in verbs]
        sited = choice.cues.get("site", 0.0) > 0.3
        if makers and built and not sited and not scene.breaks_between(line, built[-1].end, amount.start):
            choice.kind = "supply"
    own = choice.kind == "supply" and not scene.words.spaced and _own_told(scene, line)
    if choice.kind == "supply" and amount.family == "chips" and roles.actors and not (roles.guessed or own):
        made = {c.chip.vendor for c in line.chips}
        told = [m.party for m in roles.actors]
        users = all(p.id and p.roles & {"cloud", "lab"} and not p.roles & (MAKERS | {"server"}) for p in told)
        if users and made.isdisjoint(p.name for p in told):
            choice.kind = "stock"
    if choice.kind == "order" and amount.family == "chips" and _own_chips(scene, line, amount, roles):
        choice.kind = "stock"
    return choice


def _own_chips(scene: Scene, line: Line, amount: Amount, roles: Roles) -> bool:
    """Whether users of chips have so many of their own: `Amazon some 1.3 million Trainium parts`."""
    told = [m.party for m in roles.actors]
    users = bool(told) and all(p.id and p.roles & {"cloud", "lab"} and not p.roles & MAKERS for p in told)
    if not users or not scene.words.spaced or roles_of(line.companies) & MAKERS or line.told("cancel"):
        return False
    named = [c.chip.vendor for c in line.chips if c.end > amount.start and c.start - amount.end < 20]
    if named:
        return all(vendor in {p.name for p in told} for vendor in named)
    return any(w in scene.text[amount.start : amount.end + 14] for w in scene.words.words("own_chips"))


def customers(scene: Scene, line: Line, amount: Amount, roles: Roles) -> Roles:
    """Whose sales a customer makes up a share of: `Meta made up 18 % of Nvidia's sales`, or `62 % of its revenue`."""
    told = [h for h in line.told("revenue", "sell", "share") if amount.end < h.end and h.start < amount.end + OF_SALES]
    told = [] if line.told("market") else told
    if amount.family != "percent" or not told or not scene.words.spaced or not line.told("share"):
        return roles
    names = [m for m in line.companies if not m.party.roles & (TELLERS | STATES | {"group"})]
    sellers = [m for m in names if m.party.roles & SELLS]
    users = [m for m in names if m.party.roles & BUYING and not m.party.roles & SELLS]
    if not users or any(m.start < amount.start for m in sellers):
        return roles
    if not sellers:
        before = [m for x in scene.lines[max(line.index - BACK, 0) : line.index] for m in x.companies]
        sellers = [m for m in before if m.party.roles & SELLS and not adjective(scene, scene.lines[m.line], m)][-1:]
    return Roles(sellers[:1], users) if sellers else roles


def met_at_home(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a share of a country's demand is met by its makers, none by name: `domestic chips will meet 55 %`."""
    words = scene.words
    if amount.family != "percent" or not words.words("home_makers"):
        return False
    before = scene.text[line.start : amount.start]
    asked = any(w in scene.text[line.start : line.end] for w in words.words("home_demand"))
    return asked and any(w in before for w in words.words("home_makers"))


def only_speaks(scene: Scene, amount: Amount, roles: Roles) -> bool:
    """Whether a maker acts only by its officer, who tells what others will build: `Huang sees 20 AI factories`."""
    if amount.family == "chips" or not roles.actors or not scene.words.spaced:
        return False
    for m in roles.actors:
        if not m.party.roles & MAKERS or m.party.roles & {"cloud", "buyer", "lab"} or m.line < 0:
            return False
        officers = scene.lines[m.line].told("official")
        if m.kind != "person" and not any(0 <= h.start - m.end <= 3 for h in officers):
            return False
    return True


AT_HOME = "met at home"  # told of a share that is nobody's by name
BACK = 8  # sentences back in which the seller may be named
OF_SALES = 40  # characters from a share to the word for the sales that it is one of
SELLS = MAKERS | {"neocloud", "server", "distributor"}


def handed_on(line: Line, roles: Roles) -> bool:
    """Whether a share of chips told before goes to a part of their owner: no maker delivers, nobody buys."""
    maker = any(m.party.roles & MAKERS for m in (*roles.actors, *line.companies))
    return not maker and not line.chips and bool(line.told("these"))


def _own_told(scene: Scene, line: Line) -> bool:
    """Whether a sentence or one of the three before it speaks of chips that firms make for themselves."""
    words, near = scene.words.words("own_chips"), scene.lines[max(line.index - 3, 0) : line.index + 1]
    return any(w in scene.text[x.start : x.end] for x in near for w in words)


def served(scene: Scene, line: Line, amount: Amount, roles: Roles) -> Roles:
    """Whose customers are counted where a few are named first: `阿里云已上线,国家电网、小鹏等400多家客户在用`."""
    last = roles.actors[-1].end if roles.actors else amount.start
    shown = scene.text[last : amount.start].lstrip().startswith(scene.words.words("group_nouns"))
    if amount.family not in {"people", "companies"} or last >= amount.start or not shown or scene.words.spaced:
        return roles
    heads = [g for g in lists_of(line) if g[-1].end < roles.actors[0].start and not roles_of(g) & (TELLERS | STATES)]
    return Roles(heads[-1] if heads else [], [], guessed=not heads)


def movers(scene: Scene, line: Line, amount: Amount, roles: Roles) -> Roles:
    """Who smuggles: a firm that is no maker, state or server brand; else the one such firm of the document."""
    actors = [m for m in roles.actors if not m.party.roles & NOT_MOVERS]
    told = {x.index for x in scene.lines[max(line.index - 3, 0) : line.index + 1] if x.told("smuggle")}
    if roles.guessed:
        actors = [m for m in actors if m.line in told]
    persons = [h.end for h in line.told("persons")]
    if not any(m.line == line.index for m in actors) and persons:
        after = [m for m in line.companies if max(persons) <= m.start < amount.start]
        after = [m for m in after if not m.party.roles & (NOT_MOVERS | {"group"})]
        return Roles([m for m in after if m.kind != "person"][:1], [], guessed=True)  # `Four men`: nobody by name
    if all("group" in m.party.roles for m in actors):
        near = scene.lines[max(line.index - 5, 0) : line.index + 4]
        near = [x for x in near if 0 <= line.paragraph - x.paragraph <= 1 or x.told("smuggle")]
        firms = [m for x in near for m in x.companies if not m.party.roles & NOT_MOVERS and m.kind != "person"]
        named = [m for m in firms if "group" not in m.party.roles]
        single = len({m.party.id for m in named}) == 1
        actors = named[:1] if single else (actors or [m for m in firms if "smuggler" in m.party.roles])[:1]
    return Roles(actors, [], guessed=True)


def of_need(line: Line, amount: Amount, roles: Roles, choice: Choice) -> tuple[Roles, Choice]:
    """What a group needs nobody has ordered yet (`firms such as A and B need millions`); a firm's need is its order."""
    if choice.kind != "other" or choice.cues.get("need", 0) <= 0.3:
        return roles, choice
    groups = [m for m in line.companies if "group" in m.party.roles and m.start < amount.start]
    if groups:
        return Roles(groups[:1], []), choice
    if roles.actors:
        choice.kind = "other" if "group" in roles.actors[0].party.roles else "order"
    return roles, choice


def for_load(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether chips are what tokens told shortly before need: `such peaks take 100,000 GPUs`."""
    near = scene.lines[max(line.index - 6, 0) : line.index + 1]
    return amount.family == "chips" and any(a.family == "tokens" for x in near for a in x.amounts)
