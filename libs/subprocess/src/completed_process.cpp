// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/completed_process.hpp>

#include <concur/detail/repr.hpp>
#include <concur/subprocess/errors.hpp>

#include <boost/throw_exception.hpp>

namespace concur::subprocess::detail {

std::string completed_repr(command const& args, int returncode,
                           std::optional<std::string_view> out,
                           std::optional<std::string_view> err)
{
    auto text = "CompletedProcess(args=" + args.repr() +
                ", returncode=" + std::to_string(returncode);
    if (out)
    {
        text += ", stdout=" + concur::detail::repr(*out);
    }
    if (err)
    {
        text += ", stderr=" + concur::detail::repr(*err);
    }
    return text + ")";
}

void throw_called_process_error(command const& args, int returncode,
                                std::optional<std::string_view> out,
                                std::optional<std::string_view> err,
                                run_details const& details)
{
    auto copy = [](std::optional<std::string_view> v) {
        return v ? std::optional<std::string>(*v) : std::nullopt;
    };
    boost::throw_exception(CalledProcessError(returncode, args, copy(out),
                                              copy(err), details.record,
                                              details.process, details.output));
}

} // namespace concur::subprocess::detail
