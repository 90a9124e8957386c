"""Made-up rows, so that the boards of 2002 to 2004 have something to show. The loader marks every value of them.

The honours are set so that on 2002-06-30 定海区 reaches T4 and T7 and 普陀区 falls short of both, and on 2003-12-31
likewise T5.
"""

import datetime
import hashlib
import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

COUNTED = datetime.date(2002, 6, 30)
COUNTED_UNTIL = datetime.date(2003, 12, 31)

# Left without any figure, so that "missing" occurs.
UNCOUNTED = frozenset(
    {
        "环南街道/利民社区",
        "城东街道/檀香社区",
        "沈家门街道/鲁西社区",
        "高亭镇/浪激渚社区",
        "菜园镇/沙河社区",
    }
)


def households_of(keys: Sequence[str]) -> dict[str, int]:
    """Households for each community: two above 5,000, a quarter from 2,500 to 5,000, the others below.

    The mean comes near the 2,069 that the city's gazetteer gives for the time after the reform. The same communities
    get the same figures on every installation.
    """
    ranked = sorted(keys, key=lambda key: hashlib.sha256(key.encode()).hexdigest())
    found = {}
    for rank, key in enumerate(ranked):
        if rank < 2:
            low, high = 5_150, 5_650
        elif rank < 2 + len(ranked) // 4:
            low, high = 2_520, 3_700
        else:
            low, high = 800, 2_320
        found[key] = random.Random(key).randint(low, high)
    return found


def figures_of(key: str, households: int) -> dict[str, int]:
    """The other figures of a community, in plausible proportion to its households."""
    chance = random.Random(f"{key} figures")
    population = round(households * chance.uniform(2.62, 2.94))
    shares = {
        "floating_population": (0.03, 0.15),
        "elderly": (0.11, 0.17),
        "disabled": (0.012, 0.025),
        "preferential": (0.004, 0.010),
        "low_income": (0.002, 0.007),
        "volunteers": (0.005, 0.018),
    }
    return {
        "households": households,
        "population": population,
        "buildings": round(households / chance.uniform(14, 26)),
        **{name: round(population * chance.uniform(*span)) for name, span in shares.items()},
    }


class InventedEstate(NamedTuple):
    """An estate that does not exist. values: the fields that are filled beside community and name."""

    community: str
    name: str
    values: dict[str, object]


# Built before the directive: how many in which community.
OLD_ESTATES = {
    "环南街道": "海山 南珍 西园 晓峰 竹山 卫海 利民 海滨",
    "昌国街道": "合源 香园 北园 文昌 翁山 西管庙 金寿 虎山",
    "城东街道": "檀树 紫竹",
    "沈家门街道": "中洲 中洲 鲁东 鲁东 鲁西",
    "东港街道": "浦西 安康 莲安",
    "朱家尖街道": "福兴",
    "普陀山镇": "中山 合兴 白华",
    "高亭镇": "沙涂 竹屿 兰亭 蓬莱 嘉和",
    "菜园镇": "东海 沙河 海滨 海滨",
}

# Approved after the directive: community, households, contiguous development, office and activity space in m² (N05).
NEW_ESTATES = (
    ("城东街道/桔南社区", 1620, True, 120, 160),
    ("城东街道/港南社区", 860, True, 80, 150),
    ("东港街道/浦西社区", 1750, True, 110, 100),
    ("东港街道/安康社区", 640, True, 100, 60),
    ("东港街道/莲安社区", 1540, False, None, None),
    ("菜园镇/菜圃社区", 380, False, None, None),
)
# Completed before the reform was over: community, name, approved on, completed on, the rest as above. Without the day
# of its approval nobody knows whether the rule was for an estate.
EARLY_ESTATES = (
    ("城东街道/昌东社区", "昌东一", "2002-07-10", "2003-11-28", 1680, True, 130, 180),
    ("城东街道/檀东社区", "檀东一", "2002-07-10", "2003-10-20", 1510, False, 70, 120),
    ("昌国街道/西安社区", "西安一", "2002-08-05", "2003-12-10", 900, True, 40, 60),
    ("菜园镇/东海社区", "东海一", "", "2002-06-28", 1550, True, 60, 60),
)


