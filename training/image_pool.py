"""A history of generated pictures: the critic also judges older ones, so that it forgets less."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor


class ImagePool:
    """Gives back as many pictures as it gets: each is new, or with chance 1/2 one of the last 50.

    An older picture that is given back makes room for the new one. Until the pool is full, all
    pictures are given back as they came. Its random numbers are its own, and part of its state.

    Source: arXiv:1612.07828, as in CycleGAN, arXiv:1703.10593.
    """

    def __init__(self, size: int, seed: int) -> None:
        """size: pictures kept; 0 = none, then all that comes is given back."""
        self.size = size
        self._kept: list[Tensor] = []  # (C, H, W) each
        self._random = torch.Generator().manual_seed(seed)

    def exchange(self, pictures: Tensor) -> Tensor:
        """pictures: (B, C, H, W); of another size than before, they empty the pool. No gradient
        flows back.
        """
        if self._kept and self._kept[0].shape != pictures.shape[1:]:
            self._kept.clear()
        return torch.stack([self._exchange(picture) for picture in pictures.detach()])

    def _exchange(self, picture: Tensor) -> Tensor:
        if len(self._kept) < self.size:
            self._kept.append(picture.clone())
            return picture
        if self.size == 0 or torch.rand((), generator=self._random) < 0.5:
            return picture
        place = int(torch.randint(self.size, (), generator=self._random))
        older, self._kept[place] = self._kept[place], picture.clone()
        return older

    def state(self) -> dict[str, Any]:
        return {"kept": [p.cpu() for p in self._kept], "random": self._random.get_state()}

    def load_state(self, state: dict[str, Any], device: torch.device) -> None:
        self._kept = [p.to(device) for p in state["kept"]]
        self._random.set_state(state["random"])
