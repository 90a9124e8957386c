"""The walk's own fixtures."""

import logging
import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from .walking import Walker
from .world import World


@pytest.fixture(scope="package")
def walker(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Walker]:
    """The world and all who walk through it, made once; nothing of it stays. WALK=whole lets everybody ask everything.

    Refusals are what is looked for here, so that nobody needs to read of them.
    """
    before, settings.DATA_DIR = settings.DATA_DIR, tmp_path_factory.mktemp("walk")
    logging.disable(logging.CRITICAL)
    with django_db_blocker.unblock(), transaction.atomic():
        walker = Walker(World(), whole=os.environ.get("WALK") == "whole")
        yield walker
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)
    settings.DATA_DIR = before
    print(f"\nrequests of the walk: {walker.count}, planned: {walker.planned}")


@pytest.fixture(autouse=True)
def own_data_dir() -> None:
    """The world's files stay where they are."""
