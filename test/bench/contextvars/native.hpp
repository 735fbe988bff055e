// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_BENCH_CONTEXTVARS_NATIVE_HPP
#define CONCUR_TEST_BENCH_CONTEXTVARS_NATIVE_HPP

#include "tasks.hpp"

#include <algorithm>
#include <cstddef>

// The floors: variables that are thread_local, and a function that is called.

namespace bench::contexts {

// For a single variable.
class thread_local_int
{
public:
    explicit thread_local_int(std::size_t)
    {
        held = 1;
    }

    int get(std::size_t) const
    {
        return held;
    }

    void set_and_reset(std::size_t, int value) const
    {
        auto const before = held;
        held = value;
        barrier();
        held = before;
    }

private:
    static constinit inline thread_local int held = 0;
};

class thread_local_ints
{
public:
    explicit thread_local_ints(std::size_t n)
    {
        expect(n <= most, "there are fewer thread_local variables");
        std::fill_n(held, n, 1);
    }

    int get(std::size_t i) const
    {
        return held[i];
    }

private:
    static constexpr std::size_t most = 1000;
    static constinit inline thread_local int held[most] = {};
};

inline measurement make_native(request const& r)
{
    return r.task == "run"       ? repeated([] { opaque(nothing)(); })
           : r.task == "get-all" ? get_all<thread_local_ints>(r.amount)
                                 : accessed<thread_local_int>(r);
}

inline enlist const native_here("native", make_native);

} // namespace bench::contexts

#endif
