"""What a row is found by: its own texts and their pinyin initials, so that both 环南 and hn find 环南街道."""

import functools
import itertools
import os
import unicodedata
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

# Characters are read one by one here, so the large dictionary of phrases stays out of memory.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")

from pypinyin import Style, lazy_pinyin  # noqa: E402  (the setting above is read at import)

#: A search takes no more, so that a pasted page of text does not keep the database busy.
MAX_LENGTH, MAX_WORDS = 100, 6

# Characters of names that are read in two ways: 长涂 begins with c, 镇长 ends with z. Others have one reading in names.
_READINGS = {
    "长": "cz", "重": "cz", "朝": "cz", "曾": "zc", "查": "cz", "翟": "dz", "盛": "sc", "单": "ds", "仇": "cq",
    "区": "qo", "解": "jx", "行": "xh", "厦": "sx", "乐": "ly", "会": "hk", "调": "td", "弄": "ln",
}  # fmt: skip
_MOST_READINGS = 8


@functools.lru_cache(maxsize=8192)
def _initials(character: str) -> str:
    if character <= "\u2e7f":
        return character
    return _READINGS.get(character) or lazy_pinyin(character, style=Style.FIRST_LETTER)[0][:1]


def initials(text: str) -> Iterator[str]:
    """The pinyin initials of Chinese characters, others as they are: 环南街道 gives hnjd, 长涂镇 ctz and ztz."""
    ways = itertools.product(*map(_initials, text))
    return map("".join, itertools.islice(ways, _MOST_READINGS))


def folded(text: str) -> str:
    """A text as it is compared: lower case, and ＨＮ of a Chinese keyboard as HN."""
    return unicodedata.normalize("NFKC", text).strip().lower()


def key_of(texts: Iterable[str]) -> str:
    """What is kept to find a row by: its texts and their initials, in lower case."""
    words = [folded(text) for text in texts if text]
    found = dict.fromkeys([*words, *itertools.chain.from_iterable(map(initials, words))])
    return " ".join(found)


class TooMuch(ValueError):
    """More was typed than is searched for. The text says how much is."""


def words_of(text: str) -> list[str]:
    """The words of what was typed, as they stand in keys. Raises TooMuch.

    PostgreSQL knows no NUL in a text, so it separates words, too.
    """
    words = folded(text.replace("\x00", " ")).split()
    if len(text) > MAX_LENGTH or len(words) > MAX_WORDS:
        raise TooMuch(
            _("A search takes at most %(words)s words and %(length)s characters; shorten it.")
            % {"words": MAX_WORDS, "length": MAX_LENGTH}
        )
    return words
