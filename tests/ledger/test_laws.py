"""Laws: reviews add up, judgements take turns and back, and later documents never change earlier answers."""

from __future__ import annotations

import datetime as dt
import itertools

import making
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from suanli.ledger import Ledger, claims, documents, find, judge, leftovers, write
from suanli.ledger.judging import Review, active, reviews
from suanli.ledger.naming import cluster
from suanli.terms import Judgement

STATES = ("", "accepted", "corrected", "rejected", "unsure")
a_review = st.builds(
    lambda state, fields: Review(state=state, fields=fields if state == "corrected" else {}),
    st.sampled_from(STATES),
    st.dictionaries(st.sampled_from(("kind", "unit", "low")), st.integers(0, 3), max_size=2),
)


@given(a_review, a_review, a_review)
def test_reviews_add_up_in_any_grouping(a, b, c) -> None:
    """(a + b) + c = a + (b + c), and the empty review changes nothing."""
    assert (a + b) + c == a + (b + c)
    assert a + Review() == Review() + a == a


@st.composite
def histories(draw):
    """Judgements of two claims, some taking back earlier ones."""
    made: list[Judgement] = []
    for n in range(draw(st.integers(0, 10))):
        back = draw(st.booleans()) and made
        if back:
            target = draw(st.sampled_from(made))
            made.append(Judgement(id=f"j{n}", verb="retract", claim=target.claim, other=target.id))
        else:
            verb = draw(st.sampled_from(("accept", "reject", "correct")))
            fields = {"kind": f"k{n}"} if verb == "correct" else {}
            made.append(Judgement(id=f"j{n}", verb=verb, claim=draw(st.sampled_from("ab")), fields=fields))
    return made


@given(histories())
def test_taking_back_is_as_if_it_had_not_been(history) -> None:
    """Retracting the last standing judgement gives the reviews there were without it."""
    stand = active(history)
    if not stand:
        assert reviews(history) == {}
        return
    last = stand[-1]
    after = [*history, Judgement(id="end", verb="retract", claim=last.claim, other=last.id)]
    assert active(after) == stand[:-1]
    assert reviews(after) == reviews(stand[:-1])
    again = [*after, Judgement(id="end2", verb="retract", claim=last.claim, other="end")]
    assert active(again) == stand


@given(
    st.lists(
        st.tuples(st.sampled_from(("same", "different")), st.sampled_from("abcde"), st.sampled_from("abcde")),
        max_size=12,
    )
)
def test_clusters_are_groups(edges) -> None:
    """Being one entity is mutual, and no two that are `different` are ever one."""
    rows = [Judgement(id=f"j{n}", verb=v, claim=a, other=b) for n, (v, a, b) in enumerate(edges) if a != b]
    groups = {x: cluster(x, rows) for x in "abcde"}
    for one, group in groups.items():
        assert one in group
        assert all(groups[other] == group for other in group)
    apart = {frozenset((j.claim, j.other)) for j in rows if j.verb == "different"}
    assert not any(frozenset(pair) in apart for g in groups.values() for pair in itertools.combinations(g, 2))


days = st.dates(dt.date(2022, 1, 1), dt.date(2026, 1, 1))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    early=st.lists(days | st.none(), min_size=1, max_size=5),
    asked=days,
    late=st.lists(st.tuples(st.integers(1, 900), st.booleans()), max_size=5),
    data=st.data(),
)
def test_later_documents_never_change_an_earlier_answer(tmp_path_factory, early, asked, late, data) -> None:
    """Whatever becomes public after a day, and whatever is judged about it, an answer as of that day stays."""
    path = tmp_path_factory.mktemp("asof") / "book.db"
    added = (asked + dt.timedelta(days=data.draw(st.integers(-400, 0)))).isoformat()
    with Ledger(path, create=True) as book:
        write(book, [making.entry(n, day=day) for n, day in enumerate(early)], extractor="v1", added=added)

        def answers():
            return (
                claims(book, as_of=asked), documents(book, as_of=asked), leftovers(book, as_of=asked),
                find(book, as_of=asked, kind="order"), find(book, as_of=asked, text="芯片", where=("low>=1005",)),
            )  # fmt: skip

        before = answers()
        public = [
            n
            for n, day in enumerate(early)
            if (day is not None and day <= asked) or (day is None and added <= asked.isoformat())
        ]
        assert {c.doc_id for c in before[0]} == {making.document(n, day=early[n]).id for n in public}
        for n, (delay, undated) in enumerate(late):
            later = asked + dt.timedelta(days=delay)
            entry = making.entry(100 + n, day=None if undated else later)
            write(book, [entry], extractor="v1", added=later.isoformat())
            if before[0]:
                judge(
                    Judgement(id="", verb="denies", claim=before[0][0].id, other=entry.extraction.claims[0].id),
                    ledger=book,
                )
        assert answers() == before


@pytest.mark.parametrize(
    ("since", "until", "known"),
    [("2023-08-01", "2023-09-01", "2023-08-31"), ("2023-08-09", None, "2023-08-09"), (None, None, "2026-01-01")],
)
def test_when_a_text_counts_as_known(since, until, known) -> None:
    """The last day of its publication period; for an undated text, the day it was added."""
    from suanli.ledger.packing import day_known
    from suanli.terms import Period

    day = dt.date.fromisoformat
    period = Period(since=day(since), until=day(until) if until else None) if since else None
    assert day_known(period, "2026-01-01") == known
