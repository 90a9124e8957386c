"""The Celery application: a Redis broker when REDIS_URL is set, else files in DATA_DIR."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhoushan_community.settings")

app = Celery("zhoushan_community")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["zhoushan_community.base"], related_name="jobs")
