from __future__ import annotations

import threading

import pytest

from engine.generators.devices import Devices
from engine.progress import Cancelled, Progress, Stop


class Holder:
    def __init__(self, device):
        self.device, self.released = device, False

    def release(self):
        self.released = True


def test_two_runs_never_share_a_device():
    devices, seen = Devices(), []
    inside = threading.Semaphore(1)

    def use():
        with devices.alone_on("directml", Progress()):
            seen.append(inside.acquire(blocking=False))
            inside.release()

    threads = [threading.Thread(target=use) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [True] * 8


def test_waiting_for_a_device_can_be_stopped():
    devices, stop = Devices(), Stop()
    waiting = Progress(lambda fraction, doing: stop.set(), stop)
    with devices.alone_on("cuda", Progress()):  # noqa: SIM117
        with pytest.raises(Cancelled), devices.alone_on("cuda", waiting):
            pass


def test_other_devices_are_not_waited_for():
    devices = Devices()
    with devices.alone_on("cuda", Progress()), devices.alone_on("cpu", Progress()):
        pass


def test_a_lost_device_is_let_go_by_everybody():
    devices = Devices()
    ours, other = Holder("cuda"), Holder("cpu")
    devices.add(ours)
    devices.add(other)
    devices.lose("cuda", "stopped working")
    assert ours.released and not other.released
    assert devices.lost == {"cuda": "stopped working"}
