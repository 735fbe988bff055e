// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/thread/start_joinable_thread.hpp>
#include <concur/thread/start_new_thread.hpp>

#include "joinable.hpp"
#include "name.hpp"
#include "native.hpp"
#include "stack_size.hpp"
#include "unraisablehook.hpp"

#include <concur/errors.hpp>
#include <concur/thread/errors.hpp>

#include <boost/system/system_error.hpp>
#include <boost/thread/thread.hpp>
#include <boost/throw_exception.hpp>

#include <atomic>
#include <utility>

namespace concur::thread {
namespace {

std::atomic<std::size_t> running{0};

// Counts one thread; a move keeps the count.
class counted
{
public:
    counted() noexcept
    {
        ++running;
    }

    counted(counted&& other) noexcept : here_(std::exchange(other.here_, false))
    {
    }

    counted& operator=(counted&&) = delete;

    ~counted()
    {
        running -= here_;
    }

private:
    bool here_ = true;
};

// Lives while a joinable thread runs. The destructor marks the thread as done,
// which wakes the callers of join().
class ending
{
public:
    explicit ending(std::shared_ptr<detail::joinable> state) noexcept
        : state_(std::move(state))
    {
        if (state_)
        {
            detail::joinable::begin(state_);
        }
    }

    ending(ending const&) = delete;
    ending& operator=(ending const&) = delete;

    ~ending()
    {
        if (state_)
        {
            state_->end();
        }
    }

private:
    std::shared_ptr<detail::joinable> state_;
};

void perform(detail::task& what) noexcept
{
    try
    {
        what.run();
    }
    catch (SystemExit const&)
    {
    }
    catch (boost::thread_interrupted const&)
    {
    }
    catch (...)
    {
        detail::report(std::current_exception(), what);
    }
}

// The function that each started thread runs.
struct body
{
    std::unique_ptr<detail::task> what;
    std::string name;
    std::shared_ptr<detail::joinable> state;
    counted in_count = {};

    void operator()()
    {
        // These objects are destroyed in reverse order: first the task. Then
        // the thread is not counted any more. Then it is done.
        ending const ends(std::move(state));
        counted const counts(std::move(in_count));
        auto const mine = std::move(what);
        if (!name.empty())
        {
            detail::native::set_name(name);
        }
        perform(*mine);
    }
};

boost::thread launched(body b, options const& how)
{
    auto const size = detail::chosen_stack_size(how.stack_size);
    b.name = detail::fitted(how.name);
    try
    {
        if (size == 0)
        {
            return boost::thread(std::move(b));
        }
        boost::thread::attributes attributes;
        attributes.set_stack_size(static_cast<std::size_t>(size));
        return boost::thread(attributes, std::move(b));
    }
    catch (boost::system::system_error const&)
    {
        boost::throw_exception(error("can't start new thread"));
    }
}

} // namespace

std::size_t count() noexcept
{
    return running;
}

namespace detail {

ident start(std::unique_ptr<task> what, options const& how)
{
    auto thread = launched({std::move(what), {}, nullptr}, how);
    auto const id = native::ident_of(thread);
    thread.detach();
    return id;
}

handle start_joinable(std::unique_ptr<task> what, options const& how)
{
    auto state = std::make_shared<joinable>();
    state->adopt(launched({std::move(what), {}, state}, how));
    return joinable::handle_of(std::move(state));
}

} // namespace detail
} // namespace concur::thread
