"""What a row is found by: its own texts and their pinyin initials, so that both 环南 and hn find 环南街道."""

import functools
import os
from collections.abc import Iterable

# Characters are read one by one here, so the large dictionary of phrases stays out of memory.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")

from pypinyin import Style, lazy_pinyin  # noqa: E402  (the setting above is read at import)


@functools.lru_cache(maxsize=8192)
def _initial(character: str) -> str:
    return lazy_pinyin(character, style=Style.FIRST_LETTER)[0][:1] if character > "\u2e7f" else character


def initials(text: str) -> str:
    """The pinyin initials of Chinese characters, other characters as they are: 环南街道 gives hnjd."""
    return "".join(map(_initial, text))


def key_of(texts: Iterable[str]) -> str:
    """What is kept to find a row by: its texts and their initials, in lower case."""
    words = [text.strip().lower() for text in texts if text]
    found = dict.fromkeys([*words, *(initials(word) for word in words)])
    return " ".join(found)


def term_of(text: str) -> str:
    """What was typed, as it stands in keys. PostgreSQL knows no NUL in a text, so there is nothing to find with one."""
    return text.replace("\x00", "").strip().lower()
