"""The 双百 check before approval: the same verdict as N05 gives afterwards, how much is short, and bad input."""

import datetime
import itertools
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from communities.models import Estate
from reporting.hundred import Plan, check
from reporting.judging import Judging
from reporting.models import Threshold
from tests.communities.reading import text_of
from tests.people import City

DAY = datetime.date(2003, 12, 31)
RULE = datetime.date(2002, 6, 24)


def asked(city: City, signed_in: Any, **query: Any) -> Any:
    return signed_in(city.officer).get(reverse("hundred"), query)


@pytest.mark.django_db
class TestHundred:
    def test_the_check_says_what_n05_says_once_it_is_approved(self, city: City) -> None:
        plans = [
            Plan(approved, households, contiguous, office, activity)
            for approved, households, contiguous, office, activity in itertools.product(
                (RULE - datetime.timedelta(days=1), RULE, DAY),
                (None, 1499, 1500),
                (None, False, True),
                (None, Decimal("99.99"), Decimal(100)),
                (None, Decimal(60), Decimal(100)),
            )
        ]
        for number, plan in enumerate(plans):
            city.keep(
                Estate(
                    community=city.dongshan,
                    name=str(number),
                    households=plan.households,
                    approved_on=plan.approved_on,
                    contiguous_development=plan.contiguous,
                    office_m2=plan.office_m2,
                    activity_m2=plan.activity_m2,
                )  # fmt: skip
            )
        judging = Judging(DAY, codes=("N05",))
        judged = {result.name: result.state for result in judging.results()}
        said = {str(number): check(plan, judging.asked).state for number, plan in enumerate(plans)}
        assert len(judged) == len(plans) == 243
        assert {name: (said[name], state) for name, state in judged.items() if said[name] != state} == {}

    def test_a_plan_that_is_too_small_is_told_by_how_much(self, city: City, signed_in: Any) -> None:
        answer = asked(
            city, signed_in, households=1600, contiguous="unknown", office_m2="79.5", activity_m2=120,
            approved_on="2003-06-01",
        )  # fmt: skip
        found = answer.context["verdict"]
        assert (found.state, found.short_office, found.short_activity) == ("unmet", Decimal("20.5"), 0)
        assert "办公用房少20.5平方米" in text_of(answer)

    def test_the_threshold_is_that_of_the_day(self, city: City, signed_in: Any) -> None:
        query = {"households": 1600, "contiguous": "true", "office_m2": 100, "activity_m2": 100}
        assert asked(city, signed_in, **query).context["verdict"].state == "met"
        row = Threshold.objects.get(standard="N05", basis="directive-2002")
        Threshold.objects.filter(pk=row.pk).update(low=150)
        found = asked(city, signed_in, **query).context["verdict"]
        assert (found.state, found.short_office) == ("unmet", 50)

    def test_what_is_not_said_is_asked_for(self, city: City, signed_in: Any) -> None:
        found = asked(city, signed_in, office_m2=120, activity_m2=60).context["verdict"]
        assert found.state == "missing"
        assert len(found.unknown) == 2
        assert asked(city, signed_in, contiguous="false", households=900).context["verdict"].state == "not_applicable"

    @pytest.mark.parametrize(
        "query",
        [
            {"households": -5},
            {"households": "many"},
            {"office_m2": "-1", "households": 1600},
            {"office_m2": "nan", "households": 1600},
            {"office_m2": "1e99", "households": 1600},
            {"approved_on": "2003-02-30", "households": 1600},
            {"name": "新苑"},
        ],
    )
    def test_bad_input_is_named_and_not_judged(self, city: City, signed_in: Any, query: dict[str, Any]) -> None:
        answer = asked(city, signed_in, **query)
        assert answer.status_code == 200
        assert answer.context["verdict"] is None
        assert answer.context["form"].errors

    def test_estates_that_wait_for_approval_are_checked_in_the_list(self, city: City, signed_in: Any) -> None:
        planned = datetime.date.today() + datetime.timedelta(days=30)
        city.keep(
            Estate(community=city.dongshan, name="待批苑", households=2000, approved_on=planned, office_m2=50,
                   activity_m2=100)
        )  # fmt: skip
        city.keep(Estate(community=city.dongshan, name="已批苑", households=2000, approved_on="2003-06-01"))
        city.keep(Estate(community=city.zhongzhou, name="外区苑", households=2000))
        answer = asked(city, signed_in)
        assert [(str(row), verdict.state) for row, verdict in answer.context["rows"]] == [("待批苑", "unmet")]
        assert signed_in(city.nobody).get(reverse("hundred")).status_code == 403
