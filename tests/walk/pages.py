"""What is asked at the addresses that stand beside those of the registers."""

from collections.abc import Iterator

from django.urls import reverse

from reporting.models import OfficialForm
from zhoushan_community.base import downloads, standards
from zhoushan_community.base.models import Change, Session

from .asking import (
    AWAY,
    DONE,
    NOT_THERE,
    REFUSED,
    SHOWN,
    Ask,
    Judge,
    Verdict,
    at,
    both,
    everybody,
    looked_at,
    of_registers,
    only,
    posted_only,
)  # fmt: skip
from .oracle import CHANGING, Person, ground_of
from .registers import WHY, changes, sees
from .world import Ground, World, key_of

# Coming and going


@at("login")
def signing_in(w: World) -> Iterator[Ask]:
    yield Ask(reverse("login"), everybody(AWAY), open=SHOWN)
    yield Ask(reverse("login"), everybody(AWAY), posted={"username": "mku0z", "password": "x"}, open=SHOWN)


@at("logout")
def signing_out(w: World) -> Iterator[Ask]:
    yield from posted_only(reverse("logout"), everybody(DONE), {})


@at("password")
def passwords(w: World) -> Iterator[Ask]:
    yield from looked_at(reverse("password"), everybody())


@at("healthz")
def signs_of_life(w: World) -> Iterator[Ask]:
    yield Ask(reverse("healthz"), everybody(), open=SHOWN)


@at("sessions")
def sessions(w: World) -> Iterator[Ask]:
    yield from looked_at(reverse("sessions"), everybody())


@at("session-end")
def ending_sessions(w: World) -> Iterator[Ask]:
    # The very session in which one ends it cannot be saved any more, which Django calls a bad request.
    itself = Verdict((302, 400), writes=True)
    for session in Session.objects.exclude(user=None):
        address = reverse("session-end", args=[session.number])
        yield from posted_only(address, _ends(w.by_user[session.user_id], itself), {})


def _ends(other: Person, itself: Verdict) -> Judge:
    return lambda one: itself if one is other else DONE if one.looks_after(other) else NOT_THERE


@at("home")
def first_pages(w: World) -> Iterator[Ask]:
    yield from looked_at(reverse("home"), everybody())


# Finding


@at("search")
def searches(w: World) -> Iterator[Ask]:
    for text in ("", "mkw", "mkn", "社区", "mkw1z", "mkw12z", "测试 mkw"):
        yield from looked_at(f"{reverse('search')}?q={text}", everybody())


@of_registers("lookup")
def lookups(w: World, g: Ground) -> Iterator[Ask]:
    address = reverse("lookup", args=g.register.label.split("."))
    for ground in ("edit", "view"):
        yield from looked_at(f"{address}?q=mk&ground={ground}", everybody())


# Long work


@of_registers("jobs", sparing=True)
def job_lists(w: World, g: Ground) -> Iterator[Ask]:
    yield from looked_at(reverse("jobs"), everybody())


@of_registers("job", sparing=True)
def jobs(w: World, g: Ground) -> Iterator[Ask]:
    for job in filter(None, (g.sheet, g.look)):
        yield from looked_at(reverse("job", args=[job.key]), only(g.keeper))


@of_registers("job-cancel", sparing=True)
def cancelling(w: World, g: Ground) -> Iterator[Ask]:
    yield from posted_only(reverse("job-cancel", args=[g.look.key]), only(g.keeper, DONE), {})


@of_registers("job-result", sparing=True)
def results(w: World, g: Ground) -> Iterator[Ask]:
    yield from looked_at(reverse("job-result", args=[g.look.key]), only(g.keeper))


@at("downloads")
def download_centre(w: World) -> Iterator[Ask]:
    yield Ask(reverse("downloads"), everybody())
    yield Ask(reverse("downloads"), everybody(Verdict((400,))), posted={})
    yield Ask(reverse("downloads"), everybody(NOT_THERE), posted={"part": "base.user"})


@of_registers("download", sparing=True)
def downloaded(w: World, g: Ground) -> Iterator[Ask]:
    yield from looked_at(downloads.link(g.file), only(g.keeper))


# The log


@of_registers("change-list")
def logs(w: World, g: Ground) -> Iterator[Ask]:
    yield from looked_at(f"{reverse('change-list')}?register={g.register.label}", everybody())
    for row in g.stored:
        yield Ask(f"{reverse('change-list')}?batch={w.lines[key_of(row)].batch}", everybody(), sparing=True)


@of_registers("change-batch")
def batches(w: World, g: Ground) -> Iterator[Ask]:
    for row in g.stored:
        yield from looked_at(reverse("change-batch", args=[w.lines[key_of(row)].batch]), sees(w, row))


@of_registers("change-undo")
def taking_back(w: World, g: Ground) -> Iterator[Ask]:
    for row in g.stored:
        address = reverse("change-undo", args=[w.lines[key_of(row)].batch])
        yield Ask(address, changes(w, row))
        yield Ask(address, changes(w, row, DONE), posted=WHY)


