"""What the demonstration data show: every state of nearly every standard on the days of the paper and today."""

import datetime
import functools

from django.db.models import Q

from reporting.coverage import Records
from reporting.judging import Judging
from reporting.models import Bulletin, Exemption
from tests.communities.test_demo import Loaded
from zhoushan_community.base import dated, standards
from zhoushan_community.base.standards import Tally

JUNE, DECEMBER = datetime.date(2002, 6, 30), datetime.date(2003, 12, 31)
SHOWN = {"met", "unmet", "missing"}

#: What does not occur on a day, and why.
NOT_SHOWN = {
    ("N05", JUNE): {"met", "unmet"},  # nothing that was approved after the directive stands six days later
    ("N17", JUNE): {"met", "unmet"},  # no community is older than the reform, so none has a year before
    ("A03", JUNE): {"unmet"},  # no brand was given up yet
}
#: Where a standard is not asked of every unit.
NOT_APPLICABLE = {"N03": (JUNE, DECEMBER), "N05": (JUNE, DECEMBER), "N17": (JUNE, DECEMBER)}
EXEMPT = {"N01", "N02", "N03", "N05", "N13", "N18", "N19", "N20", "N23", "N26", "N28"}


@functools.cache
def days() -> tuple[datetime.date, ...]:
    return JUNE, DECEMBER, dated.today()


class StatesShown(Loaded):
    """One judgement a day serves all questions."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.counts: dict[datetime.date, dict[str, Tally]] = {}
        for day in days():
            of_day = cls.counts.setdefault(day, {})
            for by_code in Judging(day).tallies().values():
                for code, tally in by_code.items():
                    of_day[code] = of_day.get(code, Tally()) + tally

    def test_every_state_occurs(self) -> None:
        wrong = []
        for standard in standards.all_standards():
            # Awards are on a list: who is not on it does not hold one.
            wanted = SHOWN - {"missing"} if standard.nought else SHOWN
            for day in days():
                found = {state for state, count in self.counts[day][standard.code].counts.items() if count}
                hidden = NOT_SHOWN.get((standard.code, day), set())
                if wanted - hidden - found:
                    wrong.append((standard.code, day, sorted(wanted - hidden - found)))
        assert wrong == []

    def test_some_are_not_asked_and_some_exempt(self) -> None:
        for code, those in NOT_APPLICABLE.items():
            assert all(self.counts[day][code].not_applicable for day in those), code
        for day in (JUNE, DECEMBER):
            exempt = {code for code, tally in self.counts[day].items() if tally.exempt}
            assert exempt | {"N05"} == EXEMPT, day
        assert len({code for code, tally in self.counts[dated.today()].items() if tally.exempt}) >= 5

    def test_every_exemption_has_its_paper_and_is_marked(self) -> None:
        rows = Exemption.unscoped.all()
        assert not rows.filter(Q(document_no="") | Q(reason="") | Q(approver="")).exists()
        for row in rows:
            row.full_clean()
            assert row.made_up

    def test_new_modern_communities_are_built(self) -> None:
        for day in (DECEMBER, dated.today()):
            for code in ("T2", "T3", "T6"):
                assert self.counts[day][code].met, (code, day)

    def test_a_bulletin_was_issued_on_the_first_day_of_the_targets(self) -> None:
        bulletin = Bulletin.objects.get()
        assert (bulletin.day, bulletin.district, bulletin.made_up) == (datetime.date(2002, 6, 30), None, True)
        assert bulletin.title.startswith("关于舟山市") and "45%的社区成为市级文明社区" in bulletin.body
        assert bulletin.untouched and bulletin.code_shown

    def test_records_are_kept_and_left(self) -> None:
        records = Records(DECEMBER)
        of_city = records.table(records.board.city)[0][1]
        assert all(found.kept and found.complete for found in of_city.values())
        states = {
            code: {each.state for each in records.keepings(standards.record_of(code), records.board.city)}
            for code in ("R03", "R06", "R07")
        }
        assert all(found == {"never", "silent", "current"} for found in states.values()), states
