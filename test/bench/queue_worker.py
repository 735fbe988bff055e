# Copyright (c) 2026 The concur authors
#
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""Python's queue as a contender of the benchmarks; queue/tasks.hpp has the
tasks. Variants: "" is Queue, "simple" is SimpleQueue.
"""

import queue
import time

from worker import Team, calibrated, serve, taking_turns


def transfer(channel, pairs, strings):
    put, get = channel.put, channel.get

    def put_ints(count):
        for i in range(count):
            put(i)

    def put_strings(count, size=32):
        for _ in range(count):
            put("x" * size)

    def take(count):
        for _ in range(count):
            get()

    give = put_strings if strings else put_ints
    return calibrated(Team(*[give, take] * pairs).run, pairs, 2_000_000)


def alone(channel):
    put, get = channel.put, channel.get

    def job(count):
        for _ in range(count):
            put(1)
            get()

    return calibrated(Team(job).run)


def ping_pong(there, back):
    return taking_turns([lambda: there.put(1), lambda: back.put(1)],
                        [there.get, back.get])


def idle(channel, getters=4):
    team = Team(*[lambda _: channel.get()] * getters)

    def measure():
        before = time.process_time()
        team.begin(1)
        time.sleep(0.2)
        used = time.process_time() - before
        for _ in range(getters):
            channel.put(1)
        team.end()
        return used

    return measure, 1


def make(variant, task, amount, command):
    kind = queue.SimpleQueue if variant == "simple" else queue.Queue
    if task == "idle":
        return idle(kind())
    if task == "one-thread":
        return alone(kind())
    if task == "ping-pong":
        return ping_pong(kind(), kind())
    sides, item, bound = task.split("-")
    channel = kind() if bound == "unbounded" else kind(int(bound))
    return transfer(channel, 4 if sides == "mpmc" else 1, item == "string")


serve(make)
