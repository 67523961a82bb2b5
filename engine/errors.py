"""What can go wrong, as a user would say it.

HeirloomError           base: catch this to show a sentence instead of a traceback
├── ScanError           a scan cannot be read, or its format cannot be kept
├── SaveError           a result cannot be written where it was asked for
├── MaskError           a mask does not belong to the scan
├── RestorationError    a restoration file or a record cannot be read, or is another scan's
├── ModelError          a model folder is incomplete, altered or unsupported
│   └── InputSizeError  the region is too small or has the wrong size for the model
├── DeviceError         the chosen device cannot run the model
│   └── OutOfMemory     ... not with this tile size
├── BatchError          a batch cannot start or go on: folders clash, nothing to do, disk full
└── RecipeError         a recipe or a training run has an unknown key or a value out of range

`str(error)` is one sentence a user can act on: the file, the number and what to do next belong in
it, tracebacks do not (they are `__cause__`).
"""

from __future__ import annotations


class HeirloomError(Exception):
    """Anything the user can be told in one sentence."""


class ScanError(HeirloomError):
    """A scan cannot be read, or its format cannot be kept."""


class SaveError(HeirloomError):
    """A result cannot be written where it was asked for."""


class MaskError(HeirloomError):
    """A mask does not belong to the scan, or marks nothing."""


class RestorationError(HeirloomError):
    """A restoration file or a record cannot be read, or belongs to another scan."""


class ModelError(HeirloomError):
    """A model folder is incomplete, altered or unsupported."""


class InputSizeError(ModelError):
    """The region is too small, or has the wrong size, for the model."""


class DeviceError(HeirloomError):
    """The chosen device cannot run the model."""


class OutOfMemory(DeviceError):
    """The device ran out of memory."""

    def __init__(self, device: str, tile: int, smaller: int | None) -> None:
        self.device, self.tile, self.smaller = device, tile, smaller
        advice = (
            f"try tiles of {smaller} px."
            if smaller
            else "choose the processor instead (--device cpu) or close other programs."
        )
        super().__init__(f"{device} ran out of memory with tiles of {tile} px: {advice}")


class BatchError(HeirloomError):
    """A batch cannot start or go on: folders clash, there is nothing to do, the disk is full."""


class RecipeError(HeirloomError):
    """A recipe or a training run has an unknown key or a value out of range."""
