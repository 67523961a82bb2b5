"""What the window needs from the system, checked before Qt is loaded; imports no Qt itself.

Qt tells a missing library by a linker's message, or by "xcb-cursor0 is needed" when another one is
missing, and ends the process without a word an exception handler could see. So the libraries are
tried here one by one, and the sentence names the packages that hold them.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from collections.abc import Callable, Mapping

from engine.errors import HeirloomError

# Library -> Debian and Ubuntu package, as `objdump -p` lists them for PySide6 6.12. Debian 13 and
# Ubuntu 24.04 call libglib2.0-0 libglib2.0-0t64, and apt-get takes the old name for it.
EVERYWHERE = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libX11.so.6": "libx11-6",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
}
BY_PLATFORM = {
    "offscreen": EVERYWHERE,
    "xcb": EVERYWHERE
    | {
        "libX11-xcb.so.1": "libx11-xcb1",
        "libxcb-cursor.so.0": "libxcb-cursor0",
        "libxcb-icccm.so.4": "libxcb-icccm4",
        "libxcb-image.so.0": "libxcb-image0",
        "libxcb-keysyms.so.1": "libxcb-keysyms1",
        "libxcb-randr.so.0": "libxcb-randr0",
        "libxcb-render-util.so.0": "libxcb-render-util0",
        "libxcb-shape.so.0": "libxcb-shape0",
        "libxcb-xkb.so.1": "libxcb-xkb1",
        "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    },
    "wayland": EVERYWHERE
    | {
        "libwayland-client.so.0": "libwayland-client0",
        "libwayland-cursor.so.0": "libwayland-cursor0",
    },
}
# What the test of the window on an X display starts, and its Debian package.
TEST_PROGRAMS = {"Xvfb": "xvfb", "xdotool": "xdotool"}
# Each of these is opened as xcb is; the others of Qt (linuxfb, vnc, ...) need what offscreen needs.
_DISPLAYS = {"DISPLAY": "xcb", "WAYLAND_DISPLAY": "wayland"}


def check_window(environ: Mapping[str, str] | None = None) -> None:
    """Raise HeirloomError, with what to do, if a window cannot open here.

    Only Linux has something to check: elsewhere PySide6 brings all it needs.
    """
    if not sys.platform.startswith("linux"):
        return
    platforms = _platforms(os.environ if environ is None else environ)
    if not platforms:
        raise HeirloomError(
            "there is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window "
            "can open: use the command line instead, for example "
            "`python3 packaging/start.py restore scan.tif --mask mask.png -o restored.tif`."
        )
    missing = [missing_libraries(platform) for platform in platforms]
    if all(missing):  # Qt tries one platform after the other, so one that is complete will do
        raise HeirloomError(_sentence(missing[0]))


def missing_packages(platform: str) -> list[str]:
    """Names of the Debian packages that `platform` (a key of BY_PLATFORM) needs and has not."""
    return _packages(missing_libraries(platform))


def missing_for_tests() -> list[str]:
    """Names of the Debian packages that the test on an X display needs and has not."""
    programs = {name: TEST_PROGRAMS[name] for name in TEST_PROGRAMS if shutil.which(name) is None}
    return _packages(missing_libraries("xcb") | programs)


def missing_libraries(platform: str, loads: Callable[[str], bool] | None = None) -> dict[str, str]:
    """Library -> Debian package, for those that `platform` needs and that do not load."""
    loads = loads or _loads
    needed = BY_PLATFORM.get(platform, EVERYWHERE)
    return {library: package for library, package in needed.items() if not loads(library)}


def _platforms(environ: Mapping[str, str]) -> list[str]:
    """Qt's platforms that could open a window, the most likely first."""
    asked = environ.get("QT_QPA_PLATFORM", "")
    if asked:  # "wayland;xcb", "offscreen:size=800x600": alternatives, each with its own options
        return [name.partition(":")[0].partition("-")[0] for name in asked.split(";")]
    return [platform for variable, platform in _DISPLAYS.items() if environ.get(variable)]


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _packages(missing: Mapping[str, str]) -> list[str]:
    return list(dict.fromkeys(missing.values()))


def _sentence(missing: Mapping[str, str]) -> str:
    libraries = ", ".join(missing)
    if shutil.which("apt-get") is None:
        return (
            f"the window needs system libraries that are missing here ({libraries}): install them "
            f"with your package manager and start again."
        )
    sudo = "" if os.geteuid() == 0 else "sudo "
    return (
        f"the window needs system libraries that are missing here ({libraries}): install them "
        f"with `{sudo}apt-get install {' '.join(_packages(missing))}` and start again."
    )
