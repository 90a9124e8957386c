"""What the browser prints: a table begins on the page of its heading, however long it is."""

import io

import pytest
from pypdf import PdfReader

from .conftest import SignIn

pytestmark = pytest.mark.browser


@pytest.mark.usefixtures("demonstration")
def test_a_long_table_begins_on_the_first_page_and_goes_on_on_the_next(desk: SignIn) -> None:
    clerk = desk("clerk-huannan")
    clerk.open("/forms/basic/")
    paper = PdfReader(io.BytesIO(clerk.page.pdf(prefer_css_page_size=True)))
    first = paper.pages[0].extract_text()
    assert "社区基本情况表" in first and "合计" in first
    clerk.open("/r/organizations/member/?size=100")
    paper = PdfReader(io.BytesIO(clerk.page.pdf(prefer_css_page_size=True)))
    assert len(paper.pages) > 1
    assert "环南街道" in paper.pages[0].extract_text()
