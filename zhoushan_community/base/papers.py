"""Pages as PDF: for what is printed and signed. Nothing is fetched while one is made, from this machine or outside."""

import functools
import shutil
import subprocess
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.utils.translation import gettext as _

FONT = ["fc-list", ":lang=zh-cn"]


class NoPaper(Exception):
    """This machine can make no PDF; the text says what to install."""


def pdf(markup: str, *sheets: str) -> bytes:
    """A page and its style sheets (static files by name) as PDF. Raises NoPaper."""
    html, css = _printer()
    styles = [css(string=Path(finders.find(name)).read_text(encoding="utf-8"), url_fetcher=_refused) for name in sheets]
    return html(string=markup, url_fetcher=_refused).write_pdf(stylesheets=styles)


def _refused(address: str, *_args: Any, **_more: Any) -> Any:
    raise ValueError(address)


@functools.cache
def _printer() -> tuple[Any, Any]:
    try:
        from weasyprint import CSS, HTML
    except OSError as error:
        raise NoPaper(
            _("PDF needs the Pango library on the server: apt-get install libpango-1.0-0 libpangoft2-1.0-0")
        ) from error
    listed = shutil.which(FONT[0]) and subprocess.run(FONT, capture_output=True, check=False).stdout
    if not listed:
        raise NoPaper(_("PDF needs a Chinese font on the server: apt-get install fonts-noto-cjk"))
    return HTML, CSS
