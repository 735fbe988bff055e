// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_DETAIL_ASYNC_PART_HPP
#define CONCUR_SUBPROCESS_DETAIL_ASYNC_PART_HPP

#include <concur/subprocess/async_stream.hpp>
#include <concur/subprocess/detail/driven_operation.hpp>
#include <concur/subprocess/detail/popen_async.hpp>
#include <concur/subprocess/detail/popen_core.hpp>
#include <concur/subprocess/detail/popen_stop.hpp>

#include <exception>
#include <memory>
#include <tuple>
#include <utility>

namespace concur::subprocess::detail {

/// The operation that reaps the child of an object that is gone.
class reaping : public popen_stop
{
public:
    using popen_stop::popen_stop;

    void fail(std::exception_ptr) noexcept
    {
        abandon();
    }

    std::tuple<> results() const noexcept
    {
        return {};
    }
};

template<class Executor>
struct async_part final : popen_attachment
{
    explicit async_part(Executor const& e)
        : executor(e), in(e, {}), out(e, {}), err(e, {})
    {
    }

    void attach(popen_core& core) noexcept override
    {
        in = basic_async_stream<Executor>(executor, core.in());
        out = basic_async_stream<Executor>(executor, core.out());
        err = basic_async_stream<Executor>(executor, core.err());
    }

    void leave(std::shared_ptr<popen_core> core, destroy how) noexcept override
    {
        if (!core->leave(how))
        {
            return;
        }
        try
        {
            initiate_driver<reaping, void()>(
                executor, [] {}, std::move(core));
        }
        catch (...)
        {
            // The operation could not begin, and there is nobody to tell. A
            // later start reaps the child.
        }
    }

    Executor executor;
    basic_async_stream<Executor> in;
    basic_async_stream<Executor> out;
    basic_async_stream<Executor> err;
};

} // namespace concur::subprocess::detail

#endif
