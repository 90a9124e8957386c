"""How the floors above make up their rows: the same on every installation, every filled field marked."""

import datetime
import random
from collections.abc import Iterable, Sequence
from typing import Any

from zhoushan_community.base import changes, dated
from zhoushan_community.base.changes import Origin, Source
from zhoushan_community.base.models import User
from zhoushan_community.base.scope import ScopedModel

from ..models import Community, CommunityFigures
from .sources import INVENTED

# The reform's day, before which its urban communities stood; those founded later are of the countryside.
REFORM = datetime.date(2002, 6, 24)
URBAN_UNTIL = datetime.date(2003, 12, 31)

# Communities whose keepers have entered nothing at all, so that "missing" occurs everywhere.
SILENT = frozenset({"利民社区", "檀香社区", "鲁西社区", "浪激渚社区", "沙河社区"})

# Communities that have everything from the first day on, so that some are built as new modern communities.
EXEMPLARY = frozenset({"海山社区", "南珍社区", "合源社区", "香园社区", "紫竹社区", "浦西社区", "安康社区", "中洲社区"})

SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡林郭何高罗郑梁谢宋唐许邓韩冯曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁"
# Two characters each.
GIVEN = (
    "国华建军志明海波永康伟民定国文斌小芬秀珍亚君雅萍素娥海燕红霞月琴美玲爱珠"
    "国平建国海龙信康善根阿毛丽娟静波婷婷晓东佩芬志浩春雷立新卫东科伟银凤彩云"
)
GIVEN_NAMES = [GIVEN[place : place + 2] for place in range(0, len(GIVEN), 2)]


class Inventor:
    """Makes up rows around the communities that exist. Every choice hangs on the name of the community alone."""

    def __init__(self, actor: User) -> None:
        self.origin = Origin(actor, Source.DEMO, "演示数据")
        self.today = dated.today()
        rows = Community.unscoped.select_related("street__district").order_by("pk")
        self.communities = [row for row in rows if row.name not in SILENT]
        self.urban = [row for row in self.communities if row.founded_on and row.founded_on <= URBAN_UNTIL]
        self.figures: dict[int, CommunityFigures] = {}
        for figures in CommunityFigures.unscoped.exclude(households=None).order_by("-counted_on"):
            self.figures[figures.community_id] = figures

    @staticmethod
    def chance(row: Any, topic: str) -> random.Random:
        """A source of chance that is the same for this row and topic on every installation."""
        return random.Random(f"{getattr(row, 'long_name', row)} {topic}")

    def has(self, row: Any, topic: str, share: float) -> bool:
        """Whether the row is one of the share that has it."""
        return self.chance(row, topic).random() < share

    @staticmethod
    def exemplary(community: Community) -> bool:
        """Whether it has everything that it should."""
        return community.name in EXEMPLARY

    def households(self, community: Community) -> int:
        """Its households, or an ordinary number where nobody counted."""
        figures = self.figures.get(community.pk)
        return figures.households if figures else 1800

    def population(self, community: Community) -> int:
        """Its population, or an ordinary number where nobody counted."""
        figures = self.figures.get(community.pk)
        return figures.population if figures and figures.population else self.households(community) * 14 // 5

    def since(self, community: Community, day: datetime.date = REFORM) -> datetime.date:
        """The day, or its founding where that is later."""
        return max(day, community.founded_on or day)

    def stood(self, community: Community, day: datetime.date) -> bool:
        """Whether the community existed on the day, and the day is not one to come."""
        begun = (community.founded_on or day) <= day <= self.today
        return begun and (community.closed_on is None or day < community.closed_on)

    def person(self, row: Any, topic: str) -> dict[str, Any]:
        """A name, gender and year of birth of nobody."""
        chance = self.chance(row, topic)
        return {
            "name": chance.choice(SURNAMES) + chance.choice(GIVEN_NAMES),
            "gender": chance.choice(("male", "female", "female")),
            "birth_year": chance.randint(1946, 1978),
        }

    def keep(self, rows: Iterable[ScopedModel]) -> list[ScopedModel]:
        """Write rows of one model; every filled field is marked as made up."""
        made: Sequence[ScopedModel] = list(rows)
        for row in made:
            row.fill()
        self.mark(made)
        changes.create_all(made, self.origin)
        return list(made)

    @staticmethod
    def mark(rows: Iterable[ScopedModel]) -> None:
        """Say of every filled field that it is made up; nothing is written."""
        for row in rows:
            row.generated = [
                field.name
                for field in row._meta.concrete_fields
                if field.editable
                and field.name not in ("generated", "source_note")
                and getattr(row, field.attname) not in (None, "")
            ]
            row.source_note = INVENTED
