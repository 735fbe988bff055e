# Copyright (c) 2026 The concur authors
#
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""Python's _thread as a contender of the benchmarks; thread/tasks.hpp has the
tasks. Variant: "join" starts a threading.Thread.
"""

import _thread
import threading

from worker import Team, calibrated, serve, taking_turns


def uncontended():
    lock = _thread.allocate_lock()
    acquire, release = lock.acquire, lock.release

    def job(count):
        for _ in range(count):
            acquire()
            release()

    return calibrated(Team(job).run)


def contended(threads=2, work=4):
    lock = _thread.allocate_lock()
    acquire, release = lock.acquire, lock.release
    value = 0

    def job(count):
        nonlocal value
        for _ in range(count):
            acquire()
            for _ in range(work):
                value += 1
            release()

    return calibrated(Team(*[job] * threads).run, threads)


def handoff():
    locks = [_thread.allocate_lock(), _thread.allocate_lock()]
    for lock in locks:
        lock.acquire()
    return taking_turns([lock.release for lock in locks],
                        [lock.acquire for lock in locks])


def start_and_release():
    done = _thread.allocate_lock()
    done.acquire()

    def job(count):
        for _ in range(count):
            _thread.start_new_thread(done.release, ())
            done.acquire()

    return calibrated(Team(job).run)


def start_and_join():
    def nothing():
        pass

    def job(count):
        for _ in range(count):
            thread = threading.Thread(target=nothing)
            thread.start()
            thread.join()

    return calibrated(Team(job).run)


def make(variant, task, amount, command):
    if task == "lock":
        return uncontended()
    if task == "lock-contended":
        return contended()
    if task == "lock-handoff":
        return handoff()
    if task == "start":
        return start_and_join() if variant == "join" else start_and_release()
    raise ValueError("no such task: " + task)


serve(make)