@at("change-undo", "change-batch")
def taking_back_together(w: World) -> Iterator[Ask]:
    """A change of rows everywhere: each sees the own lines of it; taking it back asks for a right to all."""
    batch = Change.objects.filter(reason="together").values_list("batch", flat=True)[0]
    rows = [row for row in w.rows if w.lines[key_of(row)].batch == batch]

    def seen(one: Person) -> Verdict:
        return SHOWN if any(one.sees(row, w.place(row)) for row in rows) else NOT_THERE

    def undone(one: Person) -> Verdict:
        if all(one.changes(row, w.place(row)) for row in rows):
            # Later changes may stand on it.
            return Verdict((302, 409), writes=True)
        return REFUSED if seen(one) == SHOWN else NOT_THERE

    yield from looked_at(reverse("change-batch", args=[batch]), seen)
    yield Ask(reverse("change-undo", args=[batch]), undone, posted=WHY)


# The floors


@at("community", "street", "district")
def units(w: World) -> Iterator[Ask]:
    """Of what a unit was made and into what it went is told with the unit."""
    city = w.city
    for row in (city.dongshan, city.liufang, city.zhongzhou, *_units(w)):
        address = reverse(row._meta.model_name, args=[row.pk])
        yield from looked_at(f"{address}?on=2003-06-01", sees(w, row), tells="origins")
        yield Ask(address, sees(w, row), tells="origins", sparing=True)


@at("lineage")
def lineages(w: World) -> Iterator[Ask]:
    """Who came out of whom, by name, is told with the unit."""
    city = w.city
    committees = [row for row in w.rows if row._meta.model_name == "residentscommittee"]
    for row in (city.dongshan, city.liufang, city.huannan, city.changguo, *committees[:4]):
        kind = row._meta.model_name.removeprefix("residents")
        address = reverse("lineage", args=[kind, row.pk])
        yield from looked_at(f"{address}?on=2003-06-01", sees(w, row), tells="origins")
        yield Ask(f"{address}?format=xlsx", sees(w, row), tells="origins", sparing=True)
    yield Ask(reverse("lineage", args=["estate", 1]), everybody(NOT_THERE))


@at("series")
def series_over_time(w: World) -> Iterator[Ask]:
    yield from looked_at(reverse("series"), begins(), tells="origins")
    for unit in (*_units(w), w.city.dongshan):
        where = f"unit={unit._meta.model_name}-{unit.pk}"
        for figure in ("households", "census_population"):
            yield Ask(f"{reverse('series')}?{where}&figure={figure}", _whole(unit), tells="origins")
        yield Ask(f"{reverse('series')}?{where}&format=xlsx", _whole(unit), tells="origins", sparing=True)


@at("transfers")
def transfers(w: World) -> Iterator[Ask]:
    for ending in ("", "xlsx"):
        yield from looked_at(f"{reverse('transfers')}?state=all&format={ending}", begins())
    for unit in (*_units(w), w.city.dongshan):
        where = f"unit={unit._meta.model_name}-{unit.pk}"
        yield Ask(f"{reverse('transfers')}?{where}&on=2003-06-01&state=all", _whole(unit))


@at("reform")
def reforms(w: World) -> Iterator[Ask]:
    """Of which committees a community was made is told with it."""
    yield from looked_at(reverse("reform"), begins(), tells="origins")
    for unit in _units(w):
        where = f"unit={unit._meta.model_name}-{unit.pk}"
        for ending in ("", "xlsx"):
            yield Ask(f"{reverse('reform')}?{where}&format={ending}", _whole(unit), tells="origins")


@at("hundred")
def checks_of_estates(w: World) -> Iterator[Ask]:
    yield from looked_at(reverse("hundred"), begins())
    yield Ask(f"{reverse('hundred')}?households=1600&contiguous=true&office_m2=80", begins())
    yield Ask(f"{reverse('hundred')}?households=many", begins())


@at("terms")
def terms(w: World) -> Iterator[Ask]:
    yield from looked_at(reverse("terms"), everybody())
    for unit in _units(w):
        yield Ask(f"{reverse('terms')}?unit={unit._meta.model_name}-{unit.pk}&on=2005-05-01", everybody())


@at("board")
def boards(w: World) -> Iterator[Ask]:
    yield from _boards(w, reverse("board"))
    yield from _compared(w, reverse("board"))
    yield from looked_at(f"{reverse('board')}?on=2003-06-01&show=N20&columns=2&everything=1", begins())


@at("gaps")
def gap_lists(w: World) -> Iterator[Ask]:
    yield from _boards(w, reverse("gaps"))


@at("standard")
def standard_pages(w: World) -> Iterator[Ask]:
    for standard in standards.all_standards():
        yield from _boards(w, reverse("standard", args=[standard.code]))
    for code in ("N01", "N07", "N18", "T1", "T6"):
        yield from _compared(w, reverse("standard", args=[code]))
    yield from looked_at(reverse("standard", args=["X99"]), everybody(NOT_THERE))


