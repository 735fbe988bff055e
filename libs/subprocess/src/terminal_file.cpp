// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "terminal_file.hpp"

#include "check_options.hpp"
#include "pipe_stream.hpp"
#include "terminal_io.hpp"

#include <concur/errors.hpp>

#include <boost/throw_exception.hpp>

namespace concur::subprocess::detail {

int terminal_file::number() const
{
    if (!end_)
    {
        boost::throw_exception(ValueError("I/O operation on closed file."));
    }
    return end_.get();
}

void terminal_file::hang_up() noexcept
{
    for (auto* s : {&in_, &out_})
    {
        if (auto const file = pipe_stream::of(*s))
        {
            descriptor const closed = file->release();
        }
    }
    end_.reset();
}

void terminal_file::send_eof()
{
    auto const end = number();
    auto const file = pipe_stream::of(in_);
    if (file && !file->closed())
    {
        file->flush();
        file->write_end_of_input();
        return;
    }
    char const c = end_of_input(end);
    write_terminal(end, {&c, 1});
}

} // namespace concur::subprocess::detail

namespace concur::subprocess {

detail::terminal_file& terminal::file() const
{
    if (!file_)
    {
        boost::throw_exception(ValueError("the child has no terminal"));
    }
    return *file_;
}

void terminal::resize(long long rows, long long columns)
{
    auto const number = file().number();
    detail::check_terminal_size(rows, columns);
    detail::set_size_of_terminal(
        number, {static_cast<int>(rows), static_cast<int>(columns)});
}

terminal_size terminal::size() const
{
    return detail::size_of_terminal(file().number());
}

bool terminal::echo() const
{
    return detail::terminal_echoes(file().number());
}

void terminal::echo(bool on)
{
    detail::set_terminal_echo(file().number(), on);
}

void terminal::send_eof()
{
    file().send_eof();
}

void terminal::hang_up()
{
    file().hang_up();
}

bool terminal::closed() const
{
    return file().closed();
}

} // namespace concur::subprocess
