"""Delimited text: comma, semicolon, tab or upright stroke; and the encodings that text and HTML come in."""

import codecs
import csv
import re
from collections import Counter
from itertools import islice

from .builder import MAX_ROWS, Builder, RowBudget
from .grid import LAST_ROW, TEXT, Cell, Grid, Refused, visible

DELIMITERS = ",;\t|"
_SAMPLE_RECORDS = 200
_MAX_FIELD = 1 << 20  # characters; more in one field is an unclosed quote
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_DECLARED = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_FIGURE = re.compile(r"\d")
_SEPARATOR_LINE = re.compile(r"sep=([,;\t|])\r?\n", re.IGNORECASE)
_CHINESE_CHARSETS = {"gb2312", "gbk", "gb18030", "gb_2312-80", "x-gbk", "cp936"}


def decode(content: bytes, declared: bool = False) -> str:
    """Text of a file by its byte order mark, then UTF-8, then GB18030. With ``declared`` an HTML charset decides
    before the guess; gb2312 and gbk mean GB18030, their superset, because exports hold characters outside them."""
    if content.startswith(codecs.BOM_UTF8):
        encodings = ["utf-8-sig"]
    elif content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8", "gb18030"]
        found = _DECLARED.search(content[:4096]) if declared else None
        if found and found[1].decode().lower() in _CHINESE_CHARSETS:
            encodings.reverse()
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        # Old programs end a text with the sign of its end.
        text = text.rstrip("\x1a")
        if not _CONTROL.search(text):
            return text
    raise Refused("not_a_spreadsheet")


def read_delimited(text: str) -> Grid:
    """One sheet without a name. A row is a record: line breaks inside quotes do not count, empty lines do."""
    separator = _SEPARATOR_LINE.match(text)
    if separator:
        # The line that tells Excel the separator; no program shows it as a row.
        text, delimiter = text[separator.end() :], separator[1]
    else:
        delimiter = _delimiter(text)
    # Counted before anything is kept, so that a file that is too long costs next to nothing.
    if text.count("\n") > MAX_ROWS and _are_too_many(text, delimiter):
        raise Refused("too_many_rows")
    builder = Builder(None, RowBudget())
    record: list[str] = []
    for number, record in enumerate(_records(text, delimiter), 1):
        for column, value in enumerate(record, 1):
            if value:
                builder.put(number, column, Cell(TEXT, value))
    if record and "\n" in record[-1] and text.count('"') % 2 and not text.rstrip().endswith('"'):
        raise Refused("not_a_spreadsheet")  # a quote that is never closed has taken in the rows below it
    return builder.grid()


def _are_too_many(text: str, delimiter: str) -> bool:
    """Whether there are more records with content than are read, or more at all than a sheet has rows."""
    filled = 0
    for number, record in enumerate(_records(text, delimiter), 1):
        filled += any(map(visible, record))
        if filled > MAX_ROWS or number > LAST_ROW:
            return True
    return False


#: Our own export puts an apostrophe before what a spreadsheet program would calculate.
_GUARDED = ("'=", "'+", "'-", "'@", "'\t", "'\r")


def _records(text: str, delimiter: str) -> "csv._reader":
    csv.field_size_limit(_MAX_FIELD)
    # Line by line out of the text itself: a file made of it would take four bytes for each sign.
    reader = csv.reader((line[0] for line in _LINE.finditer(text)), delimiter=delimiter)
    try:
        for record in reader:
            yield [text[1:] if text[:2] in _GUARDED else text for text in record]
    except csv.Error as error:
        raise Refused("not_a_spreadsheet") from error


def _delimiter(text: str) -> str:
    """The one that splits most records into the same number of fields, one without figures among them: the head.
    Counting alone would be misled by the commas in 1,605 of a file separated by tabs."""
    scores = {delimiter: _score(text[: 1 << 18], delimiter) for delimiter in DELIMITERS}
    # A note above the table may well be split by another sign, but a table has more than that.
    least = max(score for score, _ in scores.values()) / 3
    return max(DELIMITERS, key=lambda one: (scores[one][1] and scores[one][0] >= least, scores[one][0]))


def _score(text: str, delimiter: str) -> tuple[int, bool]:
    """How many separators the records of one width have, and whether one of them has several words and no figure."""
    widths: Counter[int] = Counter()
    of_heads: set[int] = set()
    for record in islice(_records(text, delimiter), _SAMPLE_RECORDS):
        widths[len(record)] += 1
        if not _FIGURE.search("".join(record)) and sum(map(visible, record)) > 1:
            of_heads.add(len(record))
    score, width = max((((width - 1) * count, width) for width, count in widths.items()), default=(0, 1))
    return score, width in of_heads
