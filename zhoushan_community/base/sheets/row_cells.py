"""Where a row's values stand in a sheet and how they were written, put together only when somebody asks.

Of a hundred thousand rows hardly any is asked, and thirty addresses for each of them would fill the memory.
"""

from collections.abc import Iterator, Mapping, Sequence

from .grid import Cell


class Addresses(Mapping[str, str]):
    """Field → address of the cell that it was read from.

    letters: field → letters of its column, one for all rows. other: the fields that were filled from another row.
    """

    __slots__ = ("_letters", "_other", "_row")

    def __init__(self, letters: Mapping[str, str], row: int, other: Mapping[str, str]) -> None:
        self._letters, self._row, self._other = letters, row, other

    def __getitem__(self, name: str) -> str:
        return self._other.get(name) or f"{self._letters[name]}{self._row}"

    def __iter__(self) -> Iterator[str]:
        return iter(self._letters)

    def __len__(self) -> int:
        return len(self._letters)


class Texts(Mapping[str, str]):
    """Field → text as the user wrote it, of the fields whose cell is not blank.

    cells: those of the row in the order of `letters`; None for one that holds nothing.
    """

    __slots__ = ("_cells", "_letters")

    def __init__(self, letters: Mapping[str, str], cells: Sequence[Cell | None]) -> None:
        self._letters, self._cells = letters, cells

    def __getitem__(self, name: str) -> str:
        for known, cell in zip(self._letters, self._cells, strict=True):
            if known == name and cell is not None:
                return cell.text
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return (name for name, cell in zip(self._letters, self._cells, strict=True) if cell is not None)

    def __len__(self) -> int:
        return sum(cell is not None for cell in self._cells)
