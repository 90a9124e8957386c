"""Words of restated sums in templates."""

from django import template

from ..lineage.ledger import Sum
from ..lineage.series_pages import sum_words

register = template.Library()


@register.filter
def doubts(found: Sum) -> str:
    """What is not known in the sum."""
    return sum_words(found)
