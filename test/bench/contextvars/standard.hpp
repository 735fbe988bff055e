// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_BENCH_CONTEXTVARS_STANDARD_HPP
#define CONCUR_TEST_BENCH_CONTEXTVARS_STANDARD_HPP

#include "tasks.hpp"

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>

// A map of the standard library in each thread, from variables to values.
// Variants: "unordered"; "shared", which shares the map and does not copy it.

namespace bench::contexts {

template<class Map>
class mapped
{
public:
    explicit mapped(std::size_t n) : variables_(named<std::string>(n))
    {
        for (std::size_t i = 0; i != n; ++i)
        {
            current()[key(i)] = 1;
        }
    }

    int get(std::size_t i) const
    {
        return current().find(key(i))->second;
    }

    void set_and_reset(std::size_t i, int value) const
    {
        auto& held = current().find(key(i))->second;
        auto const before = held;
        held = value;
        barrier();
        held = before;
    }

    void copy_and_set(std::size_t i, int value) const
    {
        auto another = current();
        another[key(i)] = value;
        keep(&another);
    }

    void copy() const
    {
        auto const another = current();
        keep(&another);
    }

private:
    static Map& current()
    {
        static thread_local Map map;
        return map;
    }

    void const* key(std::size_t i) const
    {
        return variables_ + i;
    }

    std::string const* variables_;
};

using ordered = mapped<std::map<void const*, int>>;
using unordered = mapped<std::unordered_map<void const*, int>>;

class shared_map
{
public:
    explicit shared_map(std::size_t n)
    {
        auto const variables = named<std::string>(n);
        auto const map = std::make_shared<std::map<void const*, int>>();
        for (std::size_t i = 0; i != n; ++i)
        {
            (*map)[variables + i] = 1;
        }
        current() = map;
    }

    void copy() const
    {
        auto const another = current();
        keep(&another);
    }

private:
    using pointer = std::shared_ptr<std::map<void const*, int> const>;

    static pointer& current()
    {
        static thread_local pointer map;
        return map;
    }
};

inline measurement make_standard(request const& r)
{
    return r.variant == "unordered" ? accessed<unordered>(r)
           : r.variant != "shared"  ? copied<ordered>(r)
           : r.task == "copy"       ? copy<shared_map>(r.amount)
                                    : no_such(r);
}

inline enlist const standard_here("standard", make_standard);

} // namespace bench::contexts

#endif
