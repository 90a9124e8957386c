"""Where gaps lie, and the very forms that mend them, as one person may use them. A query for each register."""

import dataclasses
import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from communities.models import Community, Street
from zhoushan_community.base.registers import Register, find
from zhoushan_community.base.scope import ScopedModel, may_add_at
from zhoushan_community.base.standards import MISSING, Asked, Mend, Result, subject_of
from zhoushan_community.base.standards import find as find_standard

from .gaps import Gap

Row = dict[str, Any]
#: Register, path from its rows to the unit, and whether the rows are to be changed.
Way = tuple[str, str, bool]


@dataclasses.dataclass(frozen=True)
class Form:
    """A form that mends a gap. named: what is entered there. changes: it is a row that is there already."""

    named: Any
    address: str
    changes: bool


class Mending:
    """Places and forms of gaps on the day. back: the address to come back to."""

    def __init__(self, gaps: Iterable[Gap], asked: Asked, user: Any, back: str = "") -> None:
        self.asked, self.user, self.back = asked, user, back
        gaps = list(gaps)
        communities = Community.objects.visible_to(user).select_related("street__district")
        streets = Street.objects.visible_to(user).select_related("district")
        self.communities = communities.in_bulk({gap.result.community for gap in gaps if gap.result.community})
        self.streets = streets.in_bulk({gap.result.street for gap in gaps})
        self.rows = self._rows(gaps)

    # Places

    def place(self, gap: Gap) -> str:
        """环南街道 东山社区 甲小区"""
        result, level = gap.result, gap.standard.level
        street, community = self.streets.get(result.street), self.communities.get(result.community)
        names = [street.name if street else "", community.name if community and level != "community" else ""]
        # A street and a congress have the name of their own ground.
        return " ".join(filter(None, dict.fromkeys([*names, result.name])))

    def page(self, gap: Gap) -> str:
        """The address of the unit's own page on the day."""
        return page_of(gap.result, self.asked.day)

    # Forms

    def forms(self, gap: Gap) -> list[Form]:
        """The forms that mend it; none where the person may not."""
        found = []
        for mend in gap.tasks:
            form = self._form(mend, gap)
            if form and form.address not in [each.address for each in found]:
                found.append(form)
        return found

    def _form(self, mend: Mend, gap: Gap) -> Form | None:
        if not mend.register:
            return None
        register = find(mend.register)
        if not mend.again and (row := self._row(mend, gap)):
            return Form(mend.row or mend.named, self._address(register.url("edit", pk=row["pk"]), {}), True)
        # Of a unit that is itself the row there is no other to enter.
        return None if mend.holder == "pk" else self._new(mend, gap, register)

    def _new(self, mend: Mend, gap: Gap, register: Register) -> Form | None:
        unit = self.communities.get(gap.result.community) or self.streets.get(gap.result.street)
        if mend.page:
            if unit is None or mend.may is None or not mend.may(self.user, unit):
                return None
            said = {**mend.begin, "unit": f"{gap.standard.level}-{gap.result.unit}"}
            return Form(mend.row or mend.named, self._address(reverse(mend.page), said), False)
        said = {name: value for name, value in mend.said(self.asked).items() if value is not None and "__" not in name}
        if mend.under:
            above = self._row(mend.under, gap, changed=False)
            if above is None:
                return self._new(mend.under, gap, find(mend.under.register))
            said[mend.via] = above["pk"]
        elif mend.holder:
            said[mend.holder] = gap.result.unit
        if unit is None or not may_add_at(register.model, self.user, unit):
            return None
        said["unit"] = f"{unit.territory_level}-{unit.pk}"
        return Form(mend.row or mend.named, self._address(register.url("add"), said), False)

    def _address(self, page: str, said: dict[str, Any]) -> str:
        """The page with what it begins with, and where it leads back to."""
        query = {**said, **({"next": self.back} if self.back else {})}
        return f"{page}?{urlencode(query)}" if query else page

    def _row(self, mend: Mend, gap: Gap, *, changed: bool = True) -> Row | None:
        """The row that is there: where data are missing one that does not say them, else the largest. changed: it is
        to be changed, not hung on."""
        said = mend.said(self.asked)
        rows = self.rows[(mend.register, mend.holder, changed), gap.result.unit]
        rows = [row for row in rows if all(row[name] == value for name, value in said.items())]
        if not rows or not mend.field:
            return rows[-1] if rows else None
        silent = [row for row in rows if row[mend.field] in (None, "")]
        known = [row for row in rows if row not in silent]
        if silent and (gap.result.state == MISSING or not known):
            return silent[-1]
        return max(known, key=lambda row: row[mend.field])

    def _rows(self, gaps: Iterable[Gap]) -> dict[tuple[Way, int], list[Row]]:
        """The rows that gaps are mended by or hang on, by way and unit."""
        wanted: dict[Way, set[int]] = defaultdict(set)
        names: dict[Way, set[str]] = defaultdict(set)
        for gap in gaps:
            for mend in gap.tasks:
                for each, changed in _chain(mend):
                    way = (each.register, each.holder, changed)
                    wanted[way].add(gap.result.unit)
                    names[way] |= {*each.said(self.asked), each.field, each.holder} - {"", "pk"}
        found: dict[tuple[Way, int], list[Row]] = defaultdict(list)
        for (label, holder, changed), units in wanted.items():
            model: type[ScopedModel] = find(label).model
            own = model.objects.editable_by(self.user) if changed else model.objects.on_ground_of(self.user)
            rows = own.filter(model.holding(self.asked.day), **{f"{holder}__in": units}).order_by("pk")
            for row in rows.values("pk", *names[label, holder, changed]):
                found[(label, holder, changed), row[holder]].append(row)
        return found


def page_of(result: Result, day: datetime.date) -> str:
    """The address of the own page of a result's unit on the day."""
    level = find_standard(result.standard).level
    if level in ("community", "street"):
        return f"{reverse(level, args=[result.unit])}?on={day}"
    return find(subject_of(level).register).url("detail", pk=result.unit)


def _chain(mend: Mend) -> Iterator[tuple[Mend, bool]]:
    """The mend, where a row that is there is changed by it, then what a new one hangs on. The flag tells the first."""
    if mend.register and not mend.again:
        yield mend, True
    while mend.under:
        mend = mend.under
        yield mend, False
