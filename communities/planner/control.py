"""When the planner has to stop, and whom it tells how far it is."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Control:
    """seconds: of the clock, from now; none: as long as it takes. The clock only ever ends the work early.

    cancelled is asked often; progress(done, total) is told in areas.
    """

    seconds: float | None = None
    cancelled: Callable[[], bool] = lambda: False
    progress: Callable[[int, int], None] = lambda done, total: None
    started: float = field(default_factory=time.monotonic)

    def left(self) -> float:
        """Seconds until the end; 0 when it is over or cancelled."""
        if self.cancelled():
            return 0.0
        if self.seconds is None:
            return math.inf
        return max(self.started + self.seconds - time.monotonic(), 0.0)

    def over(self) -> bool:
        return self.left() <= 0

    def within(self, seconds: float) -> "Control":
        """The same, for a part of the work that may take so long."""
        part = min(seconds, self.left())
        return Control(None if part == math.inf else part, self.cancelled)
