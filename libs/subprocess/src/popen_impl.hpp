// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_POPEN_IMPL_HPP
#define CONCUR_LIBS_SUBPROCESS_POPEN_IMPL_HPP

#include "child.hpp"
#include "conversation.hpp"
#include "ending.hpp"
#include "stop_signal.hpp"

#include <concur/subprocess/detail/popen_core.hpp>

#include <memory>
#include <mutex>
#include <utility>

namespace concur::subprocess::detail {

struct popen_core::impl
{
    impl(command a, options const& o)
        : args(std::move(a)), streams(o), leaving(o.stop)
    {
    }

    /// Begin an asynchronous communicate(), which uses `streams` alone until
    /// end_communicate(). Ends the operations of the streams.
    /// @throws ValueError Another one has begun.
    void begin_communicate();

    /// End it. If the process object is gone, close the streams.
    void end_communicate() noexcept;

    /// End all asynchronous operations, without waiting for them. Returns
    /// whether the caller may use the streams. If not, end_communicate() closes
    /// them if `closes` is true.
    bool stop_operations(bool closes) noexcept;

    /// @throws ValueError An asynchronous communicate() uses the streams.
    void check_not_communicating();

    command args;
    conversation streams;
    std::unique_ptr<child> process;
    ending end;
    stop_machine leaving; // the stop at the end of the process object
    std::unique_ptr<stop_signal> gone; // null without an executor
    bool warned = false;               // no warning at the end, or none more

private:
    friend class popen_core;

    std::mutex mutex_; // guards the members below; no other code runs under it
    bool communicating_ = false;
    bool closes_ = false; // end_communicate() closes the streams
};

} // namespace concur::subprocess::detail

#endif
