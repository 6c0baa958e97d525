"""The command: run a sweep file to its end, or go on with one that was stopped or killed.

python -m playground.sweep sweep.toml --out results.parquet
"""

from __future__ import annotations

import argparse
import signal
import sys
import time
from pathlib import Path
from typing import NoReturn

from playground.sweep.errors import SpecError, SweepError
from playground.sweep.execute import Progress, execute
from playground.sweep.journal import Journal
from playground.sweep.results import WRITERS, CellSummary, save, summary, table
from playground.sweep.spec import MAX_CELLS, MAX_RUNS, SweepSpec, check_caps, read_toml

LINE_SECONDS = 10.0  # between two lines of progress where they cannot overwrite each other
SIGNALS = (signal.SIGINT, signal.SIGTERM)

EPILOG = """\
What is finished is kept in a journal beside the output (results.parquet.journal), also when the
command is stopped or killed: the same command goes on from there, and at the end writes the whole
output. The journal stays; delete it when you need it no more. It also holds what the output does
not: how accuracies rose, and the pictures.
"""


class _Stopped(BaseException):
    """A signal asked the command to end."""


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns its exit code: 0, 1 (failed), 2 (bad input), 128 + signal."""
    options = _parser().parse_args(arguments)
    before = {number: signal.signal(number, _stop) for number in SIGNALS}
    journal = Journal(_journal_path(options.out))
    printer = _Printer(quiet=options.quiet)
    try:
        spec = _read(options)
        if options.fresh:
            journal.delete()
        journal.open(spec)
        execute(
            spec,
            journal,
            jobs=options.jobs,
            scheduler=options.scheduler,
            on_progress=printer.show,
        )
        printer.end()
        save(table(journal), options.out)
        printer.say(f"{options.out}: {spec.n_runs:,} runs in {spec.n_cells:,} cells.")
        printer.say(_best(summary(journal)))
    except SpecError as error:
        printer.end()
        print(f"{options.sweep}: {error}", file=sys.stderr)
        return 2
    except SweepError as error:
        printer.end()
        print(error, file=sys.stderr)
        return 1
    except _Stopped as stopped:
        printer.end()
        print(f"Stopped. {_how_to_go_on(journal)}", file=sys.stderr)
        return 128 + int(stopped.args[0])
    finally:
        journal.close()
        for number, handler in before.items():
            signal.signal(number, handler)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m playground.sweep",
        description="Train a network for every combination in a grid, over several seeds.",
        epilog=EPILOG,
    )
    parser.add_argument("sweep", type=Path, help="the sweep, a TOML file")
    parser.add_argument(
        "--out",
        type=_output,
        required=True,
        metavar="FILE",
        help=f"one row a run; ends in {' or '.join(WRITERS)}",
    )
    parser.add_argument("--jobs", type=_count, help="processes on this machine (all cores)")
    parser.add_argument(
        "--scheduler", metavar="ADDRESS", help="a Dask scheduler, tcp://host:8786: compute there"
    )
    for what, most in (("cells", MAX_CELLS), ("runs", MAX_RUNS)):
        parser.add_argument(
            f"--max-{what}",
            type=_count,
            default=most,
            metavar="N",
            help=f"most {what} of a sweep ({most:,})",
        )
    parser.add_argument("--fresh", action="store_true", help="forget the journal and start anew")
    parser.add_argument("--quiet", action="store_true", help="say nothing but errors")
    return parser


def _output(text: str) -> Path:
    path = Path(text)
    if path.suffix not in WRITERS:
        raise argparse.ArgumentTypeError(f"must end in {' or '.join(WRITERS)}. Got {text!r}.")
    if path.is_dir():
        raise argparse.ArgumentTypeError(f"must be a file. {text!r} is a directory.")
    if not path.absolute().parent.is_dir():
        raise argparse.ArgumentTypeError(f"must be in a directory that exists. Got {text!r}.")
    return path


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"must be a whole number from 1. Got {text!r}.")
    return int(text)


def _journal_path(out: Path) -> Path:
    return out.with_name(out.name + ".journal")


def _read(options: argparse.Namespace) -> SweepSpec:
    """The sweep of the file, its combinations and size looked at too."""
    try:
        text = options.sweep.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise SpecError(f"The file is no text in UTF-8 (byte {error.start}).") from None
    except OSError as error:
        raise SpecError(f"The file cannot be read: {error.strerror}.") from None
    try:
        spec = read_toml(text)
        check_caps(spec, options.max_cells, options.max_runs)
        spec.cells()
    except SpecError as error:
        raise error.at(text) from None
    return spec


def _stop(number: int, frame: object) -> NoReturn:
    for each in SIGNALS:
        signal.signal(each, signal.SIG_IGN)  # once is enough
    raise _Stopped(number)


def _how_to_go_on(journal: Journal) -> str:
    try:
        n = len(journal.finished())
    except SweepError:
        n = 0
    if n == 0:
        return "Nothing was finished yet."
    cells = "cell is" if n == 1 else "cells are"
    return f"{n:,} finished {cells} kept in {journal.path}; the same command goes on from there."


def _best(summaries: list[CellSummary]) -> str:
    """The best cell in a sentence."""
    classifies = summaries[0].test_accuracy == summaries[0].test_accuracy  # no NaN
    if classifies:
        best = max(summaries, key=lambda cell: cell.test_accuracy)
        what = f"test accuracy {best.test_accuracy:.1%}"
    else:
        best = min(summaries, key=lambda cell: cell.test_loss)
        what = f"test loss {best.test_loss:.4g}"
    values = ", ".join(f"{field} {value}" for field, value in best.values.items())
    return f"Best by the median over its seeds: {values or 'the one cell'}: {what}. {best.address}"


class _Printer:
    """Progress on the standard error: one line that changes, or where it cannot, a few lines."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._changes = sys.stderr.isatty()
        self._last = ""
        self._due = 0.0

    def show(self, progress: Progress) -> None:
        """Progress, unless a line was written just now."""
        now = time.monotonic()
        complete = progress.cells_done == progress.n_cells
        if self._quiet or not (self._changes or complete or now >= self._due):
            return
        self._due = now + LINE_SECONDS
        line = (
            f"{progress.cells_done:,} of {progress.n_cells:,} cells, "
            f"{progress.runs_done:,} of {progress.n_runs:,} runs"
        )
        if progress.seconds_left is not None and not complete:
            line += f", {_duration(progress.seconds_left)} left"
        if self._changes:
            print(f"\r{line:<{len(self._last)}}", end="", file=sys.stderr, flush=True)
            self._last = line
        else:
            print(line, file=sys.stderr, flush=True)

    def end(self) -> None:
        """Whatever comes next begins a line of its own."""
        if self._last:
            print(file=sys.stderr)
            self._last = ""

    def say(self, sentence: str) -> None:
        """A sentence on the standard output."""
        if not self._quiet:
            print(sentence)


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


if __name__ == "__main__":
    sys.exit(main())
