# Copyright (c) 2026 The concur authors
#
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""Python's sched as a contender of the benchmarks; sched/tasks.hpp has the
tasks.
"""

import sched
import time
from itertools import islice

from worker import serve


def random_numbers(x=1):
    """The same as in sched/tasks.hpp."""
    while True:
        x = (x * 6364136223846793005 + 1442695040888963407) % 2**64
        yield (x >> 11) * 2.0**-53


class Clock:
    now = 0.0

    def time(self):
        return self.now

    def delay(self, seconds):
        self.now += seconds


def scheduler():
    clock = Clock()
    return sched.scheduler(clock.time, clock.delay)


def entered(times, action):
    events = scheduler()
    enter = events.enterabs
    for t in times:
        enter(t, 0, action)
    return events


def passes(n, one_pass, runs):
    """A sample of several passes, each with n actions if it runs them."""
    count = max(1, 10_000 // n)
    random = random_numbers()
    times = [list(islice(random, n)) for _ in range(count)]

    def measure():
        ran = 0

        def action():
            nonlocal ran
            ran += 1

        seconds = sum(one_pass(some, action) for some in times)
        assert ran == (count * n if runs else 0)
        return seconds

    return measure, count * n


def enter_and_run(n):
    def one_pass(times, action):
        start = time.perf_counter()
        entered(times, action).run()
        return time.perf_counter() - start

    return passes(n, one_pass, True)


def enter(n):
    def one_pass(times, action):
        start = time.perf_counter()
        events = entered(times, action)  # which are to end after the time
        return time.perf_counter() - start

    return passes(n, one_pass, False)


def run(n):
    def one_pass(times, action):
        events = entered(times, action)
        start = time.perf_counter()
        events.run()
        del events
        return time.perf_counter() - start

    return passes(n, one_pass, True)


# An event is looked for among all of them, so that there is time for few.

def cancel(n):
    count = {1_000: 1_000, 10_000: 200, 100_000: 50}.get(n, 10)
    times = list(islice(random_numbers(), n))
    keys = list(islice(random_numbers(2), n))
    order = sorted(range(n), key=keys.__getitem__)[:count]

    def measure():
        events = scheduler()
        handles = [events.enterabs(t, 0, int) for t in times]
        handles = [handles[i] for i in order]
        start = time.perf_counter()
        for handle in handles:
            events.cancel(handle)
        return time.perf_counter() - start

    return measure, count


class Stop(Exception):
    pass


def mixed(n):
    count = {1_000: 500, 10_000: 100, 100_000: 20}.get(n, 5)
    random = random_numbers()
    events = scheduler()

    def act(place):
        nonlocal done
        other, others_delay, delay = steps[done]
        done += 1
        if other == place:
            other = place - 1 if place else 1
        events.cancel(handles[other])
        handles[other] = events.enter(others_delay, 0, act, (other,))
        handles[place] = events.enter(delay, 0, act, (place,))
        if done == count:
            raise Stop

    handles = [events.enterabs(t, 0, act, (place,))
               for place, t in enumerate(islice(random, n))]

    def measure():
        nonlocal done, steps
        done = 0
        steps = [(int(next(random) * n), next(random), next(random))
                 for _ in range(count)]
        start = time.perf_counter()
        try:
            events.run()
        except Stop:
            pass
        seconds = time.perf_counter() - start
        assert done == count
        return seconds

    done, steps = 0, []
    return measure, count


TASKS = {"enter-run": enter_and_run, "enter": enter, "run": run,
         "cancel": cancel, "mixed": mixed}


def make(variant, task, amount, command):
    return TASKS[task](amount)


serve(make)
