"""A desk for trying scenarios, and what it is tried on."""

import datetime
from typing import Any

from communities.models import Community, CommunityFigures, Estate, Honour
from reporting.models import Scenario
from reporting.whatif import outcome as outcomes
from services.models import Facility
from tests.people import City

DAY = datetime.date(2003, 6, 30)


def room(city: City, community: Community, kind: str, size: Any, **more: Any) -> Facility:
    return city.keep(Facility(community=community, kind=kind, floor_area_m2=size, opened_on="2002-06-10", **more))


def counted(city: City, community: Community, households: int, **more: Any) -> CommunityFigures:
    return city.keep(CommunityFigures(community=community, counted_on="2003-01-31", households=households, **more))


def honoured(city: City, holder: Any, kind: str = "civilized") -> Honour:
    field = "estate" if isinstance(holder, Estate) else "community"
    return city.keep(Honour(**{field: holder}, kind=kind, awarded_on="2002-07-01"))


class Desk:
    """A person with a scenario before the screen."""

    def __init__(self, client: Any, name: str = "扩建", **more: Any) -> None:
        self.client = client
        address = f"/whatif/?territory={more.pop('territory')}" if "territory" in more else "/whatif/"
        form = client.get(address).context["form"]
        values = {"name": name, "territory": form.initial["territory"], "day": f"{DAY}", "note": "", **more}
        answer = client.post("/whatif/", values)
        assert answer.status_code == 302, answer.context["form"].errors
        self.address = answer["Location"]

    @property
    def scenario(self) -> Scenario:
        return Scenario.objects.get(key=self.address.split("/")[2])

    def send(self, kind: str, **values: Any) -> Any:
        values = {name: getattr(value, "pk", value) for name, value in values.items()}
        return self.client.post(f"{self.address}add/{kind}/", values)

    def add(self, kind: str, **values: Any) -> None:
        answer = self.send(kind, **values)
        assert answer.status_code == 302, answer.context["form"].errors

    def refused(self, kind: str, **values: Any) -> dict[str, list[str]]:
        answer = self.send(kind, **values)
        assert answer.status_code == 200
        return answer.context["form"].errors

    def page(self, **query: Any) -> Any:
        return self.client.get(self.address, query)

    def line(self, code: str, **query: Any) -> outcomes.Line:
        return next(line for line in self.page(**query).context["outcome"].lines if line.judged.standard.code == code)

    def rates(self, code: str, name: str, **query: Any) -> tuple[tuple, tuple]:
        """(n, N, missing) of a territory before and after."""
        return rates(self.line(code, **query), name)


def rates(line: outcomes.Line, name: str) -> tuple[tuple, tuple]:
    """(n, N, missing) of a territory before and after."""
    cell = next(cell for cell in line.cells if cell.territory.name == name)
    return tuple((rate.numerator, rate.denominator, rate.missing) for rate in (cell.before, cell.after))
