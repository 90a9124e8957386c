"""A street with five communities along a river, as the planner's tests know it."""

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from communities.models import Community, CommunityFigures, LayoutPlan
from tests.people import City
from zhoushan_community.base import jobs
from zhoushan_community.base.models import Job

FOUNDED = datetime.date(2002, 6, 1)
DAY = datetime.date(2003, 6, 1)
#: Name → households. 东山 stands there already; together with 西山 it is neither too small nor too big.
SIZES = {"东山社区": 1300, "西山社区": 1400, "南山社区": 2700, "北山社区": 3000, "中山社区": 800}
AREAS = [["片区", "户数", "街道", "现社区", "X", "Y"]] + [
    [name.removesuffix("社区"), size, "环南街道", name, 100 * number, 40 * (number % 2)]
    for number, (name, size) in enumerate(SIZES.items())
]
BORDERS = [
    ["片区甲", "片区乙", "边界米", "障碍"],
    ["东山", "西山", 400, ""],
    ["西山", "南山", 300, ""],
    ["南山", "北山", 500, ""],
    ["北山", "中山", 200, ""],
    ["东山", "中山", 900, "惠民河"],
]


def people_the_street(city: City) -> dict[str, Community]:
    """The communities of 环南街道 with their households."""
    found = {"东山社区": city.dongshan}
    for name, size in SIZES.items():
        if name not in found:
            found[name] = city.keep(Community(street=city.huannan, name=name, founded_on=FOUNDED))
        city.keep(CommunityFigures(community=found[name], counted_on=DAY, households=size))
    return found


def workbook(path: Path, areas: Sequence[Sequence[Any]] = AREAS, borders: Sequence[Sequence[Any]] = BORDERS) -> Path:
    """A workbook of both tables."""
    with xlsxwriter.Workbook(path) as book:
        for name, rows in (("片区", areas), ("相邻", borders)):
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def begin(client: Client, city: City, source: str = "communities", **more: Any) -> LayoutPlan:
    """A new plan of 环南街道, as its officer begins it."""
    said = {"district": city.dinghai.pk, "street": city.huannan.pk, "source": source, "day": "2003-06-30", **more}
    answer = client.post(reverse("plan-new"), said)
    assert answer.status_code == 302, answer.content.decode()
    return LayoutPlan.unscoped.latest("pk")


def bring(client: Client, plan: LayoutPlan, *files: Path | tuple[str, bytes], **more: Any) -> Any:
    """Upload files to the plan; gives the answer."""
    uploads = [
        SimpleUploadedFile(each.name, each.read_bytes()) if isinstance(each, Path) else SimpleUploadedFile(*each)
        for each in files
    ]
    return client.post(reverse("plan-sheet", args=[plan.pk]), {"files": uploads, **more})


def faults(answer: Any) -> dict[tuple[str, str], str]:
    """What the page names as wrong: (sheet, cell) → words."""
    assert answer.status_code == 400
    return {(each.place.sheet, each.place.cell): each.words for each in answer.context["faults"]}


def work_out(client: Client, plan: LayoutPlan, seconds: int = 60) -> Job:
    """Run the planner as a worker does; gives the job."""
    answer = client.post(reverse("plan-run", args=[plan.pk]), {"seconds": seconds})
    job = Job.objects.latest("pk")
    assert answer["Location"] == reverse("job", args=[job.key]), answer["Location"]
    jobs.run(job.key)
    job.refresh_from_db()
    plan.refresh_from_db()
    return job


def feature(name: str, ring: Sequence[Sequence[float]], **properties: Any) -> Mapping[str, Any]:
    """A polygon of a map."""
    said = {"片区": name, "户数": 2600, "街道": "环南街道", **properties}
    return {
        "type": "Feature",
        "properties": said,
        "geometry": {"type": "Polygon", "coordinates": [[*ring, ring[0]]]},
    }


def act(client: Client, plan: LayoutPlan, action: str, **more: Any) -> Any:
    """One step of the plan's way; gives the page that it leads to."""
    answer = client.post(reverse("plan-state", args=[plan.pk]), {"action": action, **more}, follow=True)
    plan.refresh_from_db()
    return answer


def passed(officer: Client, commission: Client, plan: LayoutPlan, change: int = 1000) -> None:
    """Work the plan out and have it passed."""
    work_out(officer, plan)
    act(officer, plan, "submit", change=change)
    act(commission, plan, "pass", reviewed_on=datetime.date.today(), review="同意")
    assert plan.state == "passed"
