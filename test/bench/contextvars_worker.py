# Copyright (c) 2026 The concur authors
#
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""Python's contextvars as a contender of the benchmarks; contextvars/tasks.hpp
has the tasks.
"""

from contextvars import Context, ContextVar, copy_context
from functools import partial
from itertools import repeat

from worker import Team, calibrated, serve


def repeated_with(variables, job, each=1):
    """One thread that does the job in a context where the variables are set."""
    context = Context()
    for variable in variables:
        context.run(variable.set, 1)
    return calibrated(Team(partial(context.run, job)).run, each)


def get(variables):
    one = variables[len(variables) // 2].get

    def job(count):
        for _ in repeat(None, count):
            one()

    return repeated_with(variables, job)


def get_all(variables):
    every = [variable.get for variable in variables]

    def job(count):
        for _ in repeat(None, count):
            for one in every:
                one()

    return repeated_with(variables, job, len(every))


def set_and_reset(variables):
    variable = variables[len(variables) // 2]
    set_one, reset_one = variable.set, variable.reset

    def job(count):
        for i in range(count):
            reset_one(set_one(i))

    return repeated_with(variables, job)


def first_set(variables):
    set_one = variables[len(variables) // 2].set

    def job(count):
        for i in range(count):
            copy_context().run(set_one, i)

    return repeated_with(variables, job)


def copy(variables):
    def job(count):
        for _ in repeat(None, count):
            copy_context()

    return repeated_with(variables, job)


def run(variables):
    run_one = Context().run

    def nothing():
        pass

    def job(count):
        for _ in repeat(None, count):
            run_one(nothing)

    return repeated_with(variables, job)


TASKS = {"get": get, "get-all": get_all, "set-reset": set_and_reset,
         "first-set": first_set, "copy": copy, "run": run}


def make(variant, task, amount, command):
    return TASKS[task]([ContextVar(f"variable {i}") for i in range(amount)])


serve(make)
