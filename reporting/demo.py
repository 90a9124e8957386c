"""Made up: exemptions, each with its paper, of units of which a norm is not asked; a merger under way; a bulletin."""

import datetime
from typing import Any

from communities.demo import cases
from communities.demo.making import Inventor
from communities.models import Community, Estate, ResidentsCommittee, Street
from zhoushan_community.base import changes
from zhoushan_community.base.models import User
from zhoushan_community.base.standards import find

from .asked import DUE
from .board import Board
from .bulletins import writing
from .models import Basis, Exemption

REFORM = (datetime.date(2002, 6, 25), datetime.date(2004, 6, 25))
ISLANDS = "海岛社区，人口稀少，经市民政局批准暂不作要求（演示）"
ROOMS = "用房正在调剂，限期内解决（演示）"
# norm, whose by street and name, reason
THEN = (
    ("N01", "普陀山镇/合兴社区", ISLANDS),
    ("N01", "普陀山镇/白华社区", ISLANDS),
    ("N01", "昌国街道/香园社区", "与相邻社区合并方案正在报批（演示）"),
    ("N02", "朱家尖街道/福兴社区", ROOMS),
    ("N05", "昌国街道/演示小区西安一期", "规划在文件下发前已定，由相邻小区用房统筹解决（演示）"),
    ("N13", "普陀山镇/合兴社区", ISLANDS),
    ("N18", "六横镇", "街道综合性服务中心列入下年度建设计划（演示）"),
    ("N19", "环南街道/卫海社区", ROOMS),
    ("N20", "昌国街道/文昌社区", ROOMS),
    ("N23", "普陀山镇", "与邻近街道共用社区卫生服务机构（演示）"),
    ("N26", "城东街道/檀树社区", "警务室负责人由派出所统一调配（演示）"),
    ("N28", "朱家尖街道/福兴社区", ISLANDS),
)
# Of these and of some of the above the time runs today.
NOW = ("N01", "N02", "N13", "N18", "N19", "N20", "N28")


def load(actor: User) -> None:
    """Exempt what was loaded before, put a merger of it on its way, and issue a bulletin."""
    inventor = Inventor(actor)
    rows = []
    for number, (norm, place, reason) in enumerate(THEN, 1):
        unit = _unit(norm, place)
        spans = [REFORM]
        if norm in NOW:
            year = inventor.today.year
            spans.append((datetime.date(year - 1, 7, 1), datetime.date(year + 1, 7, 1)))
        for first, last in spans:
            rows.append(_exemption(norm, unit, reason, number, first, last))
    for number, committee in enumerate(_committees(), len(THEN) + 1):
        rows.append(_exemption("N03", committee, "债权债务正在清理，准予延期移交（演示）", number, *REFORM))
    inventor.keep(rows)
    # Only now everything is there that a merger moves.
    cases.make(inventor)
    _issue_bulletin(inventor)


def _exemption(norm: str, unit: Any, reason: str, number: int, first: datetime.date, last: datetime.date) -> Exemption:
    return Exemption(
        standard=norm,
        **{find(norm).level: unit},
        reason=reason,
        document_no=f"演示〔{first.year}〕{number + 40}号",
        approver="市民政局（演示）",
        valid_from=first,
        valid_to=last,
    )


def _unit(norm: str, place: str) -> Any:
    street, _slash, name = place.partition("/")
    level = find(norm).level
    if level == "street":
        return Street.unscoped.get(name=street)
    if level == "estate":
        return Estate.unscoped.get(name=name)
    return Community.unscoped.filter(placements__street__name=street, name=name).distinct().get()


def _issue_bulletin(inventor: Inventor) -> None:
    """What the city told of the first targets on the day on which they fell due."""
    day, _second = DUE
    board = Board(day, Basis.DIRECTIVE_2002, user=inventor.origin.actor)
    bulletin = writing.draft(board, board.territory(""), None)
    bulletin.number = f"演示〔{day.year}〕1号"
    bulletin.addressees = "各区、县人民政府，市有关部门（演示）"
    changes.begin(bulletin, inventor.origin)
    bulletin.save()
    bulletin.refresh_from_db()
    changes.begin(bulletin, inventor.origin)
    bulletin.issue(day + datetime.timedelta(days=5))
    bulletin.save()


def _committees() -> list[ResidentsCommittee]:
    """Two that were closed by the reform."""
    closed = ResidentsCommittee.unscoped.filter(valid_to__lte=REFORM[0]).order_by("pk")
    return list(closed[:2])


__all__ = ["load"]