def estates() -> Iterator[InventedEstate]:
    """Every made-up estate."""
    for street, names in OLD_ESTATES.items():
        seen: set[str] = set()
        for base in names.split():
            name = f"演示小区{base}{'二' if base in seen else ''}苑"
            seen.add(base)
            chance = random.Random(f"{street}/{name}")
            completed_on = datetime.date(chance.randint(1986, 1999), chance.choice((6, 9, 12)), 28)
            yield InventedEstate(
                f"{street}/{base}社区",
                name,
                {"households": chance.randint(18, 130) * 10, "completed_on": completed_on},
            )
    for key, households, contiguous, office, activity in NEW_ESTATES:
        base = key.split("/")[1].removesuffix("社区")
        values = {
            "households": households,
            "approved_on": datetime.date(2002, 9, 10),
            "completed_on": datetime.date(2004, 9, 30),
            "contiguous_development": contiguous,
            "office_m2": office,
            "activity_m2": activity,
        }
        filled = {name: value for name, value in values.items() if value is not None}
        yield InventedEstate(key, f"演示小区{base}新苑", filled)
    for key, name, approved, completed, households, contiguous, office, activity in EARLY_ESTATES:
        values = {
            "households": households,
            "completed_on": datetime.date.fromisoformat(completed),
            "contiguous_development": contiguous,
            "office_m2": office,
            "activity_m2": activity,
        }
        if approved:
            values["approved_on"] = datetime.date.fromisoformat(approved)
        yield InventedEstate(key, f"演示小区{name}期", values)


class InventedHonour(NamedTuple):
    """An award that was never made. awarded: empty for a day left open; withdrawn: empty while it is held."""

    holder: str
    awarded: str
    document_no: str
    withdrawn: str = ""
    level: str = "municipal"


def named(street: str, bases: str) -> list[str]:
    """The keys of communities of one street."""
    return [f"{street}/{base}社区" for base in bases.split()]


# Municipal civilized communities: day, document, holders.
CIVILIZED = (
    (
        "2002-06-10",
        "演示〔2002〕1号",
        [
            *named("环南街道", "东山 海山 南珍 西园 晓峰"),
            *named("昌国街道", "合源 香园 西安"),
            *named("城东街道", "檀树 昌东"),
            *named("沈家门街道", "中洲"),
            *named("东港街道", "浦西"),
            *named("高亭镇", "沙涂"),
        ],
    ),
    (
        "2002-06-26",
        "演示〔2002〕2号",
        [
            *named("环南街道", "竹山 海滨"),
            *named("昌国街道", "翁山 金寿 文昌"),
            *named("城东街道", "紫竹"),
            *named("东港街道", "安康"),
            *named("普陀山镇", "中山"),
            *named("高亭镇", "兰亭"),
            *named("菜园镇", "东海"),
        ],
    ),
    (
        "2003-12-18",
        "演示〔2003〕1号",
        [
            *named("昌国街道", "虎山 西管庙"),
            *named("城东街道", "檀东 桔南"),
            *named("东港街道", "中昌"),
            *named("高亭镇", "育才"),
        ],
    ),
    (
        "2004-12-20",
        "演示〔2004〕1号",
        [*named("环南街道", "卫海"), *named("城东街道", "港南"), *named("东港街道", "莲安")],
    ),
)
# One that has entered nothing else, and holds the district's honour alone.
CIVILIZED_OF_DISTRICT = InventedHonour("环南街道/利民社区", "2002-06-26", "演示〔2002〕6号", level="district")
CIVILIZED_WITHDRAWN = {"环南街道/晓峰社区": "2003-07-01", "昌国街道/文昌社区": "2003-07-01"}


