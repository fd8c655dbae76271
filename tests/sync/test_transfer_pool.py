# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Transfers are bounded and end with their job."""

import faulthandler
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.transfer import PoolClosed, TransferPool

PATIENCE = 10  # seconds, only used up by a test that fails


@pytest.fixture(autouse=True)
def no_thread_is_left():
    before = set(threading.enumerate())
    yield
    assert set(threading.enumerate()) <= before


@pytest.fixture(autouse=True)
def nobody_waits_for_ever():
    """A deadlock would hang the whole run: rather end it and show the threads."""
    faulthandler.dump_traceback_later(60, exit=True)
    yield
    faulthandler.cancel_dump_traceback_later()


def returning(value):
    return lambda: value


def fail(error):
    raise error


class Gauge:
    """Counts how many transfers are under way, and the most there were."""

    def __init__(self):
        self.lock = threading.Lock()
        self.now = self.most = self.started = 0

    def __enter__(self):
        with self.lock:
            self.now += 1
            self.started += 1
            self.most = max(self.most, self.now)

    def __exit__(self, *exc_info):
        with self.lock:
            self.now -= 1


def test_results_and_errors():
    error = OSError("cut")
    tasks = [("a", returning(1)), ("b", lambda: fail(error)), ("c", returning(None))]
    with TransferPool(2) as pool:
        outcomes = {key: (result, err) for key, result, err in pool.run(tasks)}
    assert outcomes == {"a": (1, None), "b": (None, error), "c": (None, None)}


def test_an_exiting_worker_is_an_outcome_too():
    with TransferPool(1) as pool:
        outcomes = list(pool.run([("a", lambda: fail(SystemExit(3)))]))
    assert isinstance(outcomes[0][2], SystemExit)


def test_nothing_to_do():
    with TransferPool(2) as pool:
        assert list(pool.run([])) == []


def test_first_finished_first_yielded():
    gate = threading.Event()
    tasks = [("slow", lambda: gate.wait(PATIENCE)), ("quick", returning(1))]
    with TransferPool(2) as pool:
        outcomes = pool.run(tasks)
        assert next(outcomes)[0] == "quick"
        gate.set()
        assert list(outcomes) == [("slow", True, None)]


def test_size():
    with pytest.raises(ValueError, match="at least one"):
        TransferPool(0)


def test_tasks_are_pulled_lazily_and_here():
    pulled, finished = [], []
    most_ahead = 0

    def tasks():
        for key in range(20):
            assert threading.current_thread() is threading.main_thread()
            pulled.append(key)
            yield key, returning(key)

    with TransferPool(3) as pool:
        for key, _result, _error in pool.run(tasks()):
            finished.append(key)
            most_ahead = max(most_ahead, len(pulled) - len(finished))
    assert sorted(finished) == list(range(20))
    # Those under way; none of them waits for a thread.
    assert most_ahead <= 3 - 1


def test_runs_in_parallel_but_bounded():
    gauge = Gauge()
    together = threading.Barrier(3)

    def transfer():
        with gauge:
            together.wait(PATIENCE)

    with TransferPool(3) as pool:
        errors = [
            error for _k, _r, error in pool.run([(n, transfer) for n in range(9)])
        ]
    assert errors == [None] * 9
    assert gauge.most == 3


def test_one_run_after_the_other():
    with TransferPool(2) as pool:
        first = pool.run([(1, returning(1)), (2, returning(2))])
        next(first)
        with pytest.raises(RuntimeError, match="running already"):
            next(pool.run([(3, returning(3))]))
        assert len(list(first)) == 1
        assert list(pool.run([(3, returning(3))])) == [(3, 3, None)]


def test_stop():
    with TransferPool(2) as pool:
        gate = threading.Event()

        def transfer():
            return gate.wait(PATIENCE)

        tasks = [("quick", returning(1)), *((n, transfer) for n in range(50))]
        outcomes = pool.run(tasks)
        assert next(outcomes)[0] == "quick"
        pool.stop()
        gate.set()
        assert list(outcomes) == [(0, True, None)]
        assert list(pool.run(tasks)) == []


def test_a_worker_may_stop_the_pool():
    with TransferPool(1) as pool:
        outcomes = list(pool.run((n, pool.stop) for n in range(50)))
    assert [key for key, _result, _error in outcomes] == [0]


def test_in_main_of_the_main_thread():
    pool = TransferPool(1)
    assert pool.in_main(divmod, 7, 2) == (3, 1)
    with pool:
        for _outcome in pool.run([(1, returning(1))]):
            assert pool.in_main(threading.get_ident) == threading.get_ident()


def test_in_main_of_a_worker():
    with TransferPool(4) as pool:

        def transfer():
            assert threading.current_thread() is not threading.main_thread()
            return pool.in_main(threading.get_ident)

        found = [
            (result, error)
            for _key, result, error in pool.run([(n, transfer) for n in range(20)])
        ]
    assert found == [(threading.get_ident(), None)] * 20


def test_in_main_raises_in_the_worker():
    error = KeyError("no such record")
    with TransferPool(1) as pool:

        def transfer():
            with pytest.raises(KeyError) as caught:
                pool.in_main(fail, error)
            return caught.value

        assert list(pool.run([(1, transfer)])) == [(1, error, None)]


