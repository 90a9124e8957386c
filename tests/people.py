"""The named people of the tests, and the small city they work in."""

import dataclasses
import datetime
import functools
from typing import Any

from django.contrib.auth.hashers import MD5PasswordHasher
from django.utils import timezone

from communities.models import Community, District, Street
from zhoushan_community.base import changes
from zhoushan_community.base.changes import Origin, Source
from zhoushan_community.base.models import Duty, User

PASSWORD = "xin-jian-she-qu-2002"


@functools.cache
def hashed() -> str:
    """The common password, hashed once for the whole run: hashing is slow on purpose. By the quick hasher of the tests,
    whoever asks first: a password hashed in another way is hashed anew when it is used, which ends the session."""
    return MD5PasswordHasher().encode(PASSWORD, "salt0of0the0tests0which0is0long")


@dataclasses.dataclass
class City:
    """Two bound districts and a county; 环南 and 昌国 are streets of 定海. One community stands in each street."""

    administrator: User
    clerk: User
    reader: User
    next_clerk: User
    officer: User
    nobody: User
    auditor: User
    dinghai: District
    putuo: District
    daishan: District
    huannan: Street
    changguo: Street
    shenjiamen: Street
    gaoting: Street
    dongshan: Community
    liufang: Community
    zhongzhou: Community

    def keep(self, row: Any, actor: User | None = None) -> Any:
        """Save a row with its line in the log."""
        changes.begin(row, Origin(actor or self.administrator, Source.COMMAND, "test"))
        row.save()
        return row


def person(username: str, name: str, creator: User | None = None) -> User:
    """A person with the common password, who need not change it."""
    user = User(username=username, name=name, must_change_password=False, password_set_at=timezone.now())
    user.password = hashed()
    changes.begin(user, Origin(creator or user, Source.COMMAND, "test"))
    user.save()
    return user


def duty(user: User, role: str, level: str = "city", unit: Any = None, creator: User | None = None) -> Duty:
    """A duty of the person."""
    row = Duty(user=user, role=role, level=level, **({level: unit} if unit is not None else {}))
    changes.begin(row, Origin(creator or user, Source.COMMAND, "test"))
    row.save()
    return row


def build_city() -> City:
    """Everything of City, recorded."""
    administrator = person("wang", "王局长")
    duty(administrator, "administers")
    origin = Origin(administrator, Source.COMMAND, "test")

    def kept(*rows: Any) -> list[Any]:
        changes.create_all(list(rows), origin)
        return list(rows)

    dinghai, putuo, daishan = kept(
        District(code="330902", name="定海区"),
        District(code="330903", name="普陀区"),
        District(code="330921", name="岱山县", kind="county", bound=False),
    )
    huannan, changguo, shenjiamen, gaoting = kept(
        Street(district=dinghai, code="330902003", name="环南街道"),
        Street(district=dinghai, code="330902002", name="昌国街道"),
        Street(district=putuo, code="330903001", name="沈家门街道"),
        Street(district=daishan, code="330921100", name="高亭镇", kind="town"),
    )
    founded = datetime.date(2002, 6, 1)
    dongshan, liufang, zhongzhou = kept(
        Community(street=huannan, name="东山社区", code="330902003005", founded_on=founded),
        Community(street=changguo, name="留方社区", founded_on=founded),
        Community(street=shenjiamen, name="中洲社区", founded_on=founded),
    )
    people = {
        "clerk": person("lin", "林填报员", administrator),
        "reader": person("zhao", "赵阅览员", administrator),
        "next_clerk": person("chen", "陈填报员", administrator),
        "officer": person("zhou", "周科员", administrator),
        "nobody": person("wu", "吴无职", administrator),
        "auditor": person("sun", "孙审计", administrator),
    }
    duty(people["clerk"], "enters", "street", huannan, administrator)
    duty(people["reader"], "reads", "street", huannan, administrator)
    duty(people["next_clerk"], "enters", "street", changguo, administrator)
    duty(people["officer"], "enters", "district", dinghai, administrator)
    duty(people["auditor"], "audits", "city", None, administrator)
    return City(
        administrator=administrator, **people, dinghai=dinghai, putuo=putuo, daishan=daishan, huannan=huannan,
        changguo=changguo, shenjiamen=shenjiamen, gaoting=gaoting, dongshan=dongshan, liufang=liufang,
        zhongzhou=zhongzhou,
    )  # fmt: skip


def officer_of_putuo(city: City) -> User:
    """One who enters for 普陀, made at the first call."""
    return User.objects.filter(username="zhu").first() or _new(city, "zhu", "朱科员", "enters", city.putuo)


def reader_of_dinghai(city: City) -> User:
    """One who reads in 定海, made at the first call."""
    return User.objects.filter(username="qian").first() or _new(city, "qian", "钱阅览员", "reads", city.dinghai)


def _new(city: City, username: str, name: str, role: str, district: District) -> User:
    user = person(username, name, city.administrator)
    duty(user, role, "district", district, city.administrator)
    return user
