"""How many threads a step runs on, found by the time that steps take.

torch's threads wait for each other at every operation. With a core for each that is what
makes them fast; when another process holds a core, each operation waits for that
process' time slice: measured on two cores with one busy neighbour, two threads took three
to eight times as long as one. A shop's machine has such neighbours (the web server, a
browser, another worker), and they come and go.

So both are tried from time to time, one step each, and the faster is kept. Answers do not
depend on it (held by a test): products are split among threads by rows and columns, never
inside a sum.
"""

from __future__ import annotations

REVIEW_STEPS = 64  # steps between two trials while many threads win
MOST_STEPS = 1024  # and at the most while one wins: a trial is dear then, so they get rarer
WORSE = 2.5  # a step that takes so many times as long as at the trial calls for a new one


class Pace:
    """Chooses between `most` threads and one. Not adaptive: always `most`."""

    def __init__(self, most: int, *, adaptive: bool) -> None:
        self.most = most
        self._adaptive = adaptive and most > 1
        self.threads = most  # to be used for the next step
        self._interval = REVIEW_STEPS
        self._left = 1  # steps until the next trial; the first step warms up
        self._trial: dict[int, float] = {}  # threads → seconds a row
        self._usual = float("inf")  # seconds a row of the winner, at its trial

    def record(self, *, rows: int, seconds: float) -> None:
        """Tell what a step of `rows` rows took on `threads`; may change `threads`."""
        if not self._adaptive:
            return
        # a constant part: a step of few rows is not cheaper in proportion
        per_row = seconds / (rows + 8)
        if self._left > 0:
            self._left -= 1
            if self.threads > 1 and per_row > WORSE * self._usual:
                self._left = 0
            return
        self._trial[self.threads] = per_row
        if len(self._trial) == 1:
            self.threads = 1 if self.threads == self.most else self.most
            return
        winner = min(self._trial, key=lambda threads: self._trial[threads])
        self._interval = REVIEW_STEPS if winner > 1 else min(MOST_STEPS, 2 * self._interval)
        self.threads, self._usual = winner, self._trial[winner]
        self._left, self._trial = self._interval, {}
