"""Nothing is queued without bound: the window stops the run, and the history is the only queue."""

import socket
import time
from contextlib import suppress

import pytest
from websockets.exceptions import ConnectionClosed

from playground.live.commands import MAX_WANT
from tests.live.conftest import SMALL, Server, wait_until
from tests.live.watcher import Watcher


def seq_of(run) -> int:
    return run._transport.history.last_seq


@pytest.mark.parametrize("want", [1, 7, 10_000])
def test_a_client_that_never_acknowledges_stops_its_run_at_the_window(server: Server, want):
    run = server.open()
    with server.watch(run).load() as watcher:
        watcher.send("shown", seq=0, want=want)
        watcher.send("play")
        watcher.until_quiet()
        assert watcher.last_seq == seq_of(run) == min(want, MAX_WANT)
        assert watcher.state["playing"] is True


def test_an_acknowledgement_of_what_was_never_sent_opens_no_window(server: Server):
    run = server.open()
    with server.watch(run).load() as watcher:
        watcher.send("shown", seq=4_000_000, want=5)
        watcher.send("play")
        watcher.until_quiet()
        assert seq_of(run) == 5


def test_messages_carry_several_snapshots_and_come_ten_times_a_second_at_most(server: Server):
    with server.watch(server.open()).load() as watcher:
        watcher.send("shown", seq=0, want=12)
        watcher.send("play")
        started, before = time.monotonic(), len(watcher.binary_sizes)
        while len(watcher.binary_sizes) < before + 12:
            if isinstance(watcher.receive(), bytes):
                watcher.send("shown", seq=watcher.last_seq, want=12)
        # The first answers the command at once; from then on they are at least 0.1 s apart.
        assert time.monotonic() - started >= 0.9
        assert watcher.last_seq > 3 * 12


def acknowledged_by(watcher: Watcher, run) -> bool:
    """Say "more" without having read anything; False once the server has given up."""
    time.sleep(0.02)
    with suppress(ConnectionClosed):
        watcher.send("shown", seq=10**6, want=60)
    return run._transport.viewer is not None


def test_a_reader_that_never_reads_costs_little_and_disturbs_nobody(serve, caplog):
    server = serve(send_seconds=1.0)
    large = SMALL.replace(hidden_layers=(32,) * 8, n_samples=20)
    deaf, other = server.open(large), server.open()
    small_buffer = socket.socket()
    small_buffer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    address, port = server.host.split(":")
    small_buffer.connect((address, int(port)))
    # The client library reads ahead into its own queue; a queue of one message keeps it from that.
    watcher = Watcher(server.url, deaf.token, sock=small_buffer, max_queue=1)
    watcher.send("play")
    with server.watch(other).load() as neighbour:
        neighbour.play(40)
        assert seq_of(deaf) <= MAX_WANT
        # As long as acknowledgements come without anything being read, the run goes on until the
        # system's buffers are full; then it waits, and the server gives up on the reader.
        wait_until(lambda: not acknowledged_by(watcher, deaf))
        assert "were not read" in caplog.text
        stopped_at = seq_of(deaf)
        assert deaf._transport.history.nbytes <= server.registry.limits.history_bytes
        neighbour.play(20)
        assert seq_of(deaf) == stopped_at
    small_buffer.close()


def test_a_run_that_nobody_watches_does_not_train(server: Server):
    run = server.open()
    with server.watch(run).load() as watcher:
        watcher.send("shown", seq=0, want=60)
        watcher.play(5)
    wait_until(lambda: run._transport.viewer is None)
    wait_until(lambda: run.call(lambda _: True))
    seq = seq_of(run)
    with server.watch(server.open()).load() as other:
        other.play(20)
    assert seq_of(run) == seq


def test_a_reconnection_gets_the_whole_kept_history_and_goes_on(server: Server):
    run = server.open()
    with server.watch(run).load() as watcher:
        watcher.play(150, want=60)
        first = dict(watcher.moments)
    with server.watch(run) as again:
        again.load()
        assert again.run["playing"] is True
        assert again.run["run_id"] == 1
        assert again.run["history_count"] >= 150
        assert all(
            again.moments[seq].params.tobytes() == first[seq].params.tobytes() for seq in first
        )
        again.play(10)


def test_a_large_history_comes_in_chunks(server: Server):
    run = server.open(SMALL.replace(hidden_layers=(32,) * 4, n_samples=20))
    with server.watch(run).load() as watcher:
        watcher.play(60, want=60)
        watcher.pause()
    with server.watch(run) as again:
        again.load()
        assert sum(again.binary_sizes) > 256 * 1024
        assert max(again.binary_sizes) <= 256 * 1024
        assert sorted(again.moments) == list(range(watcher.last_seq + 1))


def test_the_newest_connection_wins(server: Server):
    run = server.open()
    with server.watch(run).load() as old, server.watch(run).load() as new:
        assert old.until_type("bye")["code"] == 4409
        with pytest.raises(Exception, match="4409"):
            old.receive()
        new.play(10)
    assert run.expires_at() > time.monotonic()
