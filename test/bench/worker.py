# Copyright (c) 2026 The concur authors
#
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""What the workers written in Python share; protocol.hpp has the protocol,
calibrated.hpp and team.hpp the twins of what is here.
"""

import mmap
import os
import resource
import sys
import threading
import time


def calibrated(run, each=1, most=1 << 32):
    """A sample of as many operations as take 30 to 60 ms."""
    n = 16
    # Not by one run: an interruption must not end the search.
    while n * each * 2 <= most and any(run(n) < 30e-3 for _ in range(5)):
        n *= 2
    return lambda: run(n), n * each


class Team:
    """Threads that live as long as the worker, each with a job that it does
    once a sample, all at the same time.
    """

    def __init__(self, *jobs):
        self.gate = threading.Barrier(len(jobs) + 1)
        self.times = [None] * len(jobs)
        for i, job in enumerate(jobs):
            threading.Thread(target=self.live, args=(i, job),
                             daemon=True).start()

    def live(self, i, job):
        try:
            while True:
                self.gate.wait()
                start = time.perf_counter()
                job(self.count)
                self.times[i] = start, time.perf_counter()
                self.gate.wait()
        except BaseException:
            self.gate.abort()
            raise

    def begin(self, count):
        self.count = count
        self.gate.wait()

    def end(self):
        self.gate.wait()
        starts, ends = zip(*self.times)
        return max(ends) - min(starts)

    def run(self, count):
        self.begin(count)
        return self.end()


def taking_turns(give, take):
    """give(k) and take(k) of two threads that wait for each other in turn."""
    def there(count):
        for _ in range(count):
            give[0]()
            take[1]()

    def back(count):
        for _ in range(count):
            take[0]()
            give[1]()

    return calibrated(Team(there, back).run, 2)


def occupy(resident, descriptors):
    if resident:
        memory = mmap.mmap(-1, resident << 20, mmap.MAP_PRIVATE)
        memory.madvise(mmap.MADV_NOHUGEPAGE)
        for i in range(0, resident << 20, 4096):
            memory[i] = 1
        occupy.memory = memory
    for _ in range(descriptors):
        os.set_inheritable(os.dup(0), True)


def peak_kib():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def serve(make):
    """make(variant, task, amount, command) returns what takes a sample, and the
    number of operations in one.
    """
    variant, task, amount, resident, descriptors, *command = sys.argv[1:]
    # The children must not meet the protocol's pipes.
    asks = os.fdopen(os.dup(0), "r")
    answers = os.fdopen(os.dup(1), "w")
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    os.close(null)
    try:
        occupy(int(resident), int(descriptors))
        measure, operations = make(variant, task, int(amount), command)
        print("ready", file=answers, flush=True)
        for line in iter(asks.readline, ""):
            cpu = time.process_time()
            samples = [measure() for _ in range(int(line))]
            cpu = time.process_time() - cpu
            print(f"{cpu / operations:.9e}", peak_kib(),
                  *(f"{sample / operations:.9e}" for sample in samples),
                  file=answers, flush=True)
    except Exception as e:
        print("error", repr(e), file=answers, flush=True)
        sys.exit(1)
