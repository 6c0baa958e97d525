"""A share of one processor for a process, through the kernel's control groups.

Two servers and their clients do not fit on two cores. Servers that may use less than a core each
leave the clients theirs, and one and two of them can be compared.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

PERIOD_MICROSECONDS = 10_000
_ROOT = Path("/sys/fs/cgroup")
_OLD = _ROOT / "cpu"  # where each controller has a hierarchy of its own


@contextlib.contextmanager
def limited(pid: int, share: float) -> Iterator[bool]:
    """Hold a process to a share of one processor; False where this account may not do that."""
    parent = _OLD if _OLD.is_dir() else _ROOT
    group = parent / f"playground-{pid}"
    try:
        group.mkdir()
        _set_share(group, share)
        (group / "cgroup.procs").write_text(str(pid))
    except OSError:
        with contextlib.suppress(OSError):
            group.rmdir()
        yield False
        return
    try:
        yield True
    finally:
        for left in (group / "cgroup.procs").read_text().split():
            (parent / "cgroup.procs").write_text(left)
        os.rmdir(group)


def _set_share(group: Path, share: float) -> None:
    quota = round(share * PERIOD_MICROSECONDS)
    if _OLD.is_dir():
        (group / "cpu.cfs_period_us").write_text(str(PERIOD_MICROSECONDS))
        (group / "cpu.cfs_quota_us").write_text(str(quota))
    else:
        (group / "cpu.max").write_text(f"{quota} {PERIOD_MICROSECONDS}")