# Green communities: day, document, holders.
GREEN = (
    ("2002-06-12", "演示〔2002〕7号", [*named("环南街道", "海山"), *named("东港街道", "浦西")]),
    (
        "2003-06-05",
        "演示〔2003〕3号",
        [*named("昌国街道", "合源 香园"), *named("城东街道", "紫竹"), *named("高亭镇", "沙涂")],
    ),
)


def gardens(street: str, bases: str, ending: str = "苑") -> list[str]:
    """The keys of made-up estates of one street, one for each community."""
    return [f"{street}/{base}社区/演示小区{base}{ending}" for base in bases.split()]


# Safe estates: day, document, holders. The last list leaves the day open.
SAFE = (
    (
        "2000-12-20",
        "演示〔2000〕1号",
        [
            *gardens("环南街道", "海山 南珍 西园"),
            *gardens("昌国街道", "合源 香园 北园"),
            "昌国街道/开源社区/开源新村",
            *gardens("沈家门街道", "中洲"),
            *gardens("东港街道", "浦西"),
            *gardens("高亭镇", "沙涂"),
        ],
    ),
    (
        "2001-12-18",
        "演示〔2001〕1号",
        [
            *gardens("环南街道", "晓峰 竹山"),
            *gardens("昌国街道", "翁山 金寿"),
            *gardens("城东街道", "檀树"),
            "城东街道/畚金社区/新桥公寓",
            "昌国街道/开源社区/紫金公寓",
            *gardens("东港街道", "安康 莲安"),
            *gardens("普陀山镇", "中山"),
            *gardens("菜园镇", "东海"),
        ],
    ),
    (
        "2002-05-28",
        "演示〔2002〕3号",
        [
            *gardens("环南街道", "海滨"),
            *gardens("昌国街道", "虎山 文昌"),
            "城东街道/畚金社区/金桥花园",
            "昌国街道/开源社区/启明公寓",
            "城东街道/紫竹社区/长城花园",
            *gardens("沈家门街道", "鲁东"),
            *gardens("普陀山镇", "白华"),
            *gardens("高亭镇", "兰亭"),
        ],
    ),
    (
        "2003-12-10",
        "演示〔2003〕2号",
        [
            *gardens("环南街道", "利民"),
            *gardens("城东街道", "紫竹"),
            "东港街道/中昌社区/和润花园",
            "东港街道/中昌社区/金海公寓",
            "高亭镇/育才社区/教师新村",
        ],
    ),
    (
        "2004-12-15",
        "演示〔2004〕2号",
        [
            *gardens("城东街道", "桔南 港南", "新苑"),
            "城东街道/畚金社区/畚金公寓",
            "东港街道/中昌社区/滨海公寓",
            *gardens("东港街道", "浦西", "新苑"),
            *gardens("普陀山镇", "合兴"),
        ],
    ),
    ("", "演示〔2002〕4号", gardens("环南街道", "卫海")),
)
SAFE_WITHDRAWN = {
    "昌国街道/北园社区/演示小区北园苑": "2002-03-15",
    "昌国街道/翁山社区/演示小区翁山苑": "2003-09-01",
}


def civilized() -> Iterator[InventedHonour]:
    """Every made-up award to a community."""
    for awarded, document_no, holders in CIVILIZED:
        for holder in holders:
            yield InventedHonour(holder, awarded, document_no, CIVILIZED_WITHDRAWN.get(holder, ""))
    yield CIVILIZED_OF_DISTRICT


def green() -> Iterator[InventedHonour]:
    """Every made-up award to a green community."""
    for awarded, document_no, holders in GREEN:
        for holder in holders:
            yield InventedHonour(holder, awarded, document_no)


def safe() -> Iterator[InventedHonour]:
    """Every made-up award to an estate, of which some exist."""
    for awarded, document_no, holders in SAFE:
        for holder in holders:
            yield InventedHonour(holder, awarded, document_no, SAFE_WITHDRAWN.get(holder, ""))
