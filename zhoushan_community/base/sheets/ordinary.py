"""Whether the bytes of an XML part may be looked at without a parser."""

import re

#: What may stand in a text: nothing that XML itself would change or refuse, as entities, line ends of two signs,
#: control signs.
VALUE = rb"[^<&\x00-\x08\x0b-\x1f]"
# Comments, sections of plain characters and instructions may hold what only looks like a row.
_UNUSUAL = re.compile(rb"<[!?]")
_PROLOG = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml[^<>]*\?>")
_ENCODING = re.compile(rb"""encoding=["'](?!utf-8["'])""", re.IGNORECASE)


class Ordinary:
    """Says of the pieces of a part, as they come by, whether their bytes are what an XML parser would make of them:
    UTF-8, and nothing but elements and texts."""

    def __init__(self) -> None:
        self.begun, self.given_up = False, False

    def __call__(self, piece: bytes) -> bool:
        head = b""
        if not self.begun:
            self.begun = True
            prolog = _PROLOG.match(piece)
            head = prolog[0] if prolog else b""
            self.given_up = bool(_ENCODING.search(head)) or b"\x00" in piece[:64]
        self.given_up = self.given_up or bool(_UNUSUAL.search(piece, len(head)))
        return not self.given_up
