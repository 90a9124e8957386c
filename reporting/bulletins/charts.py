"""The chart of a bulletin as a picture, the same in .docx and PDF: a bar for each target, a mark at its threshold."""

import base64
import io
from typing import Any

from PIL import Image, ImageDraw, ImageFont

WIDTH, ROW, LEFT, RIGHT, EDGE = 1200, 56, 110, 150, 20
COLOURS = {"met": "#1b7837", "unmet": "#b2182b", "missing": "#b8860b", "not_applicable": "#888888"}


def picture(found: dict[str, Any], place: int = 0) -> bytes:
    """PNG of the rates of one row of the figures: the territory itself at 0, then what lies in it."""
    judged = [target for target in found["targets"] if target["threshold"] is not None]
    image = Image.new("RGB", (WIDTH, EDGE * 2 + ROW * len(judged)), "white")
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(26)
    span = WIDTH - LEFT - RIGHT
    for line, target in enumerate(judged):
        row = target["rows"][place]
        top = EDGE + line * ROW
        draw.text((10, top + 12), target["code"], fill="black", font=font)
        draw.rectangle((LEFT, top + 8, LEFT + span, top + ROW - 8), outline="#bbbbbb")
        if row["rate"] is not None:
            end = LEFT + span * row["rate"]
            draw.rectangle((LEFT, top + 8, end, top + ROW - 8), fill=COLOURS.get(row["state"], "#888888"))
            share = f"{100 * row['rate']:.1f} %"
            draw.text((WIDTH - RIGHT + 15, top + 12), share, fill="black", font=font)
        mark = LEFT + span * target["threshold"]
        draw.line((mark, top + 2, mark, top + ROW - 2), fill="black", width=4)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def address_of(found: dict[str, Any]) -> str:
    """The picture as an address that carries it along."""
    return f"data:image/png;base64,{base64.b64encode(picture(found)).decode()}"
