"""Pages as PDF: for what is printed and signed. Nothing is fetched while one is made, from this machine or outside."""

import functools
import shutil
import subprocess
from pathlib import Path
from types import ModuleType
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

FONT = ["fc-list", ":lang=zh-cn"]


class NoPaper(Exception):
    """This machine can make no PDF; the text says what to install."""


def write_paper(path: Path, template: str, context: dict[str, Any], style: str) -> None:
    """Write the page to a file as PDF, drawn by a style sheet (a static file). Raises NoPaper."""
    path.write_bytes(_pdf(render_to_string(template, context), style))


def _pdf(markup: str, style: str) -> bytes:
    weasyprint = _printer()
    # Only what the page carries along is drawn.
    fetcher = weasyprint.URLFetcher(allowed_protocols=["data"])
    css = weasyprint.CSS(string=Path(finders.find(style)).read_text(encoding="utf-8"), url_fetcher=fetcher)
    return weasyprint.HTML(string=markup, url_fetcher=fetcher).write_pdf(stylesheets=[css])


@functools.cache
def _printer() -> ModuleType:
    try:
        import weasyprint
    except OSError as error:
        raise NoPaper(
            _("PDF needs the Pango library on the server: apt-get install libpango-1.0-0 libpangoft2-1.0-0")
        ) from error
    listed = shutil.which(FONT[0]) and subprocess.run(FONT, capture_output=True, check=False).stdout
    if not listed:
        raise NoPaper(_("PDF needs a Chinese font on the server: apt-get install fonts-noto-cjk"))
    return weasyprint
