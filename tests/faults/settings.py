"""The project's settings, with the tests' database in a file: it is made once and copied for each lock."""

from zhoushan_community.settings import *  # noqa: F403
from zhoushan_community.settings import DATA_DIR, DATABASES

DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