def test_in_main_within_in_main():
    with TransferPool(1) as pool:

        def transfer():
            return pool.in_main(pool.in_main, divmod, 7, 2)

        assert list(pool.run([(1, transfer)])) == [(1, (3, 1), None)]


def test_an_interrupt_reaches_the_job_and_the_worker():
    seen = []
    with TransferPool(1) as pool:

        def transfer():
            try:
                pool.in_main(fail, KeyboardInterrupt())
            except BaseException as error:
                seen.append(type(error))

        with pytest.raises(KeyboardInterrupt):
            list(pool.run([(1, transfer)]))
    assert seen == [KeyboardInterrupt]


def test_a_slow_job_does_not_block():
    with TransferPool(4) as pool:

        def transfer():
            return pool.in_main(returning(1)) + pool.in_main(returning(2))

        results = []
        for _key, result, _error in pool.run([(n, transfer) for n in range(12)]):
            time.sleep(0.01)
            results.append(result)
    assert results == [3] * 12


def left_early(leave):
    """Leave a run by ``leave(pool, outcomes)`` while workers wait for the job.

    :return: what the workers' calls came to
    """
    answers = []
    waiting = threading.Barrier(3)

    def transfer():
        waiting.wait(PATIENCE)
        try:
            answers.append(pool.in_main(returning("called")))
        except PoolClosed as error:
            answers.append(error)

    pool = TransferPool(3)
    outcomes = pool.run([("quick", returning(1)), *((n, transfer) for n in range(2))])
    assert next(outcomes)[0] == "quick"
    waiting.wait(PATIENCE)
    time.sleep(0.05)  # most often, both calls are waiting now
    leave(pool, outcomes)
    assert [type(answer) for answer in answers] == [PoolClosed, PoolClosed]


def test_closed_early():
    left_early(lambda pool, outcomes: outcomes.close())


def test_left_early():
    def leave(pool, outcomes):
        with pool:
            pass
        assert list(outcomes) == []

    left_early(leave)


def test_an_exception_in_the_job():
    def leave(pool, outcomes):
        with pytest.raises(ZeroDivisionError), pool:
            raise ZeroDivisionError

    left_early(leave)


def test_calls_after_the_end_are_refused():
    started, ended = threading.Event(), threading.Event()
    answers = []

    def transfer():
        started.set()
        ended.wait(PATIENCE)
        try:
            pool.in_main(answers.append, "called")
        except PoolClosed as error:
            answers.append(type(error))

    pool = TransferPool(2)
    outcomes = pool.run([("quick", started.wait), ("slow", transfer)])
    assert next(outcomes)[0] == "quick"
    timer = threading.Timer(0.05, ended.set)
    timer.start()
    outcomes.close()
    timer.join()
    assert answers == [PoolClosed]


def test_an_exception_among_the_tasks():
    def tasks():
        yield 1, returning(1)
        raise LookupError("no more records")

    with TransferPool(2) as pool, pytest.raises(LookupError):
        list(pool.run(tasks()))


def test_a_run_in_another_thread():
    """The owner is who iterates, whoever made the pool."""
    pool = TransferPool(2)

    def job():
        with pool:
            owner = threading.get_ident()
            tasks = [(n, lambda: pool.in_main(threading.get_ident)) for n in range(4)]
            return {result - owner for _key, result, _error in pool.run(tasks)}

    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(job).result(PATIENCE) == {0}


@settings(deadline=None, max_examples=60)
@given(
    st.integers(1, 5),
    st.lists(st.sampled_from(["return", "raise", "call", "call and raise", "nap"])),
    st.integers(0, 30),
    st.sampled_from(["drain", "stop", "close", "raise"]),
)
def test_any_run_ends(size, kinds, turn, ending):
    gauge = Gauge()
    called = []
    pool = TransferPool(size)

    def transfer(key, kind):
        with gauge:
            if kind == "nap":
                time.sleep(0.001)
            if kind.startswith("call"):
                pool.in_main(lambda: called.append(threading.get_ident()))
            if kind.endswith("raise"):
                raise OSError(key)
            return key

    def tasks():
        for key, kind in enumerate(kinds):
            yield key, lambda key=key, kind=kind: transfer(key, kind)

    outcomes = []
    try:
        with pool:
            for place, outcome in enumerate(pool.run(tasks())):
                outcomes.append(outcome)
                if place == turn and ending == "raise":
                    raise ZeroDivisionError
                if place == turn and ending == "close":
                    break
                if place == turn and ending == "stop":
                    pool.stop()
    except ZeroDivisionError:
        assert ending == "raise"
    assert gauge.now == 0
    assert gauge.most <= size
    assert set(called) <= {threading.get_ident()}
    done = [key for key, _result, _error in outcomes]
    assert len(done) == len(set(done))
    if ending == "drain" or len(kinds) <= turn:
        assert sorted(done) == list(range(len(kinds)))
    else:
        assert len(done) <= turn + 1 + (size if ending == "stop" else 0)
    for key, result, error in outcomes:
        if kinds[key].endswith("raise"):
            assert result is None and error.args == (key,)
        else:
            assert (result, error) == (key, None)
