"""Strings that hurt a pattern, made of the pattern itself: what its loops eat, over and over, without what would end them."""

from __future__ import annotations

import re
import re._constants as op
import re._parser as parser
from collections.abc import Iterator
from typing import Any

__all__ = ["looped", "strings"]

CATEGORIES = {
    op.CATEGORY_DIGIT: str.isdecimal,
    op.CATEGORY_SPACE: str.isspace,
    op.CATEGORY_WORD: lambda c: c.isalnum() or c == "_",
}
NOT = {
    op.CATEGORY_NOT_DIGIT: op.CATEGORY_DIGIT,
    op.CATEGORY_NOT_SPACE: op.CATEGORY_SPACE,
    op.CATEGORY_NOT_WORD: op.CATEGORY_WORD,
}
LOOPS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
SINGLE = (op.LITERAL, op.NOT_LITERAL, op.ANY, op.IN)
PROBES = "a1 -\n.A(漢가я\t<&_\"'"  # for classes that only say what they are not
WAYS = 3  # choices among characters of a class and branches of an alternative
MOST, FEW = 30, 3  # strings a pattern with and without loops
EXTENT = 400  # characters and classes of a pattern that are looked at

Nodes = list[Any]


def strings(pattern: re.Pattern[Any]) -> list[tuple[str, str]]:
    """(head, pump) pairs, to be read as the head once and the pump without end.

    For each loop of the pattern: what it eats, alone, after what leads to it, and together with that.
    For the whole: a match over and over, and one that lacks its end.
    """
    tree = _tree(pattern)
    letters = _ranked(tree)
    found: dict[tuple[str, str], None] = {("", c): None for c in letters[:6]}
    for way in range(WAYS):
        whole = _sample(tree, letters, way)
        found.update({("", w): None for w in (whole, whole[:-1]) if w})
        for head, body in _loops(tree, "", letters, way):
            pump = _sample(body, letters, way)
            if pump:
                found.update({("", pump): None, (head, pump): None, ("", head + pump): None})
    return list(found)[: MOST if looped(pattern) else FEW]


def looped(pattern: re.Pattern[Any]) -> bool:
    """Whether the pattern has a loop without a small bound; else each place takes a bounded time."""
    return any(_loops(_tree(pattern), "", "", 0))


def _tree(pattern: re.Pattern[Any]) -> Nodes:
    text = pattern.pattern.decode("latin-1") if isinstance(pattern.pattern, bytes) else pattern.pattern
    return list(parser.parse(text, pattern.flags & (re.IGNORECASE | re.MULTILINE | re.DOTALL | re.VERBOSE)))


def _loops(nodes: Nodes, head: str, letters: str, way: int) -> Iterator[tuple[str, Nodes]]:
    """Every loop without a small bound, with a text that leads to it."""
    for node in nodes:
        if node[0] in LOOPS and node[1][1] > 8:
            yield head[-40:], list(node[1][2])
        for inner in _inner(node)[: 8 * WAYS]:
            yield from _loops(inner, head, letters, way)
        head += _sample([node], letters, way)


def _inner(node: Any) -> list[Nodes]:
    """The sequences within a node."""
    kind, value = node
    if kind in LOOPS:
        return [list(value[2])]
    if kind == op.SUBPATTERN:
        return [list(value[-1])]
    if kind == op.BRANCH:
        return [list(b) for b in value[1]]
    if kind in (op.ASSERT, op.ASSERT_NOT):
        return [list(value[1])]
    if kind == op.ATOMIC_GROUP:
        return [list(value)]
    if kind == op.GROUPREF_EXISTS:
        return [list(b) for b in value[1:] if b]
    return []


def _sample(nodes: Nodes, letters: str, way: int) -> str:
    """A text that the nodes match, near enough: look-arounds and back references are not minded."""
    text = ""
    for node in nodes:
        kind, value = node
        if kind == op.LITERAL:
            text += chr(value)
        elif kind in SINGLE:
            eaten = [c for c in letters if _eats(node, c)][:WAYS] or ["a"]
            text += eaten[way % len(eaten)]
        elif kind in LOOPS:
            text += _sample(list(value[2]), letters, way) * max(1, min(value[0], 40))
        elif kind == op.BRANCH:
            text += _sample(list(value[1][way * len(value[1]) // WAYS]), letters, way)
        elif kind in (op.SUBPATTERN, op.ATOMIC_GROUP):
            text += _sample(_inner(node)[0], letters, way)
    return text


def _eats(node: Any, letter: str) -> bool:
    """Whether a node of one character matches it."""
    kind, value = node
    if kind == op.ANY:
        return letter != "\n"
    if kind in (op.LITERAL, op.NOT_LITERAL):
        return (ord(letter) == value) == (kind == op.LITERAL)
    items = list(value)
    negated = bool(items) and items[0][0] == op.NEGATE
    return any(_holds(item, letter) for item in items) != negated


def _holds(item: Any, letter: str) -> bool:
    kind, value = item
    if kind == op.RANGE:
        return bool(value[0] <= ord(letter) <= value[1])
    if kind == op.LITERAL:
        return bool(ord(letter) == value)
    if kind == op.CATEGORY:
        return (value not in NOT and CATEGORIES[value](letter)) or (value in NOT and not CATEGORIES[NOT[value]](letter))
    return False


def _ranked(tree: Nodes) -> str:
    """The characters that the pattern tells apart, those first that most of its loops and classes eat."""
    singles: list[Any] = []
    looped: list[Any] = []
    todo = [(node, False) for node in tree]
    while todo and len(singles) < EXTENT:
        node, loop = todo.pop(0)
        if node[0] in SINGLE:
            (looped if loop else singles).append(node)
        for inner in _inner(node):
            todo += [(n, loop or node[0] in LOOPS) for n in inner]
    letters = dict.fromkeys(PROBES)
    for node in looped + singles:
        for item in node[1] if node[0] == op.IN else [node]:
            value = item[1][0] if item[0] == op.RANGE else item[1]
            if item[0] in (op.LITERAL, op.RANGE, op.NOT_LITERAL) and not 0xD800 <= value < 0xE000:
                letters[chr(value)] = None
    score = {c: 3 * sum(_eats(n, c) for n in looped) + sum(_eats(n, c) for n in singles) for c in letters}
    return "".join(sorted(letters, key=lambda c: -score[c]))
