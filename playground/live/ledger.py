"""Ledger: who has had more of the computing thread than a share, and lets the others go first.

A job that took t seconds with share s goes on once the others have had t (1 − s) / s. Turns are
short, so this matters only for a run whose single batch takes longer than a turn.
"""

from __future__ import annotations


class Ledger:
    """Seconds that the others are owed, job by job.

    Parameters
    ----------
    share : float
        Largest share one job may have while others want theirs; in (0, 1].
    """

    def __init__(self, share: float) -> None:
        self._each_second = (1 - share) / share
        self._spent = 0.0  # by all jobs together
        self._owed: dict[object, float] = {}  # the sum at which a job's debt is paid

    def owed(self, job: object) -> float:
        """Seconds that the others are still to have before this job."""
        return max(0.0, self._owed.get(job, 0.0) - self._spent)

    def note(self, job: object, seconds: float) -> None:
        """A job has had the thread for so long; what it owed before is forgotten."""
        self._spent += seconds
        for other in [other for other, paid_at in self._owed.items() if paid_at <= self._spent]:
            del self._owed[other]
        if self._each_second:
            self._owed[job] = self._spent + seconds * self._each_second
