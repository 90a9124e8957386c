"""The platform's settings, with Django's plain admin of the same rows under an address of its own."""

from zhoushan_community.settings import *  # noqa: F403  (settings are made to be added to)

ROOT_URLCONF = "tests.bench.peer_urls"
