"""Compiled rules, where asked for: `SUANLI_COMPILE=1 pip install .` has mypyc turn the claims room into C.

Off by default, for a machine with nothing but Python has no compiler. The sources are compiled as they stand and lie
beside what comes out, so the same text gives the same claims either way; `SUANLI_COMPILE=bounds,units` compiles some
modules of the room only, `1` also what of the reading room runs for every text. An editable install stays Python, or
a changed source would not be what runs.
"""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path

from setuptools import Extension, setup

ASKED = os.environ.get("SUANLI_COMPILE", "")
BUILDING = {"build", "build_ext", "bdist_wheel"} & set(sys.argv)
READING = ["assembling", "drafting", "harvesting", "languages", "lines", "rejoining", "sentences", "trimming"]
PERIODS = ["atoms", "figures", "finding", "groups", "placing"]
LEFT = {"__init__", "asking"}  # a package's front door; a reader that waits for a server


def sources() -> list[str]:
    """The modules to compile, relative to the project."""
    names = {p.stem for p in Path("src/suanli/claims").glob("*.py")} - LEFT
    if ASKED != "1":
        return [f"src/suanli/claims/{name}.py" for name in sorted(set(ASKED.split(",")))]
    reading = [f"src/suanli/reading/{name}.py" for name in (*READING, *(f"periods/{name}" for name in PERIODS))]
    return [f"src/suanli/claims/{name}.py" for name in sorted(names)] + reading


def extensions() -> list[Extension]:
    """What mypyc makes of the modules; nothing where none is asked for, or while pip only asks what it needs."""
    if not ASKED or not BUILDING or find_spec("mypyc") is None:
        return []
    from mypyc.build import mypycify

    os.environ.setdefault("MYPYPATH", "src")
    options = ["--config-file=", "--ignore-missing-imports", "--follow-imports=silent"]
    return mypycify([*options, *sources()], opt_level="2", debug_level="0", multi_file=True, target_dir="build")


# the libraries whose types the rules use: without them mypyc would not know what an array is
NEEDS = ["mypy>=2.4", "numpy>=1.26", "msgspec>=0.19"]

setup(ext_modules=extensions(), setup_requires=NEEDS if ASKED else [])
