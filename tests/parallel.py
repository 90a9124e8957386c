"""Several test processes run side by side, each with a Redis database of its own: no worker takes another one's jobs.

Loaded by pytest before the settings are read.
"""

import os

worker, address = (os.environ.get(name) for name in ("PYTEST_XDIST_WORKER", "REDIS_URL"))
if worker and address:
    os.environ["REDIS_URL"] = f"{address.rpartition('/')[0]}/{worker.removeprefix('gw')}"
