"""Several processes that train one network, as `torchrun` starts them: what they must agree on.

Each process takes its part of every batch; gradients are averaged before each step, so that all
hold the same weights. Without torchrun there is one process and nothing here does anything.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import torch
import torch.distributed as dist
from torch import Tensor


def rank() -> int:
    return dist.get_rank() if dist.is_initialized() else 0


def processes() -> int:
    return dist.get_world_size() if dist.is_initialized() else 1


@contextmanager
def process_group(device: str) -> Iterator[str]:
    """Join the other processes of `torchrun`, if there are any; gives the device to use."""
    if int(os.environ.get("WORLD_SIZE", "1")) == 1:
        yield device
        return
    if device == "cuda":
        device = f"cuda:{os.environ['LOCAL_RANK']}"
        torch.cuda.set_device(device)
    dist.init_process_group("nccl" if device.startswith("cuda") else "gloo")
    try:
        yield device
    finally:
        dist.destroy_process_group()


@contextmanager
def first_process_first() -> Iterator[None]:
    """The block runs in the first process alone, then in the others: it may fill a cache."""
    if rank() > 0:
        dist.barrier()
    yield
    if rank() == 0 and processes() > 1:
        dist.barrier()


def average_gradients(parameters: Sequence[Tensor]) -> None:
    """The mean of all processes' gradients, in one message."""
    if processes() == 1 or not parameters:
        return
    gradients = [p.grad for p in parameters if p.grad is not None]
    flat = torch.cat([g.reshape(-1) for g in gradients])
    dist.all_reduce(flat)
    flat /= processes()
    parts = torch.split(flat, [g.numel() for g in gradients])
    for gradient, part in zip(gradients, parts, strict=True):
        gradient.copy_(part.view_as(gradient))


def shared(total: Tensor) -> Tensor:
    """A sum over the batch, such as the pixels of all holes, as its mean over all processes.

    Losses divide by it, so that the averaged gradient is that of one process with the whole batch.
    """
    if processes() == 1:
        return total
    everywhere = total.detach().clone()
    dist.all_reduce(everywhere)
    return everywhere / processes()


def agree(flag: bool) -> bool:
    """True in all processes if it is true in any: they stop together."""
    if processes() == 1:
        return flag
    told = torch.tensor([float(flag)], device="cuda" if dist.get_backend() == "nccl" else "cpu")
    dist.all_reduce(told, op=dist.ReduceOp.MAX)
    return bool(told.item())
