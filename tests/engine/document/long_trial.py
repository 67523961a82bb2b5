"""What the tests do a dozen times, as often as there is time for.

    python -m tests.engine.document.long_trial kills 1000
    python -m tests.engine.document.long_trial mutations 20000

Ends with status 1 and the number of the trial at the first fault; the same number gives the same
trial again (of a kill, the same moment as nearly as the machine allows).
"""

from __future__ import annotations

import io
import json
import os
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import numpy as np

from engine.document.read_restoration import lay_on, open_restoration
from engine.document.recovery import recoverable
from engine.document.restoration import RestorationWriter
from engine.errors import RestorationError
from tests.engine.document.conftest import make_document
from tests.engine.document.test_recovery import kill_while_saving

ROOT = Path(__file__).resolve().parents[3]
LONGEST_S = 2.0  # for one file


def kills(count: int, folder: Path) -> None:
    os.environ["XDG_STATE_HOME"] = os.environ["LOCALAPPDATA"] = str(folder)
    for number in range(count):
        last = kill_while_saving(ROOT, np.random.default_rng(number).uniform(0, 0.3))
        (found,) = recoverable()
        bottom = open_restoration(found.autosave).layers[0].marks.bounds.bottom - 1
        if bottom not in (last, last + 1):
            sys.exit(f"kill {number}: row {last} was saved, {bottom} is there")
        found.discard()


def mutations(count: int, folder: Path) -> None:
    """Of the file, and of its members inside a sound zip, where no checksum catches them."""
    document, path = make_document(), folder / "a.heirloom"
    good = RestorationWriter(document.scan).save(document.snapshot(), path).read_bytes()
    opened, longest = 0, 0.0
    for number in range(count):
        rng = np.random.default_rng(number)
        path.write_bytes(mutated(good, rng) if number % 4 == 0 else rezipped(good, rng))
        start = time.perf_counter()
        try:
            lay_on(open_restoration(path), document.scan)
            opened += 1
        except RestorationError:
            pass
        except Exception as error:
            sys.exit(f"mutation {number}: {error!r}")
        longest = max(longest, time.perf_counter() - start)
        if longest > LONGEST_S:
            sys.exit(f"mutation {number} took {longest:.1f} s")
    print(f"{count} mutations: {opened} still opened, the longest took {longest:.2f} s")  # noqa: T201


def rezipped(good: bytes, rng: np.random.Generator) -> bytes:
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = list(members)[rng.integers(len(members))] if rng.random() < 0.5 else "manifest.json"
    change = other_value if name == "manifest.json" and rng.random() < 0.7 else mutated
    members[name] = change(members[name], rng)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def mutated(data: bytes, rng: np.random.Generator) -> bytes:
    """A few bytes changed, a piece doubled, or the end cut off."""
    changed, at = bytearray(data), int(rng.integers(len(data)))
    kind = rng.integers(4)
    if kind == 0:
        del changed[at:]
    elif kind == 1:
        changed[at:at] = changed[at : at + int(rng.integers(1, 50))]
    else:
        for place in rng.integers(0, len(data), int(rng.integers(1, 6))):
            changed[place] = int(rng.integers(256))
    return bytes(changed)


ODD = (
    None,
    True,
    0,
    -1,
    1,
    2**31,
    2**63,
    10**30,
    1e308,
    0.5,
    "",
    "x",
    "../x",
    [],
    [[]],
    {},
    [0] * 4,
)


def other_value(data: bytes, rng: np.random.Generator) -> bytes:
    """One value somewhere in the JSON replaced by an odd one."""
    told = json.loads(data)
    here = told
    while True:
        keys = list(here) if isinstance(here, dict) else list(range(len(here)))
        key = keys[int(rng.integers(len(keys)))]
        below = here[key]
        if not (isinstance(below, dict | list) and below) or rng.random() < 0.2:
            here[key] = ODD[int(rng.integers(len(ODD)))]
            return json.dumps(told).encode()
        here = below


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        {"kills": kills, "mutations": mutations}[sys.argv[1]](int(sys.argv[2]), Path(place))
