"""The demonstration data: what public pages tell of Zhoushan's units, and made-up rows that are marked as such.

Every row says in `source_note` where its facts come from; the names of made-up values stand in `generated`.
"""

from .loader import load

__all__ = ["load"]
