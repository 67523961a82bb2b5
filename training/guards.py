"""Signs of divergence and collapse, and what to do about them.

The loop shows the guards what it logs and what a validation gives; they answer with a verdict. A
run that is in trouble goes back to its last good checkpoint with half the learning rate, and stops
with one sentence when that has not helped three times.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping
from statistics import median
from typing import Any

ROLLBACKS = 3  # after so many the run stops
EXPLODED = 20.0  # times the running median of the gradient norm
REMEMBERED = 40  # log lines whose median counts
SURE = 0.98  # share of pairs that a critic tells apart
SURE_FOR = 1000  # steps


class Guards:
    """Remembers the run's figures; `look` and `judge` say what is wrong, "" if nothing is."""

    def __init__(self) -> None:
        self.rollbacks = 0
        self._norms: deque[float] = deque(maxlen=REMEMBERED)
        self._sure_since: tuple[int, float] | None = None  # step and generator's loss then

    def look(self, step: int, values: Mapping[str, float]) -> str:
        """`values`: means since the last log line; "grad_norm" and "critic_sure" are known here."""
        for name, value in values.items():
            if not math.isfinite(value):
                return f"{name} is {value}"
        norm = values.get("grad_norm")
        if norm is not None:
            if len(self._norms) >= 5 and norm > EXPLODED * median(self._norms):
                return f"the gradient norm is {norm:.3g}, {EXPLODED:.0f} times its median"
            self._norms.append(norm)
        return self._too_sure(step, values)

    def _too_sure(self, step: int, values: Mapping[str, float]) -> str:
        """The critic knows every picture, and the generator's loss rises: it has over-fitted."""
        if values.get("critic_sure", 0.0) <= SURE:
            self._sure_since = None
            return ""
        loss = values.get("adversarial", 0.0)
        if self._sure_since is None:
            self._sure_since = (step, loss)
        since, before = self._sure_since
        if step - since >= SURE_FOR and loss > before:
            self._sure_since = None
            return f"the critic has told every pair apart for {step - since} steps"
        return ""

    def rolled_back(self) -> bool:
        """Count a return to the last checkpoint; False when the run must stop instead."""
        self.rollbacks += 1
        self._norms.clear()
        self._sure_since = None
        return self.rollbacks < ROLLBACKS

    def state(self) -> dict[str, Any]:
        return {"rollbacks": self.rollbacks, "norms": list(self._norms), "sure": self._sure_since}

    def load_state(self, state: Mapping[str, Any]) -> None:
        """Take back what `state` gave; rollbacks of this process are not forgotten by it."""
        self.rollbacks = max(self.rollbacks, state["rollbacks"])
        self._norms = deque(state["norms"], maxlen=REMEMBERED)
        self._sure_since = state["sure"]