@at("records")
def tables_of_records(w: World) -> Iterator[Ask]:
    yield from _boards(w, reverse("records"))


@at("record")
def record_pages(w: World) -> Iterator[Ask]:
    for record in standards.all_records():
        yield from _boards(w, reverse("record", args=[record.code]))
    yield from looked_at(reverse("record", args=["R99"]), everybody(NOT_THERE))


@at("official-forms")
def official_forms(w: World) -> Iterator[Ask]:
    yield from _boards(w, reverse("official-forms"))


@at("official-form")
def filled_forms(w: World) -> Iterator[Ask]:
    for form in OfficialForm.objects.all():
        yield from _boards(w, reverse("official-form", args=[form.code]))
    yield from looked_at(reverse("official-form", args=["x"]), begins(NOT_THERE))


def _writers(unit: object, then: Verdict, otherwise: Judge) -> Judge:
    """Who enters or administers at the level of the district, or of the city where there is none."""

    def judge(one: Person) -> Verdict:
        hats = [hat for hat in one.worn if hat.role in CHANGING]
        mine = any(hat.level == "city" or (unit and hat.level == "district" and hat.unit == unit) for hat in hats)
        return then if mine else otherwise(one)

    return judge


@at("bulletins")
def bulletins(w: World) -> Iterator[Ask]:
    yield Ask(reverse("bulletins"), begins())
    for unit in (w.city.dinghai, w.city.putuo):
        address = f"{reverse('bulletins')}?on=2003-06-01&territory={unit.code}"
        yield Ask(address, _whole(unit))
        yield Ask(address, both(_whole(unit), _writers(unit, DONE, everybody(REFUSED))), posted={}, sparing=True)


@at("bulletin", "bulletin-issue", "bulletin-refresh")
def papers(w: World) -> Iterator[Ask]:
    draft, issued = w.draft_bulletin, w.issued_bulletin
    mine = _writers(draft.district, SHOWN, everybody(NOT_THERE))
    sent = {"title": "改", "addressees": "", "body": "文", "issuer": "会"}
    sent |= {"number": draft.number, "version": draft.version}
    for ending in ("", "docx", "pdf"):
        yield Ask(f"{reverse('bulletin', args=[draft.pk])}?format={ending}", mine)
        yield Ask(f"{reverse('bulletin', args=[issued.pk])}?format={ending}", begins(SHOWN, NOT_THERE))
    written = _writers(draft.district, DONE, everybody(NOT_THERE))
    yield Ask(reverse("bulletin", args=[draft.pk]), written, posted=sent)
    yield Ask(reverse("bulletin", args=[issued.pk]), begins(REFUSED, NOT_THERE), posted=sent)
    for name in ("bulletin-issue", "bulletin-refresh"):
        yield from posted_only(reverse(name, args=[draft.pk]), written, {})
    yield Ask(reverse("bulletin-refresh", args=[issued.pk]), everybody(NOT_THERE), posted={})


@at("bulletin-check")
def check_codes(w: World) -> Iterator[Ask]:
    yield Ask(reverse("bulletin-check"), everybody(), open=SHOWN)
    yield Ask(f"{reverse('bulletin-check')}?code={w.issued_bulletin.code_shown}", everybody(), open=SHOWN)


def _units(w: World) -> list:
    return [w.city.dinghai, w.city.putuo, w.city.huannan, w.city.changguo]


def _compared(w: World, address: str) -> Iterator[Ask]:
    """What changed since a day: before anything was founded, and between."""
    for ending in ("", "xlsx"):
        yield Ask(f"{address}?on=2003-06-01&since=1999-01-01&format={ending}", begins())
    for unit in _units(w):
        yield Ask(f"{address}?since=2002-12-31&territory={unit._meta.model_name}-{unit.pk}", _whole(unit))


def _boards(w: World, address: str) -> Iterator[Ask]:
    for ending in ("", "csv", "xlsx"):
        yield from looked_at(f"{address}?on=2003-06-01&format={ending}", begins())
    for unit in _units(w):
        yield Ask(f"{address}?on=2003-06-01&territory={unit._meta.model_name}-{unit.pk}", _whole(unit))
    yield Ask(f"{address}?territory=330900", _whole(None))


def begins(then: Verdict = SHOWN, otherwise: Verdict = REFUSED) -> Judge:
    """Whoever has a duty has a territory to begin with."""
    return lambda one: then if one.worn else otherwise


def _whole(unit: object) -> Judge:
    """A territory is judged for those who see all of it."""

    def judge(one: Person) -> Verdict:
        if not one.worn:
            return REFUSED
        inside = (hat.level == "city" or (unit is not None and hat.covers(ground_of(unit))) for hat in one.worn)
        return SHOWN if any(inside) else NOT_THERE

    return judge
