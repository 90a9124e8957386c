"""Work that makes very many objects, all of which live until it is done."""

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Nothing looks for cycles of objects meanwhile: among the rows of a long sheet it finds none, looks through all of
    them again and again, and takes two fifths of the time. What is no longer referred to is let go as ever."""
    if not gc.isenabled():
        # Another thread's work has switched it off, and will switch it on again.
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
