// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/process_report.hpp>

#include "signal_name.hpp"

namespace concur::subprocess {
namespace {

std::string manner(process_end const& end)
{
    switch (end.how)
    {
    case ended_how::exited:
        return "exit status " + std::to_string(end.code);
    case ended_how::unknown:
        return "unknown exit status";
    default:
        break;
    }
    auto const* const name = detail::signal_name(end.code);
    auto const text = name != nullptr ? std::string(name)
                                      : "signal " + std::to_string(end.code);
    return end.how == ended_how::dumped_core ? text + ", core dumped" : text;
}

char const* cause(ended_by by) noexcept
{
    switch (by)
    {
    case ended_by::timeout:
        return " after a timeout";
    case ended_by::cancelled:
        return " after a cancellation";
    case ended_by::ceiling:
        return " after too much output";
    case ended_by::callback:
        return " after an exception of a callback";
    case ended_by::failure:
        return " after a failure";
    case ended_by::stop:
        return " after a stop";
    case ended_by::itself:
        break;
    }
    return "";
}

} // namespace

std::string to_string(process_end const& end)
{
    auto const left = end.survivors.value_or(0);
    auto const rest =
        left == 0 ? ""
                  : ", " + std::to_string(left) +
                        (left == 1 ? " process left" : " processes left");
    return manner(end) + cause(end.by) + rest;
}

std::ostream& operator<<(std::ostream& out, process_end const& end)
{
    return out << to_string(end);
}

} // namespace concur::subprocess
