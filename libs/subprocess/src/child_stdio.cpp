// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "child_stdio.hpp"

#include "check_options.hpp"
#include "terminal_io.hpp"

#include <concur/hooks.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

namespace concur::subprocess::detail {

child_stdio::child_stdio(options const& o) : settings_(terminal_settings(o))
{
    auto const size = o.pipesize.value_or(-1);
    numbers_[0] = make_input(o.stdin_, size);
    make_outputs(stdout_of(o), stderr_of(o), size);
    bool const piped = pipes_.in || pipes_.out || pipes_.err;
    if (piped && size > 0 && !pipes_have_size())
    {
        concur::detail::warn(warning::runtime,
                             "pipesize isn't supported by this system, "
                             "the default size will be used");
    }
    if (terminal_ >= 0)
    {
        connect_terminal(o);
    }
}

int child_stdio::terminal() const noexcept
{
    auto const* const first =
        std::find(std::begin(numbers_), std::end(numbers_), terminal_);
    return terminal_ < 0 ? -1 : static_cast<int>(first - numbers_);
}

std::vector<int> child_stdio::own() const
{
    std::vector<int> all;
    for (auto const& end : childs_ends_)
    {
        all.push_back(end.get());
    }
    for (auto const* end :
         {&pipes_.in, &pipes_.out, &pipes_.err, &pipes_.terminal})
    {
        if (*end)
        {
            all.push_back(end->get());
        }
    }
    return all;
}

void child_stdio::make_outputs(redirect const& out, redirect const& err,
                               long long size)
{
    bool const to_err = out.what() == redirect::kind::err;
    bool const to_out = err.what() == redirect::kind::out;
    if (!to_err)
    {
        numbers_[1] = make_output(out, size, pipes_.out);
    }
    if (!to_out)
    {
        numbers_[2] = make_output(err, size, pipes_.err);
    }
    // A stream that goes to an inherited one gets the parent's descriptor.
    auto const out_or_parents = numbers_[1] >= 0 ? numbers_[1] : 1;
    auto const err_or_parents = numbers_[2] >= 0 ? numbers_[2] : 2;
    numbers_[1] = to_err ? err_or_parents : numbers_[1];
    numbers_[2] = to_out ? out_or_parents : numbers_[2];
}

int child_stdio::make_input(redirect const& r, long long size)
{
    if (r.what() == redirect::kind::path)
    {
        return keep(open_input(r.path()));
    }
    if (r.what() != redirect::kind::pipe)
    {
        return open(r);
    }
    auto made = make_pipe(size);
    pipes_.in = std::move(made.write);
    return keep(std::move(made.read));
}

int child_stdio::make_output(redirect const& r, long long size,
                             descriptor& parents_end)
{
    if (r.what() == redirect::kind::path ||
        r.what() == redirect::kind::appended)
    {
        return keep(
            open_output(r.path(), r.what() == redirect::kind::appended));
    }
    if (r.what() != redirect::kind::pipe)
    {
        return open(r);
    }
    auto made = make_pipe(size);
    parents_end = std::move(made.read);
    return keep(std::move(made.write));
}

// The child's descriptor for a stream that is not piped; -1 if it is inherited.
int child_stdio::open(redirect const& r)
{
    switch (r.what())
    {
    case redirect::kind::null:
        if (null_ < 0)
        {
            null_ = keep(open_null());
        }
        return null_;
    case redirect::kind::descriptor:
        return static_cast<int>(r.descriptor());
    case redirect::kind::terminal:
        if (terminal_ < 0)
        {
            auto made = open_terminal(settings_);
            pipes_.terminal = std::move(made.parents);
            terminal_ = keep(std::move(made.childs));
        }
        return terminal_;
    default:
        return -1;
    }
}

// Gives each stream of the terminal a descriptor of the parent's end.
void child_stdio::connect_terminal(options const& o)
{
    if (is_terminal(o.stdin_))
    {
        pipes_.in = duplicate(pipes_.terminal);
    }
    if (is_terminal(stdout_of(o)))
    {
        pipes_.out = duplicate(pipes_.terminal);
    }
    else if (is_terminal(stderr_of(o)))
    {
        pipes_.err = duplicate(pipes_.terminal);
    }
}

// Keeps a descriptor for the child open while this object exists.
int child_stdio::keep(descriptor d)
{
    childs_ends_.push_back(std::move(d));
    return childs_ends_.back().get();
}

} // namespace concur::subprocess::detail
