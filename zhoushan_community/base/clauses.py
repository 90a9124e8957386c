"""In which part of the directive a clause stands."""

#: Part, first letter of the clause's code, its first and its last number.
PARTS = (
    ("一", "T", 1, 7),
    ("二(一)", "N", 1, 7),
    ("二(一)", "R", 1, 1),
    ("二(二)", "N", 8, 17),
    ("二(二)", "R", 2, 2),
    ("二(二)", "A", 1, 2),
    ("二(三)", "N", 18, 23),
    ("二(三)", "R", 3, 6),
    ("二(三)", "A", 3, 4),
    ("二(四)", "N", 24, 28),
    ("二(四)", "R", 7, 10),
    ("三", "R", 11, 13),
)


def part_of(code: str) -> str:
    """二(一) for N02; an empty text for a code that the directive does not have."""
    letter, number = code[:1], int(code[1:]) if code[1:].isdecimal() else 0
    return next((part for part, kind, first, last in PARTS if kind == letter and first <= number <= last), "")
