"""Small files of every kind, made here so that nothing binary is kept in the repository."""

import io
import struct
import zipfile
import zlib

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def package(*names: str) -> bytes:
    """A ZIP file with these names in it."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return kept.getvalue()


def compound(*streams: str) -> bytes:
    """An OLE compound file as far as its directory tells."""
    return OLE + b"".join(name.encode("utf-16-le").ljust(128, b"\x00") for name in streams)


def _exif(order: str = "<") -> bytes:
    """Orientation 6 and a position: 30° N, 122° E."""
    gps_at, values_at = 38, 80
    ifd = struct.pack(f"{order}H", 2)
    ifd += struct.pack(f"{order}HHIHH", 0x0112, 3, 1, 6, 0) + struct.pack(f"{order}HHII", 0x8825, 4, 1, gps_at)
    ifd += struct.pack(f"{order}I", 0)
    gps = struct.pack(f"{order}H", 3)
    gps += struct.pack(f"{order}HHI", 1, 2, 2) + b"N\x00\x00\x00"
    gps += struct.pack(f"{order}HHII", 2, 5, 3, values_at) + struct.pack(f"{order}HHII", 4, 5, 3, values_at + 24)
    gps += struct.pack(f"{order}I", 0)
    values = struct.pack(f"{order}12I", 30, 1, 1, 1, 1234567, 1, 122, 1, 6, 1, 7654321, 1)
    head = (b"II" if order == "<" else b"MM") + struct.pack(f"{order}HI", 42, 8)
    return head + ifd + gps + values


def jpeg(exif: bytes | None = None, order: str = "<") -> bytes:
    """A photograph as a telephone writes it, with its position in Exif and again in XMP."""
    told = b"Exif\x00\x00" + (_exif(order) if exif is None else exif)
    xmp = b"http://ns.adobe.com/xap/1.0/\x00<exif:GPSLatitude>30,1.2N</exif:GPSLatitude>"
    segments = b"".join(b"\xff\xe1" + struct.pack(">H", len(part) + 2) + part for part in (told, xmp))
    return b"\xff\xd8" + segments + b"\xff\xda\x00\x02picture\xff\xd9"


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png() -> bytes:
    """A picture of one point, with a position."""
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
        (b"eXIf", _exif()),
        (b"iTXt", b"XML:com.adobe.xmp\x00\x00\x00\x00\x00GPSLatitude"),
        (b"tEXt", b"Title\x00room"),
        (b"IDAT", zlib.compress(b"\x00\x00")),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def webp() -> bytes:
    """A container with a position; the flags of its head promise one."""
    head = b"VP8X" + struct.pack("<I", 10) + bytes([0x0C]) + bytes(9)
    parts = head + b"VP8 " + struct.pack("<I", 4) + b"data" + b"EXIF" + struct.pack("<I", len(_exif())) + _exif()
    return b"RIFF" + struct.pack("<I", 4 + len(parts)) + b"WEBP" + parts


GOOD = {
    "协议.pdf": PDF,
    "现场.jpg": jpeg(),
    "现场.JPEG": jpeg(order=">"),
    "截图.png": png(),
    "图.webp": webp(),
    "纪要.docx": package("[Content_Types].xml", "word/document.xml"),
    "台账.xlsx": package("[Content_Types].xml", "xl/workbook.xml"),
    "汇报.pptx": package("[Content_Types].xml", "ppt/presentation.xml"),
    "红头文件.ofd": package("OFD.xml", "Doc_0/Document.xml"),
    "纪要.doc": compound("Root Entry", "WordDocument"),
    "纪要.wps": compound("Root Entry", "WordDocument"),
    "台账.xls": compound("Root Entry", "Workbook"),
    "台账.et": compound("Root Entry", "Workbook"),
    "说明.txt": "会议纪要\r\n同意合并。".encode("gb18030"),
    "名单.csv": "\ufeff姓名,职务\n".encode(),
    "另存.csv": "姓名\t职务\r\n".encode("utf-16"),
}

#: What is not what it says, or not taken; with a word of the refusal that a person needs.
BAD = {
    "协议.pdf": (package("a.txt"), "不是 PDF，而是 ZIP 压缩包"),
    "产权证.pdf": (jpeg(), "请把扩展名改为 .jpg"),
    "照片.jpg": (PDF, "请把扩展名改为 .pdf"),
    "纪要.docx": (package("[Content_Types].xml", "xl/workbook.xml"), "Excel 工作簿"),
    "加密.docx": (compound("Root Entry", "EncryptedPackage"), "加密文档"),
    "带宏.docx": (package("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "含宏的文档"),
    "带宏.xls": (compound("Root Entry", "_VBA_PROJECT", "Workbook"), "含宏的文档"),
    "网页.txt": (b"\n<!DOCTYPE html><html></html>", "网页"),
    "图.txt": (b"<svg xmlns='x'></svg>", "SVG 图形"),
    "图.xml.txt": (b"<?xml version='1.0'?><svg></svg>", "SVG 图形"),
    "脚本.txt": (b"#!/bin/sh\nrm -rf /", "脚本"),
    "脚本.csv": (b"@echo off", "脚本"),
    "工具.pdf": (b"MZ\x90\x00" + bytes(60), "程序"),
    "工具.doc": (b"\x7fELF" + bytes(60), "程序"),
    "二进制.txt": (b"abc\x00def", "格式不明"),
    "乱.csv": (b"\xff\xff\xfe\x00\x81", "格式不明"),
    "空.pdf": (b"", "空文件"),
    "程序.exe": (b"MZ", "不在可上传之列"),
    "页面.html": (b"<html></html>", "不在可上传之列"),
    "图形.svg": (b"<svg></svg>", "不在可上传之列"),
    "压缩.zip": (package("a"), "不在可上传之列"),
    "无扩展名": (PDF, "不在可上传之列"),
    "断.jpg": (jpeg()[:30], "图片不完整"),
    "断.png": (png()[:60], "图片不完整"),
    "断.webp": (webp()[:40], "图片不完整"),
    "断.xlsx": (package("[Content_Types].xml", "xl/workbook.xml")[:40], "格式不明"),
}
