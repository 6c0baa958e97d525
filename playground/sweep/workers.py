"""Workers: who computes the tasks. This process, this machine's cores, or a Dask cluster.

Each is a generator of results in the order in which they come. Closing it stops the workers.
"""

from __future__ import annotations

import asyncio
import logging
import warnings
from collections.abc import Generator
from concurrent.futures import CancelledError
from importlib.util import find_spec

import joblib
from joblib.externals.loky.process_executor import TerminatedWorkerError

from playground.sweep.errors import SweepError
from playground.sweep.measured import CellResult
from playground.sweep.tasks import Task, run_task

CONNECT_SECONDS = 10.0

Results = Generator[list[CellResult], None, None]


def this_process(todo: list[Task]) -> Results:
    """One task after another, here."""
    return (run_task(task) for task in todo)


def processes(todo: list[Task], n_jobs: int) -> Results:
    """On worker processes of this machine; some results are missing if one was killed."""
    with joblib.parallel_config(backend="loky", inner_max_num_threads=1):
        parallel = joblib.Parallel(n_jobs, return_as="generator_unordered", batch_size=1)
    results = parallel(joblib.delayed(run_task)(task) for task in todo)
    try:
        yield from results
    except TerminatedWorkerError:
        return
    finally:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # joblib's, that not all results were taken
            results.close()


def cluster(todo: list[Task], scheduler: str) -> Results:
    """On the workers of a Dask cluster, which gives what a lost worker had to another one.

    This is Dask's own client: joblib's Dask backend waits for ever when a task cannot be computed.

    Raises
    ------
    SweepError
        Without the library, the scheduler or a worker, or if a task cannot be computed there.
    """
    try:
        from distributed import Client, KilledWorker, as_completed
    except ImportError:
        raise SweepError(
            "--scheduler needs Dask: pip install -r requirements-cluster.txt."
        ) from None
    _check_answers(scheduler)
    # Its own words would stand between ours, with tracebacks.
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)
    with Client(scheduler, timeout=CONNECT_SECONDS, set_as_default=False) as client:
        try:
            client.wait_for_workers(1, timeout=CONNECT_SECONDS)
            # A worker that lacks the module ends when it gets a task, and nobody says why.
            for run in (client.run_on_scheduler, client.run):
                run(find_spec, run_task.__module__)
            futures = client.map(run_task, todo, pure=False)
            for future in as_completed(futures, loop=client.loop):
                yield future.result()
        except TimeoutError:
            raise SweepError(
                f"The scheduler at {scheduler} has no workers. Start some with: "
                f"dask worker {scheduler}"
            ) from None
        except CancelledError:
            raise SweepError(f"The scheduler at {scheduler} is gone.") from None
        except KilledWorker:
            raise SweepError(
                "A task was lost with several workers in turn. Have they enough memory?"
            ) from None
        except (ImportError, AttributeError, RuntimeError) as error:
            raise SweepError(
                "The scheduler or a worker has another version of the playground, or none: start "
                "both in the project's directory, with PYTHONPATH=. and the same requirements. "
                f"({(str(error) or type(error).__name__).splitlines()[0]})"
            ) from None


def _check_answers(scheduler: str) -> None:
    """SweepError unless a Dask server answers (a client that fails hangs when it is cleared)."""
    from distributed import Security
    from distributed.comm import connect
    from distributed.utils import LoopRunner

    async def greet() -> None:
        arguments = Security().get_connection_args("client")
        connected = connect(scheduler, timeout=CONNECT_SECONDS, **arguments)
        comm = await asyncio.wait_for(connected, CONNECT_SECONDS)
        comm.abort()

    try:
        LoopRunner().run_sync(greet)
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        why = str(error) or f"no answer within {CONNECT_SECONDS:g} s"
        raise SweepError(
            f"No Dask scheduler answers at {scheduler}. Start one with: dask scheduler ({why})"
        ) from None
