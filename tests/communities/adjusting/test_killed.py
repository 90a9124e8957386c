"""A server that is killed while an adjustment takes effect leaves nothing half done."""

import os
import signal
import subprocess
import sys
from typing import Any

import pytest
from django.db import connection

from communities.adjusting.effect import take_effect
from communities.models import AdjustmentStep, Community, Step
from tests.communities.adjusting.ground import found, merger
from tests.communities.adjusting.test_taking_back import everything
from tests.faults.run import ROOT
from tests.people import build_city
from tests.processes import database_url
from zhoushan_community.base import changes
from zhoushan_community.base.models import Change

#: Takes effect, and waits for ever when all rows are written but the last ones.
WAITING = """
import sys, time
import django
django.setup()
from communities.adjusting import effect
from communities.models import Adjustment
from zhoushan_community.base.models import User

def wait(*_args):
    print("half", flush=True)
    time.sleep(3600)

effect._name_founded = wait
effect.take_effect(Adjustment.unscoped.get(pk=int(sys.argv[1])), User.objects.get(pk=int(sys.argv[2])))
"""


@pytest.mark.postgres
def test_a_killed_server_leaves_nothing_half_done(
    transactional_db: Any, django_db_serialized_rollback: Any, tmp_path: Any
) -> None:
    city = build_city()
    case, _other, _new = merger(city)
    before, lines = everything(), Change.objects.count()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "zhoushan_community.settings",
        "DATABASE_URL": database_url(connection.settings_dict["NAME"]),
        "DATA_DIR": str(tmp_path),
    }
    command = [sys.executable, "-c", WAITING, str(case.pk), str(city.administrator.pk)]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, start_new_session=True) as server:
        try:
            assert server.stdout.readline() == b"half\n"
        finally:
            os.killpg(server.pid, signal.SIGKILL)
    assert everything() == before
    assert Change.objects.count() == lines
    take_effect(case, city.administrator)
    assert found(case, "东西社区")
    assert Community.unscoped.filter(name="东西社区").count() == 1
    assert AdjustmentStep.unscoped.filter(adjustment=case, step=Step.EFFECTIVE).count() == 1
    assert not changes.verify()
