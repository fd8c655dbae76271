# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Bytes on their way: a bounded pool of transfer threads, and hashing while reading.

The pool keeps one promise: what belongs to the job (its cursor, its records) is touched
in the job's own thread only.  Workers just transfer; their results, and the calls they
hand over with :meth:`TransferPool.in_main`, are taken up by the thread that iterates
:meth:`TransferPool.run`.
"""

import io
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue

CHUNK = 1024 * 1024
"""Bytes read at a time, so that a transfer of any size needs little memory."""


class PoolClosed(RuntimeError):
    """The job's own thread no longer listens: give up the transfer."""


class TransferPool:
    """Runs callables in threads and hands their results to the calling thread.

    Use it as a context manager: on leaving, it waits for the threads that still run,
    whatever happened inside.  Closing the generator of :meth:`run` does the same.

    :param int size: how many transfers may be under way at once
    """

    def __init__(self, size):
        if size < 1:
            raise ValueError("A transfer pool needs at least one thread.")
        self.size = size
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._closed = True
        self._owner = None
        self._executor = None
        self._events = None

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        self.stop()
        self._close()

    def stop(self):
        """Start no further task, in this run or a later one; running ones finish."""
        self._stopping.set()

    def run(self, tasks):
        """Run tasks, and take each of them only when a thread is free for it.

        :param tasks: iterable of (key, callable without parameters); it is advanced in
            the calling thread
        :return: generator of (key, result, error) in the order in which they finish;
            ``error`` is the exception that the callable raised, or None
        :raise RuntimeError: another run of this pool is not over yet
        """
        self._open()
        try:
            tasks = iter(tasks)
            under_way = 0
            while not self._closed:
                under_way += self._start(tasks, self.size - under_way)
                if not under_way:
                    return
                outcome = self._next_outcome()
                under_way -= 1
                yield outcome
        finally:
            self._close()

    def in_main(self, func, *args):
        """Call ``func`` in the thread that iterates :meth:`run`, and wait for it.

        :return: what ``func`` returns; what it raises is raised here
        :raise PoolClosed: that thread does not iterate any more
        """
        if self._owner in (None, threading.get_ident()):
            return func(*args)
        call = _Call(func, args)
        with self._lock:
            if self._closed:
                raise PoolClosed("The job has ended before the transfer did.")
            self._events.put(call)
        return call.answer.result()

    def _open(self):
        if self._owner is not None:
            raise RuntimeError("This transfer pool is running already.")
        self._events = SimpleQueue()
        self._executor = ThreadPoolExecutor(self.size, "cloud-transfer")
        self._owner = threading.get_ident()
        self._closed = False

    def _close(self):
        if self._owner is None:
            return
        with self._lock:
            self._closed = True
        for event in _drained(self._events):
            if isinstance(event, _Call):
                event.refuse()
        self._executor.shutdown()
        # Only now is no worker left that could take itself for the owner.
        self._owner = None

    def _start(self, tasks, free):
        """Start up to ``free`` tasks; :return: how many there were"""
        for started in range(free):
            task = None if self._stopping.is_set() else next(tasks, None)
            if task is None:
                return started
            self._executor.submit(_work, self._events, *task)
        return free

    def _next_outcome(self):
        while isinstance(event := self._events.get(), _Call):
            event.answer_now()
        return event


@dataclass(slots=True)
class _Call:
    """A call that a worker handed over to the owner of the pool."""

    func: object
    args: tuple
    answer: Future = field(default_factory=Future)

    def answer_now(self):
        try:
            self.answer.set_result(self.func(*self.args))
        except BaseException as error:
            self.answer.set_exception(error)
            if not isinstance(error, Exception):
                raise  # an interrupt is meant for the job, too

    def refuse(self):
        self.answer.set_exception(PoolClosed("The job has ended before the transfer."))


def _work(events, key, func):
    events.put(_outcome(key, func))


def _outcome(key, func):
    try:
        return key, func(), None
    except BaseException as error:
        return key, None, error


def _drained(queue):
    while True:
        try:
            yield queue.get_nowait()
        except Empty:
            return


class HashingReader:
    """A seekable binary stream that hashes what it reads, each byte once and in order.

    An uploader may rewind to send a chunk again, or skip to where an interrupted
    upload goes on: bytes that were hashed are not hashed twice, and bytes that were
    skipped are hashed before anything behind them.  For one thread at a time.

    :param stream: seekable binary stream; the hashes are those of its whole content
    :param hashers: objects with ``update(bytes)``, such as those of ``hashlib``
    """

    def __init__(self, stream, *hashers):
        self._stream = stream
        self._hashers = hashers
        self._hashed = 0
        position = stream.tell()
        # Not all streams tell by seek() itself where it led to.
        stream.seek(0, io.SEEK_END)
        self._length = stream.tell()
        stream.seek(position)

    def __len__(self):
        return self._length

    def __bool__(self):
        return True  # an empty file is a file

    def __iter__(self):
        while chunk := self.read(CHUNK):
            yield chunk

    def readable(self):
        return True

    def seekable(self):
        return True

    def tell(self):
        return self._stream.tell()

    def seek(self, offset, whence=io.SEEK_SET):
        return self._stream.seek(offset, whence)

    def read(self, size=-1):  # pylint: disable=method-required-super
        """Read up to ``size`` bytes, or all that is left."""
        start = self.tell()
        if start > self._hashed:
            self._hash_up_to(start)
            self.seek(start)
        chunk = self._stream.read(size)
        self._hash(chunk, start)
        return chunk

    def finish(self):
        """Hash what was never read, so that the hashers know the whole content."""
        position = self.tell()
        self._hash_up_to(self._length)
        self.seek(position)

    def _hash_up_to(self, end):
        self.seek(self._hashed)
        while chunk := self._stream.read(min(CHUNK, end - self._hashed)):
            self._hash(chunk, self._hashed)

    def _hash(self, chunk, start):
        news = chunk[self._hashed - start :]
        for hasher in self._hashers:
            hasher.update(news)
        self._hashed += len(news)
