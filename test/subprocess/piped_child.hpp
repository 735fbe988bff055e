// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SUBPROCESS_PIPED_CHILD_HPP
#define CONCUR_TEST_SUBPROCESS_PIPED_CHILD_HPP

#include <concur/subprocess/popen.hpp>

#include <support/support.hpp>

#include <initializer_list>
#include <optional>
#include <string>

// What the tests of communicate() share.

namespace support {

inline std::string text_of(std::optional<std::string> const& text)
{
    return text.value_or("(absent)");
}

inline std::string text_of(concur::subprocess::Popen::outputs const& o)
{
    return text_of(o.stdout_) + ", " + text_of(o.stderr_);
}

/// Start the child program with pipes as its three streams.
template<class... Keywords>
concur::subprocess::Popen
start_piped(std::initializer_list<std::string> actions,
            Keywords const&... keywords)
{
    namespace sp = concur::subprocess;
    return sp::Popen(child(actions), sp::stdin_ = sp::PIPE,
                     sp::stdout_ = sp::PIPE, sp::stderr_ = sp::PIPE,
                     keywords...);
}

inline bool closed_if_there(concur::subprocess::stream const& s)
{
    return !s || s.closed();
}

inline bool all_closed(concur::subprocess::Popen const& p)
{
    return closed_if_there(p.stdin_()) && closed_if_there(p.stdout_()) &&
           closed_if_there(p.stderr_());
}

} // namespace support

#endif
