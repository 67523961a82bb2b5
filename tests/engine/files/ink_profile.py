"""A profile for inks as printers have them, made here: none may be distributed freely.

Ink is what paper does not show: (1 - ink) * (1 - black) of sRGB. From colour to ink all grey is
black ink; so the way back to other mixtures is not the way there.
Source: ICC.1:2001-04 (version 2.4), 6.3.4.2 (Lab of 16 bit), 6.5.8 (lut16Type).
"""

from __future__ import annotations

import struct

import imagecodecs
import numpy as np

from engine.files import colour

GRID_INKS, GRID_LAB = 9, 17


def ink_profile() -> bytes:
    tags = {
        b"desc": b"desc" + bytes(4) + struct.pack(">I", 5) + b"inks\0" + bytes(78),
        b"cprt": b"text" + bytes(4) + b"none\0",
        b"wtpt": b"XYZ " + bytes(4) + struct.pack(">3i", *(round(v * 65536) for v in D50)),
        b"A2B0": _lut(GRID_INKS, _lab_of(_corners(GRID_INKS, 4))),
        b"B2A0": _lut(GRID_LAB, _inks_of(_corners(GRID_LAB, 3))),
    }
    table, body, at = struct.pack(">I", len(tags)), b"", 128 + 4 + 12 * len(tags)
    for name, data in tags.items():
        data += bytes(-len(data) % 4)
        table += name + struct.pack(">II", at + len(body), len(data))
        body += data
    head = struct.pack(
        ">I4sI4s4s4s", at + len(body), b"test", 0x02400000, b"prtr", b"CMYK", b"Lab "
    )
    head += struct.pack(">6H4s", 2000, 1, 1, 0, 0, 0, b"acsp") + bytes(28)
    head += struct.pack(">3i", *(round(v * 65536) for v in D50)) + bytes(48)
    return head + table + body


D50 = (0.9642, 1.0, 0.8249)


def _corners(grid: int, channels: int) -> np.ndarray:
    """(grid ** channels, channels) of 0..1; the last channel runs fastest."""
    axes = np.meshgrid(*[np.linspace(0, 1, grid)] * channels, indexing="ij")
    return np.stack(axes, -1).reshape(-1, channels)


def _lab_of(inks: np.ndarray) -> np.ndarray:
    rgb = (1 - inks[:, :3]) * (1 - inks[:, 3:])
    lab = _through(rgb, colour.screen_icc(), "rgb", colour._lab_icc(), "lab")
    return lab * 0xFF00 / 0xFFFF  # from version 4, in which colour management counts


def _inks_of(lab: np.ndarray) -> np.ndarray:
    at_most = np.clip(lab * 0xFFFF / 0xFF00, 0, 1)
    paper = 1 - _through(at_most, colour._lab_icc(), "lab", colour.screen_icc(), "rgb")
    black = paper.min(axis=1, keepdims=True)
    inks = (paper - black) / np.maximum(1 - black, 1e-6)
    return np.concatenate([inks, black], axis=1)


def _through(values: np.ndarray, source: bytes, space: str, target: bytes, wanted: str):
    samples = np.round(values[np.newaxis] * 65535).astype(np.uint16)
    made = imagecodecs.cms_transform(
        samples, source, target, colorspace=space, outcolorspace=wanted, intent=1
    )
    return made[0] / 65535


def _lut(grid: int, values: np.ndarray) -> bytes:
    inputs, outputs = (4, 3) if values.shape[1] == 3 else (3, 4)
    head = struct.pack(">4s4x4B", b"mft2", inputs, outputs, grid, 0)
    head += struct.pack(">9i", *(np.eye(3) * 65536).astype(int).ravel().tolist())
    straight = struct.pack(">2H", 0, 65535)
    clut = np.round(values * 65535).astype(">u2").tobytes()
    return head + struct.pack(">2H", 2, 2) + straight * inputs + clut + straight * outputs
