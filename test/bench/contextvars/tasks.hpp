// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_BENCH_CONTEXTVARS_TASKS_HPP
#define CONCUR_TEST_BENCH_CONTEXTVARS_TASKS_HPP

#include "../calibrated.hpp"
#include "../protocol.hpp"
#include "../team.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

// The tasks for variables. A contender has a type for them: V(n) makes n
// variables and sets them for the calling thread. Copies of V refer to the same
// variables.

namespace bench::contexts {

// The compiler cannot see through these functions. So it must compute their
// arguments, and write memory, each time. They are no instructions.

inline void barrier()
{
    asm volatile("" : : : "memory");
}

inline void keep(int v)
{
    asm volatile("" : : "r"(v) : "memory");
}

// Makes the compiler assume that the memory at an address is read.
inline void keep(void const* p)
{
    asm volatile("" : : "r"(p) : "memory");
}

using function = void (*)();

inline function opaque(function f)
{
    asm volatile("" : "+r"(f));
    return f;
}

[[gnu::noinline]] inline void nothing()
{
    barrier();
}

// A number of objects that are made from names, in an array. They are never
// destroyed: a worker makes them once.
template<class Named>
Named const* named(std::size_t n)
{
    static std::vector<Named> all;
    all.reserve(n);
    while (all.size() != n)
    {
        all.emplace_back("variable " + std::to_string(all.size()));
    }
    return all.data();
}

// One thread that repeats a step with n variables. A step counts as `each`
// operations.
template<class V, class Step>
measurement repeated_with(std::size_t n, Step step, std::size_t each = 1)
{
    auto const made = std::make_shared<std::optional<V>>();
    auto const threads =
        std::make_shared<team>(std::vector<team::job>{[=](std::size_t count) {
            if (!*made) // set where they are used, before what counts
            {
                made->emplace(n);
            }
            // Copies, since local variables would stay in registers in spite of
            // barriers.
            auto const variables = **made;
            auto one = step;
            for (; count != 0; --count)
            {
                one(variables);
            }
        }});
    return calibrated([=](std::size_t k) { return threads->run(k); }, each);
}

template<class V>
measurement get(std::size_t n)
{
    return repeated_with<V>(
        n, [i = n / 2](auto const& variables) { keep(variables.get(i)); });
}

template<class V>
measurement get_all(std::size_t n)
{
    return repeated_with<V>(
        n,
        [n](auto const& variables) {
            for (std::size_t i = 0; i != n; ++i)
            {
                keep(variables.get(i));
            }
        },
        n);
}

// In the steps below, i is the index of the variable that is set.

template<class V>
measurement set_and_reset(std::size_t n)
{
    return repeated_with<V>(
        n, [i = n / 2, value = 0](auto const& variables) mutable {
            variables.set_and_reset(i, ++value);
            barrier();
        });
}

template<class V>
measurement first_set(std::size_t n)
{
    return repeated_with<V>(
        n, [i = n / 2, value = 0](auto const& variables) mutable {
            variables.copy_and_set(i, ++value);
            barrier();
        });
}

template<class V>
measurement copy(std::size_t n)
{
    return repeated_with<V>(n, [](auto const& variables) {
        variables.copy();
        barrier();
    });
}

template<class V>
measurement accessed(request const& r)
{
    return r.task == "get"         ? get<V>(r.amount)
           : r.task == "get-all"   ? get_all<V>(r.amount)
           : r.task == "set-reset" ? set_and_reset<V>(r.amount)
                                   : no_such(r);
}

template<class V>
measurement copied(request const& r)
{
    return r.task == "first-set" ? first_set<V>(r.amount)
           : r.task == "copy"    ? copy<V>(r.amount)
                                 : accessed<V>(r);
}

} // namespace bench::contexts

#endif
