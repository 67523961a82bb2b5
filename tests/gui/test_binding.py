"""What the window needs of PySide6 itself."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, Signal


class Sender(QObject):
    sent = Signal(int)


def test_emitting_signals_does_not_wear_out_true():
    """PySide6 6.12.0 takes one reference of True with each emit; on Python 3.11, where True can
    run out of them, the program dies after some thousand signals."""
    sender = Sender()
    before = sys.getrefcount(True)
    for _ in range(20):
        sender.sent.emit(1)
    assert sys.getrefcount(True) >= before
