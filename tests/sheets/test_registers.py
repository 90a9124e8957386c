"""The platform's own registers take the heads, the words and the units that the reading rules name."""

import pytest

from tests.people import City
from zhoushan_community.base.imports import sheet_for
from zhoushan_community.base.registers import find
from zhoushan_community.base.sheets.headers import normal, synonyms
from zhoushan_community.base.sheets.numerals import family

from .specs import BY_REGISTER


@pytest.mark.parametrize("label", BY_REGISTER)
def test_a_register_knows_the_heads_and_words_of_the_rules(city: City, label: str) -> None:
    spec = sheet_for(find(label), city.administrator).spec()
    known, fields = synonyms(spec), {field.name: field for field in spec.fields}
    for rule in BY_REGISTER[label].fields:
        own = fields[rule.name]
        assert [known.get(normal(head)) for head in rule.heads] == [own] * len(rule.heads)
        assert (own.kind, family(own.unit)) == (rule.kind, family(rule.unit))
        assert rule.choices.items() <= own.choices.items()
    asked = {frozenset(group) for group in BY_REGISTER[label].required}
    assert {frozenset(group) for group in spec.required} == asked
