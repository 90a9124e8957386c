"""Pages as PDF: for what is printed and signed. Nothing is fetched while one is made, from this machine or outside."""

import functools
import shutil
import subprocess
from pathlib import Path
from types import ModuleType

from django.contrib.staticfiles import finders
from django.utils.translation import gettext as _

FONT = ["fc-list", ":lang=zh-cn"]


class NoPaper(Exception):
    """This machine can make no PDF; the text says what to install."""


def pdf(markup: str, *sheets: str) -> bytes:
    """A page and its style sheets (static files by name) as PDF. Raises NoPaper."""
    weasyprint = _printer()
    # Only what the page carries along is drawn.
    fetcher = weasyprint.URLFetcher(allowed_protocols=["data"])
    styles = [
        weasyprint.CSS(string=Path(finders.find(name)).read_text(encoding="utf-8"), url_fetcher=fetcher)
        for name in sheets
    ]
    return weasyprint.HTML(string=markup, url_fetcher=fetcher).write_pdf(stylesheets=styles)


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
