// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_POLICY_HPP
#define CONCUR_SUBPROCESS_POLICY_HPP

#include <concur/subprocess/bytes.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <concepts>
#include <string>
#include <string_view>

namespace concur::subprocess {

namespace posix {
struct launcher;
} // namespace posix

/// What becomes of a child whose process object is destroyed.
enum class destroy
{
    /// Close the streams and wait, as Python's `with`. The safe choice.
    wait,
    /// SIGTERM, then as wait: for children that clean up after themselves.
    terminate,
    /// SIGKILL, then as wait: for children that may not listen.
    kill,
    /// Leave it running; it is reaped at a later start. For daemons.
    detach
};

/** How a process object works: the default, and the base of others.

    Derive from it and override a member:

    - `launcher`: what starts the child. The default is the library's own;
      any launcher of Boost.Process v2 will do, with fewer guarantees.
    - `executor_type`: of the Boost.Process objects made from it.
    - `bytes`: the container of captured output, `std::string` or `sp::bytes`.
    - `on_destroy`: what the destructor does with a running child.
*/
struct default_policy
{
    using launcher = posix::launcher;
    using executor_type = boost::asio::any_io_executor;
    using bytes = std::string;
    static constexpr destroy on_destroy = destroy::wait;
};

/// What a policy must offer.
template<class P>
concept policy = requires
{
    typename P::launcher;
    typename P::executor_type;
    typename P::bytes;
    {
        P::on_destroy
        } -> std::convertible_to<destroy>;
}
&&(std::same_as<typename P::bytes, std::string> ||
   std::same_as<typename P::bytes, bytes>);

} // namespace concur::subprocess

#endif
