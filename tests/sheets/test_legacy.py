"""Old workbooks, as far as no library of the project writes them."""

import struct
from pathlib import Path

from zhoushan_community.base.sheets.legacy import read_legacy


def record(number: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    return struct.pack("<HH", number, len(content)) + content


def beginning(kind: int) -> bytes:
    return record(0x809, struct.pack("<HHHHII", 0x600, kind, 0, 0, 0, 6))


def old_workbook(folder: Path, texts: list[str], cuts: list[int]) -> Path:
    """One sheet with a text in each row. cuts: where the shared texts, which follow one another without an end, go on
    in the next record, in bytes of the first text."""
    shared = b"".join(
        struct.pack("<HB", len(text.encode("utf-16-le")) // 2, 1) + text.encode("utf-16-le") for text in texts
    )
    ends = [3 + cut for cut in cuts]
    pieces = [shared[first:last] for first, last in zip([0, *ends], [*ends, len(shared)], strict=True)]
    sst = record(0xFC, struct.pack("<II", len(texts), len(texts)), pieces[0])
    sst += b"".join(record(0x3C, b"\x01", piece) for piece in pieces[1:])
    name = struct.pack("<BB", 1, 1) + "表".encode("utf-16-le")
    whole = beginning(5), record(0x85, struct.pack("<IBB", 0, 0, 0), name), sst, record(0x0A)
    at = sum(map(len, whole))
    sheet = record(0x85, struct.pack("<IBB", at, 0, 0), name)
    cells = [record(0xFD, struct.pack("<HHHI", row, 0, 0, row)) for row in range(len(texts))]
    path = folder / "sheet.xls"
    path.write_bytes(b"".join([whole[0], sheet, *whole[2:], beginning(0x10), *cells, record(0x0A)]))
    return path


def test_rare_characters_that_lie_in_two_records(tmp_path: Path) -> None:
    """A character beyond U+FFFF has two halves, and records of shared texts are cut anywhere between halves."""
    texts = ["𠮷𣘘社区", "东山社区"]
    for cuts in ([], [2], [6], [2, 6], [4], [10]):
        (grid,) = read_legacy(old_workbook(tmp_path, texts, cuts))
        assert [grid.rows[row][1].value for row in (1, 2)] == texts
