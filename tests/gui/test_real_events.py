"""The main job by the hands of a user: `main.py scan.png` on a display of its own, with a pointer
and keys that the X server sends. Of the program nothing is known but what is on the screen.
"""

from __future__ import annotations

import os
import subprocess
from contextlib import contextmanager

import cv2
import numpy as np
import pytest
from PIL import Image

from engine import paths
from gui.requirements import missing_for_tests

LONGEST_MS = 60_000  # for one step, on a machine that has other things to do
SCREEN = (1280, 900)  # px
SCRATCH = (0, 255, 0)  # a colour that no other thing on the screen has
HEADER_NUMBERS = 25  # of an X window dump, big-endian: the size of the header is number 0,
WIDTH, HEIGHT, BYTES_OF_LINE, COLOURS = 4, 5, 12, 19  # and these; a colour takes 12 bytes
# What a desktop tells its programs; with it, its own file dialogs would open.
OF_A_DESKTOP = ("XDG_", "WAYLAND_", "LC_", "QT_", "DBUS_", "DESKTOP", "KDE", "GNOME")
MISSING = ", ".join(missing_for_tests())

pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"no X display without {MISSING}")


class Desk:
    """A screen to look at, a pointer and a keyboard."""

    def __init__(self, qtbot, home, number):
        self._qtbot, self._frame = qtbot, home / "Xvfb_screen0"
        kept = {k: v for k, v in os.environ.items() if not k.startswith(OF_A_DESKTOP)}
        self.surroundings = {
            **kept,
            "DISPLAY": f":{number}",
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "QT_QPA_PLATFORM": "xcb",
        }

    def do(self, *words):
        """One call of xdotool; its output."""
        told = subprocess.run(
            ["xdotool", *map(str, words)],
            env=self.surroundings,
            capture_output=True,
            text=True,
            timeout=LONGEST_MS / 1000,
        )
        return told.stdout.split()

    @contextmanager
    def running(self, *command):
        """A program whose window is seen here."""
        with running(*command, env=self.surroundings) as self._program:
            yield self._program

    def wait(self, condition):
        def happened():
            if self._program.poll() is not None:
                pytest.fail("the program has ended; what it said is captured below")
            return condition()

        try:
            self._qtbot.waitUntil(happened, timeout=LONGEST_MS)
        except self._qtbot.TimeoutError:
            picture = self._frame.with_name("screen.png")
            Image.fromarray(self.screen()).save(picture)
            pytest.fail(f"this did not happen; what is on the screen instead is in {picture}")

    def screen(self):
        """uint8 (h, w, 3): what is on the screen now."""
        raw = self._frame.read_bytes()
        header = np.frombuffer(raw, ">u4", HEADER_NUMBERS)
        start = int(header[0] + 12 * header[COLOURS])
        height, line = int(header[HEIGHT]), int(header[BYTES_OF_LINE])
        lines = np.frombuffer(raw, np.uint8, height * line, start).reshape(height, line // 4, 4)
        return lines[:, : int(header[WIDTH]), 2::-1]

    def still(self):
        """What is on the screen once it no longer changes."""
        seen = [self.screen()]

        def unchanged():
            seen.append(self.screen())
            return np.array_equal(seen[-2], seen[-1])

        self.wait(unchanged)
        return seen[-1]

    def see(self, colour):
        """bool (h, w): where exactly this colour is."""
        return (self.screen() == colour).all(axis=2)

    def focus(self, title):
        """Wait for a window of this title (a pattern), and let the keys go to it."""
        search = ("search", "--onlyvisible", "--name", title)
        self.wait(lambda: bool(self.do(*search)))
        self.do("windowfocus", "--sync", self.do(*search)[-1])

    def drag(self, start, end):
        """With the left button, in steps as a hand makes them; the pointer then leaves."""
        way = np.linspace(start, end, 12).round().astype(int)
        self.do("mousemove", *way[0], "mousedown", 1)
        for x, y in way[1:]:
            self.do("mousemove", x, y)
        self.do("mouseup", 1, "mousemove", 0, 0)

    def hold_for_the_original(self, key, seen):
        """The scratch is seen while `key` is down, and gone again afterwards."""
        self.do("keydown", key)
        self.wait(lambda: np.array_equal(self.see(SCRATCH), seen))
        self.do("keyup", key)
        self.wait(lambda: not self.see(SCRATCH).any())

    def wait_for_repair(self, seen, before):
        """Until the scratch has the colours that were around it."""
        wide = cv2.dilate(seen.astype(np.uint8), np.ones((41, 41)))
        around = before[wide > seen].mean(axis=0)
        self.wait(lambda: bool((np.abs(self.screen()[seen] - around).mean(axis=0) < 12).all()))

    def export(self, scan):
        """Where it is proposed, by keys; the file."""
        self.do("key", "ctrl+shift+e")
        self.focus("^Export$")
        self.do("key", "Return")
        result = scan.with_name(f"{scan.stem}_restored{scan.suffix}")
        self.wait(result.exists)
        self.focus(scan.stem)
        return result

    def save_and_quit(self, scan):
        self.do("key", "ctrl+s")
        self.focus("^Save the restoration$")
        self.do("key", "Return")
        self.wait(scan.with_suffix(".heirloom").exists)
        self.focus(scan.stem)
        self.do("key", "ctrl+q")


@contextmanager
def running(*command, **how):
    process = subprocess.Popen(command, **how)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


@pytest.fixture
def desk(qtbot, tmp_path):
    """The server chooses a free display and tells its number once it can be used."""
    told, tell = os.pipe()
    size = "{}x{}x24".format(*SCREEN)
    with (
        os.fdopen(told) as number,
        running(
            *("Xvfb", "-displayfd", str(tell), "-screen", "0", size, "-fbdir", str(tmp_path)),
            *("-nolisten", "tcp", "-noreset"),  # or it begins anew whenever its last client goes
            pass_fds=[tell],
            stderr=subprocess.DEVNULL,
        ),
    ):
        os.close(tell)
        yield Desk(qtbot, tmp_path, number.readline().strip())


@pytest.fixture
def scratched(tmp_path):
    """A smooth scan with a scratch across, and where the scratch is."""
    y, x = np.mgrid[:200, :300]
    pixels = np.stack([90 + x // 4, 80 + y // 4, 140 - y // 5], axis=2).astype(np.uint8)
    cv2.line(pixels, (60, 100), (240, 100), SCRATCH, 3)
    path = tmp_path / "aunt mary.png"
    Image.fromarray(pixels).save(path)
    return path, pixels, (pixels == SCRATCH).all(axis=2)


def ends(seen):
    """The middle of its leftmost and of its rightmost column, each (x, y)."""
    columns = np.flatnonzero(seen.any(axis=0))[[0, -1]]
    return [(column, np.flatnonzero(seen[:, column]).mean()) for column in columns]


def on_scan(shown, scratch, seen):
    """bool as `scratch`: what is `shown` on the screen, by where the scratch is on both."""
    (row, column), (top, left) = (np.argwhere(each).min(axis=0) for each in (scratch, seen))
    scale = np.ptp(np.nonzero(seen)[1]) / np.ptp(np.nonzero(scratch)[1])
    y, x = np.indices(scratch.shape)
    at = np.rint(top + (y - row + 0.5) * scale), np.rint(left + (x - column + 0.5) * scale)
    return shown[at[0].astype(int), at[1].astype(int)]


def spot_at(seen, before, after):
    """bool: the one spot of what has changed on the screen that lies over what was `seen`."""
    _, spots = cv2.connectedComponents((before != after).any(axis=2).astype(np.uint8))
    return spots == np.bincount(spots[seen]).argmax()


def test_a_scratch_is_painted_over_repaired_compared_and_exported(desk, scratched):
    path, damaged, scratch = scratched
    with desk.running(*paths.program(), str(path)) as program:
        desk.focus("aunt mary")
        desk.wait(lambda: bool(desk.see(SCRATCH).any()))
        before, seen = desk.still(), desk.see(SCRATCH)

        desk.do("key", "ctrl+shift+r", "b")  # not on release: what is marked is looked at first
        desk.do("key", *["bracketright"] * 5)
        desk.drag(*ends(seen))
        desk.wait(lambda: not desk.see(SCRATCH).any())
        marked = spot_at(seen, before, desk.still())

        desk.do("key", "Return")
        desk.wait_for_repair(seen, before)

        desk.hold_for_the_original("backslash", seen)

        result = desk.export(path)
        desk.save_and_quit(path)
        assert program.wait(LONGEST_MS / 1000) == 0

    restored = np.asarray(Image.open(result))
    changed = (restored != damaged).any(axis=2)
    outside = cv2.dilate(on_scan(marked, scratch, seen).astype(np.uint8), np.ones((5, 5))) == 0
    assert changed[scratch].all() and not changed[outside].any()
    assert outside.mean() > 0.9
    np.testing.assert_array_equal(np.asarray(Image.open(path)), damaged)


def test_the_same_is_done_by_keys_alone(desk, scratched):
    path, damaged, scratch = scratched
    left, top, width, height = 56, 95, 190, 11
    with desk.running(*paths.program()) as program:
        desk.focus("^Heirloom$")
        desk.do("mousemove", 0, 0, "key", "ctrl+o")
        desk.focus("^Choose scans$")
        desk.do("type", path)
        desk.do("key", "Return")
        desk.focus("aunt mary")
        desk.wait(lambda: bool(desk.see(SCRATCH).any()))
        before, seen = desk.still(), desk.see(SCRATCH)

        desk.do("key", "ctrl+r")
        desk.focus("^Rectangle by numbers$")
        for value in (left, top, width, height):
            desk.do("key", "ctrl+a")
            desk.do("type", value)
            desk.do("key", "Tab")
        desk.do("key", "Return")
        desk.focus("aunt mary")
        desk.wait(lambda: not desk.see(SCRATCH).any())
        desk.do("key", "Return")
        desk.wait_for_repair(seen, before)

        desk.hold_for_the_original("Tab", seen)

        result = desk.export(path)
        desk.save_and_quit(path)
        assert program.wait(LONGEST_MS / 1000) == 0
    changed = (np.asarray(Image.open(result)) != damaged).any(axis=2)
    assert changed[scratch].all()
    changed[top : top + height, left : left + width] = False
    assert not changed.any()
