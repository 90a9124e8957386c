"""What a file is, by its content, and whether it is what its name says. Nothing is ever unpacked or run."""

import dataclasses
import io
import re
import unicodedata
import zipfile
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

NAME_LENGTH = 150


class Refused(Exception):
    """The file is not taken, for a reason that names it."""


@dataclasses.dataclass(frozen=True)
class Kind:
    """A kind of file. label: its name in words. endings: what its names end in; none for kinds that are not taken."""

    code: str
    label: str
    content_type: str = ""
    endings: tuple[str, ...] = ()


_OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS = {
    kind.code: kind
    for kind in (
        Kind("pdf", "PDF", "application/pdf", ("pdf",)),
        Kind("jpeg", gettext_lazy("JPEG picture"), "image/jpeg", ("jpg", "jpeg")),
        Kind("png", gettext_lazy("PNG picture"), "image/png", ("png",)),
        Kind("webp", gettext_lazy("WebP picture"), "image/webp", ("webp",)),
        Kind("docx", gettext_lazy("Word document"), f"{_OFFICE}wordprocessingml.document", ("docx", "wps")),
        Kind("xlsx", gettext_lazy("Excel workbook"), f"{_OFFICE}spreadsheetml.sheet", ("xlsx", "et")),
        Kind("pptx", gettext_lazy("PowerPoint slides"), f"{_OFFICE}presentationml.presentation", ("pptx", "dps")),
        Kind("doc", gettext_lazy("Word document of before 2007"), "application/msword", ("doc", "wps")),
        Kind("xls", gettext_lazy("Excel workbook of before 2007"), "application/vnd.ms-excel", ("xls", "et")),
        Kind("ppt", gettext_lazy("PowerPoint slides of before 2007"), "application/vnd.ms-powerpoint", ("ppt", "dps")),
        Kind("ofd", "OFD", "application/ofd", ("ofd",)),
        Kind("text", gettext_lazy("plain text"), "text/plain", ("txt", "csv")),
        Kind("zip", gettext_lazy("ZIP archive")),
        Kind("rar", gettext_lazy("RAR archive")),
        Kind("7z", gettext_lazy("7z archive")),
        Kind("gzip", gettext_lazy("gzip archive")),
        Kind("program", gettext_lazy("program")),
        Kind("script", gettext_lazy("script")),
        Kind("html", gettext_lazy("web page")),
        Kind("svg", gettext_lazy("SVG drawing")),
        Kind("xml", "XML"),
        Kind("rtf", "RTF"),
        Kind("gif", gettext_lazy("GIF picture")),
        Kind("tiff", gettext_lazy("TIFF picture")),
        Kind("bmp", gettext_lazy("BMP picture")),
        Kind("heic", gettext_lazy("HEIC picture")),
        Kind("macro", gettext_lazy("document with macros")),
        Kind("encrypted", gettext_lazy("document locked with a password")),
        Kind("unknown", gettext_lazy("file of an unknown kind")),
    )
}
_BY_ENDING: dict[str, list[Kind]] = {}
for _kind in KINDS.values():
    for _ending in _kind.endings:
        _BY_ENDING.setdefault(_ending, []).append(_kind)

_SIGNATURES = (
    (b"%PDF-", "pdf"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"\xca\xfe\xba\xbe", "program"),
    (b"{\\rtf", "rtf"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Names of streams, as a compound file's directory holds them.
_STREAMS = (
    ("EncryptedPackage", "encrypted"),
    ("_VBA_PROJECT", "macro"),
    ("WordDocument", "doc"),
    ("PowerPoint Document", "ppt"),
    ("Workbook", "xls"),
    ("Book", "xls"),
)
_PARTS = (("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx"), ("ppt/presentation.xml", "pptx"))
_MARKUP = re.compile(r"\s*<(?:(!doctype\s+html|html|head|body|script|iframe)|(svg)|[?!/a-z])", re.IGNORECASE)
_SCRIPT = re.compile(r"\s*(#!|@echo\b|<\?php|<%|powershell\b)", re.IGNORECASE)


def safe_name(name: str) -> str:
    """The name as it may be kept and shown. Raises Refused when it is more than a name: a path, hidden characters."""
    shown = "".join(character if _is_plain(character) else "�" for character in name)[:NAME_LENGTH]
    if shown != name[:NAME_LENGTH] or re.search(r'[/\\:*?"<>|]', name) or name.strip(". ") == "":
        raise Refused(
            _("“%(name)s” is no name for a file here: leave out slashes, colons and hidden characters.")
            % {"name": shown}
        )
    stem, ending = Path(name).stem, Path(name).suffix
    return stem[: NAME_LENGTH - len(ending)] + ending


def _is_plain(character: str) -> bool:
    # Besides control characters, those that turn the direction of what follows: exe.fdp shown as pdf.exe.
    return unicodedata.category(character) not in ("Cc", "Cf", "Zl", "Zp", "Cs")


def judge(name: str, content: bytes) -> Kind:
    """What the file is, when it is what its name says. Raises Refused, with what to do about it."""
    if not content:
        raise Refused(_("“%(name)s” is empty.") % {"name": name})
    ending = Path(name).suffix[1:].lower()
    claimed = _BY_ENDING.get(ending)
    found = KINDS[_code_of(content)]
    if claimed and found in claimed:
        return found
    if not claimed:
        endings = ", ".join(_BY_ENDING)
        words = _("“%(name)s” is a file of a kind that is not taken. Taken are: %(endings)s.")
        raise Refused(words % {"name": name, "endings": endings})
    if found.endings:
        words = _("“%(name)s” is not %(claimed)s but %(found)s; let its name end in .%(ending)s, or save it anew.")
    else:
        words = _("“%(name)s” is not %(claimed)s but %(found)s; open it where it was made and save it as %(claimed)s.")
    values = {"name": name, "claimed": claimed[-1].label, "found": found.label, "ending": (*found.endings, "")[0]}
    raise Refused(words % values)


def _code_of(content: bytes) -> str:
    for signature, code in _SIGNATURES:
        if content.startswith(signature) and (code != "bmp" or _is_binary(content)):
            return code
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    if content[4:8] == b"ftyp":
        return "heic" if content[8:11] in (b"hei", b"hev", b"mif", b"msf") else "unknown"
    if content.startswith(b"PK"):
        return _package(content)
    if content.startswith(_OLE):
        return next((code for name, code in _STREAMS if name.encode("utf-16-le") in content), "unknown")
    return _text(content)


def _package(content: bytes) -> str:
    """What kind of package a ZIP file is, by the names in its list alone."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return "unknown"
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return "macro"
    if "[Content_Types].xml" in names:
        return next((code for part, code in _PARTS if part in names), "zip")
    return "ofd" if "OFD.xml" in names else "zip"


def _is_binary(content: bytes) -> bool:
    return b"\x00" in content[:64]


def _text(content: bytes) -> str:
    """Plain text in an encoding that offices use, unless a browser or a shell would take it for more."""
    encodings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        return "unknown"
    if any(unicodedata.category(character) == "Cc" and character not in "\t\r\n\f\x1a" for character in set(text)):
        return "unknown"
    if _SCRIPT.match(text):
        return "script"
    if markup := _MARKUP.match(text):
        return "html" if markup[1] else "svg" if markup[2] or "<svg" in text[:1000].lower() else "xml"
    return "text"
