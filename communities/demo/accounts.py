"""The demonstration accounts, one for each way of working."""

import os

from django.conf import settings
from django.utils.crypto import get_random_string

from zhoushan_community.base import changes
from zhoushan_community.base.changes import Origin
from zhoushan_community.base.models import Duty, User

from ..models import District, Street

ENTERS, REVIEWS, READS, AUDITS = Duty.Role.ENTERS, Duty.Role.REVIEWS, Duty.Role.READS, Duty.Role.AUDITS
ADMINISTERS = Duty.Role.ADMINISTERS

# user name, name, level, unit, roles. The one who administers the city was there before: the acting user.
ACCOUNTS = (
    ("clerk-huannan", "环南街道填报员", "street", "环南街道", (ENTERS,)),
    ("clerk-changguo", "昌国街道填报员", "street", "昌国街道", (ENTERS,)),
    ("officer-dinghai", "定海区民政局经办人", "district", "定海区", (ENTERS, REVIEWS)),
    ("officer-putuo", "普陀区民政局经办人", "district", "普陀区", (ENTERS, REVIEWS)),
    ("admin-dinghai", "定海区管理员", "district", "定海区", (ADMINISTERS,)),
    ("construction", "市城建委审查员", "city", "", (REVIEWS,)),
    ("committee", "市社区建设工作协调委员会", "city", "", (READS,)),
    ("auditor", "市审计员", "city", "", (AUDITS,)),
    ("nobody", "无职责人员", "", "", ()),
)


def create(actor: User, districts: dict[str, District], streets: dict[str, Street], origin: Origin) -> None:
    """Make the accounts and their duties, give all of them and the actor passwords, and write these down."""
    users = {
        username: User(username=username, name=name, must_change_password=False) for username, name, *_ in ACCOUNTS
    }
    lines = []
    for user in (actor, *users.values()):
        password = settings.DEMO_PASSWORD or get_random_string(12)
        user.set_password(password)
        lines.append(f"{user.username} {password} {user.name}\n")
    changes.create_all(list(users.values()), origin)
    actor.save(update_fields=["password"])
    units = {"district": districts, "street": streets}
    duties = []
    for username, _name, level, unit, roles in ACCOUNTS:
        held = {level: units[level][unit]} if unit else {}
        duties += [Duty(user=users[username], level=level, role=role, **held) for role in roles]
    changes.create_all(duties, origin)
    _write_down(lines)


def _write_down(lines: list[str]) -> None:
    """One account a line, for the owner of the installation alone."""
    path = settings.DATA_DIR / "accounts.txt"
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        # A file left from an earlier installation keeps its old mode until told otherwise.
        path.chmod(0o600)
        file.writelines(lines)
