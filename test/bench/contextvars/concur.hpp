// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_BENCH_CONTEXTVARS_CONCUR_HPP
#define CONCUR_TEST_BENCH_CONTEXTVARS_CONCUR_HPP

#include "tasks.hpp"

#include <concur/contextvars.hpp>

#include <cstddef>
#include <memory>

// concur as a contender. Variants: "scoped" resets with a scoped_token;
// "inlined" runs a function that the compiler sees.

namespace bench::contexts {

class context_vars
{
public:
    explicit context_vars(std::size_t n)
        : variables_(named<concur::contextvars::ContextVar<int>>(n))
    {
        for (std::size_t i = 0; i != n; ++i)
        {
            at(i).set(1);
        }
    }

    int get(std::size_t i) const
    {
        return at(i).get();
    }

    void set_and_reset(std::size_t i, int value) const
    {
        auto token = at(i).set(value);
        barrier();
        at(i).reset(token);
    }

    void copy_and_set(std::size_t i, int value) const
    {
        auto another = concur::contextvars::copy_context();
        another.run([&] { at(i).set(value); });
        keep(&another);
    }

    void copy() const
    {
        auto const another = concur::contextvars::copy_context();
        keep(&another);
    }

protected:
    concur::contextvars::ContextVar<int> const& at(std::size_t i) const
    {
        return variables_[i];
    }

private:
    concur::contextvars::ContextVar<int> const* variables_;
};

class scoped_context_vars : public context_vars
{
public:
    using context_vars::context_vars;

    void set_and_reset(std::size_t i, int value) const
    {
        concur::contextvars::scoped_token const token(at(i).set(value));
        barrier();
    }
};

inline measurement make_concur(request const& r)
{
    if (r.task != "run")
    {
        return r.variant == "scoped" ? accessed<scoped_context_vars>(r)
                                     : copied<context_vars>(r);
    }
    auto const context = std::make_shared<concur::contextvars::Context>();
    return r.variant == "inlined"
               ? repeated([=] { context->run(barrier); })
               : repeated([=] { context->run(opaque(nothing)); });
}

inline enlist const concur_here("concur", make_concur);

} // namespace bench::contexts

#endif
