"""A synthetic country: any number of communities in districts and streets, with all that is kept of them.

Everything is made up and marked so. The same number and seed give the same rows, within a year: what runs today began
a little before today. The rows stand outside the change log, with version 0; one line of it says so.
"""

from django.db import transaction

from organizations.models import CoordinationBody
from zhoushan_community.base import changes, dated
from zhoushan_community.base.changes import Origin, Source
from zhoushan_community.base.models import User

from . import exemptions, ground, organizations, security, services
from .chance import Chance
from .ledger import Ledger

#: So many communities are made up before their rows are written.
AT_A_TIME = 2000


@transaction.atomic
def make(communities: int, seed: int) -> dict[str, int]:
    """Fill the empty tables. Returns how many rows there are of each register, by label."""
    actor = User.objects.create_superuser("bureau", None, name="市民政局管理员", must_change_password=False)
    words = f"make_nation --communities {communities} --seed {seed}: made-up rows, which have no lines of their own"
    body = CoordinationBody(level="city", name="社区建设工作协调委员会", generated=["level", "name"])
    changes.create_all([body], Origin(actor, Source.COMMAND, words))
    chance = Chance(seed, dated.today().year)
    with Ledger() as ledger:
        for number, place in enumerate(ground.places(ledger, chance, communities), 1):
            if place.keeps:
                for floor in (organizations, services, security, exemptions):
                    floor.fill(ledger, chance, place)
            if number % AT_A_TIME == 0:
                ledger.flush()
    return ledger.counts
