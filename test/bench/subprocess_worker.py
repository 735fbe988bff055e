# Copyright (c) 2026 The concur authors
#
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""Python's subprocess as a contender of the benchmarks.

Variants: "both" captures stderr too; "forever" waits without a timeout;
"open" passes close_fds=False; "asyncio" waits in an event loop.
"""

import asyncio
import mmap
import os
import struct
import subprocess
import time

from worker import serve


class Stamp:
    """Where `noop stamp` leaves the time of its last instruction."""

    def __init__(self):
        self.fd = os.memfd_create("stamp")
        os.ftruncate(self.fd, 8)
        self.place = mmap.mmap(self.fd, 8)
        self.count = 0

    def next(self, command):
        self.place[:8] = bytes(8)
        lifetime = 5 + self.count * 37 % 56
        self.count += 1
        return command + [str(lifetime), f"/proc/{os.getpid()}/fd/{self.fd}"]

    def age(self):
        now = time.monotonic_ns()
        (then,) = struct.unpack("Q", self.place[:8])
        if then == 0:
            raise RuntimeError("the child left no time")
        return (now - then) * 1e-9


def timed_run(command, size=None, **keywords):
    start = time.perf_counter()
    done = subprocess.run(command, **keywords)
    elapsed = time.perf_counter() - start
    if done.returncode != 0:
        raise RuntimeError("the child failed")
    if size is not None and len(done.stdout) != size:
        raise RuntimeError("not all was captured")
    return elapsed


def overshoot(command, ms):
    start = time.perf_counter()
    try:
        subprocess.run(command, timeout=ms / 1000)
    except subprocess.TimeoutExpired:
        return time.perf_counter() - start - ms / 1000
    raise RuntimeError("the child ended too early")


def wake(command, variant, last):
    child = subprocess.Popen(last.next(command))
    child.wait(None if variant == "forever" else 10)
    return last.age()


def many_children(command, count):
    start = time.perf_counter()
    children = [subprocess.Popen(command) for _ in range(count)]
    for child in children:
        child.wait()
    return time.perf_counter() - start


def many_tasks(command, count):
    async def child():
        process = await asyncio.create_subprocess_exec(*command)
        if await process.wait() != 0:
            raise RuntimeError("a child failed")

    async def children():
        await asyncio.gather(*(child() for _ in range(count)))

    start = time.perf_counter()
    asyncio.run(children())
    return time.perf_counter() - start


def make(variant, task, amount, command):
    pipes = {"stdout": subprocess.PIPE}
    if variant == "both" or task == "capture":
        pipes["stderr"] = subprocess.PIPE
    if task == "start":
        return lambda: timed_run(command, close_fds=variant != "open")
    if task in ("read", "capture"):
        return lambda: timed_run(command, **pipes)
    if task == "collect":
        return lambda: timed_run(command, size=amount, **pipes)
    if task == "echo":
        data = b"x" * amount
        return lambda: timed_run(command, size=amount, input=data, **pipes)
    if task == "timeout":
        return lambda: overshoot(command, amount)
    if task == "wake":
        last = Stamp()
        return lambda: wake(command, variant, last)
    if task == "many-children" and variant == "asyncio":
        return lambda: many_tasks(command, amount)
    if task == "many-children":
        return lambda: many_children(command, amount)
    raise ValueError("no such task: " + task)


serve(lambda *words: (make(*words), 1))
