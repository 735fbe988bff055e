// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_POLICY_HPP
#define CONCUR_SUBPROCESS_POLICY_HPP

#include <concur/subprocess/bytes.hpp>
#include <concur/subprocess/detail/any_io_executor.hpp>
#include <concur/subprocess/detail/native.hpp>

#include <concepts>
#include <string>
#include <string_view>

namespace concur::subprocess {

/// The action of a process object's destructor if the child is running.
enum class destroy
{
    /// Close the streams and wait, as Python's `with` does. This is the safe
    /// choice.
    wait,
    /// Send SIGTERM, or the first signal of the keyword `stop`, close the
    /// streams and wait. If `stop` was given, its other steps and SIGKILL
    /// follow. Choose it for children that clean up after SIGTERM.
    terminate,
    /// Send SIGKILL, close the streams and wait. Choose it for children that
    /// may ignore SIGTERM.
    kill,
    /// Warn and leave the child running; a later start reaps it. Buffered input
    /// that does not fit into the pipe is lost. Choose it for daemons.
    detach
};

/** The default policy of process objects, and the base of other policies.

    Derive from it and override a member.
*/
struct default_policy
{
    /// The type that starts the child. A launcher of Boost.Process v2 may be
    /// chosen instead: it gives fewer guarantees and needs
    /// <concur/subprocess/launcher.hpp>.
    using launcher = detail::native::launcher;
    /// The executor of a process object's asynchronous operations, and of the
    /// Boost.Process objects that release() makes. Choose a concrete type to
    /// avoid the indirection of `any_io_executor`.
    using executor_type = boost::asio::any_io_executor;
    /// The container of captured output: `std::string`, or the class
    /// `subprocess::bytes`, which is faster for many megabytes.
    using bytes = std::string;
    /// The action of the destructor if the child is running. Choose `detach`
    /// for children that outlive their object.
    static constexpr destroy on_destroy = destroy::wait;
};

/// A type with the four members of default_policy.
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
