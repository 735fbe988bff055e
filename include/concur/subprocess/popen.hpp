// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_POPEN_HPP
#define CONCUR_SUBPROCESS_POPEN_HPP

#include <concur/subprocess/async_popen_base.hpp>
#include <concur/subprocess/detail/check_options.hpp>
#include <concur/subprocess/detail/fold.hpp>
#include <concur/subprocess/detail/launch.hpp>
#include <concur/subprocess/detail/popen_async.hpp>
#include <concur/subprocess/detail/popen_core.hpp>
#include <concur/subprocess/errors.hpp>
#include <concur/subprocess/outputs.hpp>
#include <concur/subprocess/policy.hpp>

#include <initializer_list>
#include <memory>
#include <stop_token>
#include <string>
#include <type_traits>
#include <utility>

namespace concur::subprocess {

/** A child process, as Python's Popen.

    The constructor starts the child and returns without waiting for it. If the
    child is still running, the policy decides what the destructor does. By
    default the destructor closes the streams and waits, as Python's `with`
    does.

    All functions of a moved-from object throw ValueError. Those that depend on
    no policy, for example wait() and kill(), are in popen_base; those that
    depend on the executor only, for example async_wait(), in async_popen_base.

    @tparam Policy See default_policy.

    @par Thread safety
    Distinct objects: safe. Shared objects: poll(), wait(), returncode(), pid(),
    ended(), usage(), elapsed() and the functions that send signals are safe,
    also while another thread waits; all others are unsafe.
*/
template<policy Policy = default_policy>
class basic_popen : public async_popen_base<typename Policy::executor_type>
{
    using base = async_popen_base<typename Policy::executor_type>;

public:
    /// The policy of the process object.
    using policy_type = Policy;
    /// The executor of asynchronous operations, and of the object that
    /// release() returns.
    using executor_type = typename Policy::executor_type;

    /// The type of captured output.
    using bytes = typename Policy::bytes;

    /// What communicate() returns.
    using outputs = basic_outputs<bytes>;

    /** Start a process.

        @param args The command.
        @param keywords `options`, then keyword arguments and initializers of
        Boost.Process. Keywords that only run() has are not allowed.
        Initializers need <concur/subprocess/launcher.hpp>.

        @throws ValueError, LookupError, OverflowError An argument is wrong.
        @throws OSError The system refused a step. The filename() of the error
        is the program, the working directory or the file of `tee`, if that was
        the cause.
        @throws SubprocessError preexec_fn or an initializer threw an exception
        in the child, or `text` and `universal_newlines` differ.
        @throws RuntimeError The launcher of the policy has started no child,
        and gives no reason.

        @par Exception safety
        Strong: no child and no descriptor remains.
    */
    template<class... Keywords>
    explicit basic_popen(command args, Keywords&&... keywords)
        : basic_popen(
              folded(), std::move(args),
              detail::launch_with<Policy>(detail::initializers(keywords...)),
              detail::fold<detail::popen_refuses>(
                  std::forward<Keywords>(keywords)...))
    {
    }

    /// Start a process from a braced list. Without this constructor, the list
    /// could also match the move constructor.
    template<class... Keywords>
    explicit basic_popen(std::initializer_list<os_string> args,
                         Keywords&&... keywords)
        : basic_popen(command(args), std::forward<Keywords>(keywords)...)
    {
    }

    /** Start a process for asynchronous operations.

        This function needs <concur/subprocess/async_popen.hpp>. The other
        functions work, too. The destructor never blocks: it ends all pending
        operations with `boost::asio::error::operation_aborted`. Then, if the
        policy is not `detach`, it closes the streams and lets the executor reap
        the child; the execution context has work until then. Buffered input
        that does not fit into the pipe is lost. If the context ends before the
        child, a later start reaps the child.

        @param executor The executor of the operations; must convert to
        `executor_type`. Its execution context must outlive the object.
        @param args,keywords The arguments of the other constructor.

        @throws ... The exceptions of the other constructor.
        @throws OSError The system has no descriptors left.

        @par Exception safety
        Strong: no child and no descriptor remains.
    */
    template<detail::executor_like Executor, class... Keywords>
    basic_popen(Executor const& executor, command args, Keywords&&... keywords)
    {
        async_ = detail::make_async_part<executor_type>(executor);
        start(std::move(args),
              detail::launch_with<Policy>(detail::initializers(keywords...)),
              detail::fold<detail::popen_refuses>(
                  std::forward<Keywords>(keywords)...));
        async_->attach(*core_);
    }

    /// Start a process from a braced list for asynchronous operations.
    template<detail::executor_like Executor, class... Keywords>
    basic_popen(Executor const& executor, std::initializer_list<os_string> args,
                Keywords&&... keywords)
        : basic_popen(executor, command(args),
                      std::forward<Keywords>(keywords)...)
    {
    }

    /// Take over the child of another object.
    basic_popen(basic_popen&&) noexcept = default;

    /// Take over the child of another object. The own child is treated as the
    /// destructor does.
    basic_popen& operator=(basic_popen&& other) noexcept
    {
        if (this != &other)
        {
            // The destructor of `old` treats the old child as the policy says.
            basic_popen old(std::move(*this));
            core_ = std::move(other.core_);
            async_ = std::move(other.async_);
        }
        return *this;
    }

    /// Close the streams, and treat a child that still runs as the policy
    /// `on_destroy` says. The default waits until the child ends. An object
    /// with an executor leaves the child to that executor, and does not block.
    ~basic_popen()
    {
        if (async_ && core_)
        {
            async_->leave(std::move(core_), Policy::on_destroy);
        }
        else if (core_)
        {
            core_->finish(Policy::on_destroy);
        }
    }

    /** Send input, collect the piped output until its end, and wait, without
        blocking a thread.

        After a timeout or a cancellation, async_communicate() or communicate()
        may be called again, without input: no output is lost. While the
        operation is pending, the other functions for the streams must not be
        used. Pending operations of the asynchronous streams end with
        `operation_aborted`.

        Functions such as `on_stdout` are called on the handler's executor. They
        may destroy this object.

        @param arguments The data for the child's standard input, or the keyword
        `input`; the keyword `timeout`; and a completion token for
        `void(std::exception_ptr, outputs)`. Without a token, the function
        returns the awaitable of `use_awaitable`. The first argument of the
        handler is null or the exception that communicate() would throw. It is a
        `boost::system::system_error` of `operation_aborted` after a
        cancellation, or if the object was destroyed, moved to or released.

        @throws ValueError The object was made without an executor.

        @par Cancellation
        Terminal: the child is killed. The operation completes when it was
        reaped, and the second argument has the output that was read before the
        kill; another call reads the rest. Partial: the
        operation ends; another call continues. Total: the same, but only while
        no byte has moved and the child's input was not closed; after that it is
        ignored.
    */
    template<class... Arguments>
    auto async_communicate(Arguments&&... arguments);

    /** Send input, collect the piped output until its end, and wait.

        After a timeout, communicate() may be called again, without input. It
        then sends the rest of the first input, and no output is lost. After a
        success, communicate() returns the same result again.

        @param data The data for the child's standard input, which is closed
        afterwards. Ignored if the input is not piped.
        @param t The timeout.

        @return The captured output and, if `record` was given, its order.

        @throws TimeoutExpired The timeout has passed. The error has the output
        until the timeout. The child has not been killed.
        @throws CancelledError A stop was requested of the keyword `stop_token`.
        The error has the output until then. The child has not been killed, and
        communicate() may be called again.
        @throws UnicodeDecodeError Text mode: the output cannot be decoded.
        @throws UnicodeEncodeError Text mode: the input cannot be encoded.
        @throws ... The exception of `on_stdout`, `on_stderr` or `on_output`.
        The child has not been killed. Another call continues with the next
        line.
        @throws ... The exception of an interrupt, such as that of the interrupt
        hook. The child may still run.
        @throws ValueError Input was given a second time, or after stdin_() was
        closed.
        @throws OSError The system refused to read or write. If the child closes
        its input, that is not an error.

        @par Difference from Python
        A call after a timeout always sends the rest of the input, and a call
        after a success always returns the output again. In CPython, both happen
        only in some cases.
    */
    outputs communicate(input_data data = {}, concur::timeout const& t = {})
    {
        return communicate_until(std::move(data), t, {});
    }

    /// communicate() with a keyword: `communicate(data, timeout = 5)`.
    outputs communicate(input_data data, argument<&options::timeout> const& t)
    {
        return communicate(std::move(data), t.value);
    }

    /// communicate() with the keywords `input`, `timeout` and `stop_token`, in
    /// any order.
    template<class... Keywords>
    requires(sizeof...(Keywords) > 0 &&
             (detail::is_keyword<std::remove_cvref_t<Keywords>>::value &&
              ...)) outputs communicate(Keywords&&... keywords)
    {
        auto o = detail::fold<detail::communicate_refuses>(
            std::forward<Keywords>(keywords)...);
        return communicate_until(std::move(o.input), o.timeout, o.stop_token);
    }

    /** Hand the child over to Boost.Process.

        This function needs <concur/subprocess/launcher.hpp>. Afterwards this
        object is empty: it may only be destroyed or assigned to. Beware: the
        destructor of a `basic_process` kills a child that still runs.

        @param executor The executor of the new process object; must convert to
        `executor_type`.

        @return A `boost::process::v2::basic_process<executor_type>`. If the
        child was already reaped, the result refers to no process.

        @throws boost::system::system_error Boost.Process refused the child,
        which has been killed and reaped.
    */
    template<class Executor = executor_type>
    auto release(Executor executor)
    {
        using adapter = detail::process_adapter<executor_type>;
        if constexpr (requires { sizeof(adapter); })
        {
            core();
            // Convert the executor first: if that throws, this object keeps the
            // child.
            executor_type own(std::move(executor));
            async_.reset(); // its streams would keep the pipes open
            return adapter::release(std::move(core_), std::move(own));
        }
        else
        {
            static_assert(
                sizeof(release_needs_launcher_header<executor_type>) == 0);
        }
    }

private:
    struct folded
    {
    };

    outputs communicate_until(input_data data, concur::timeout const& t,
                              std::stop_token const& token)
    {
        core().communicate(std::move(data), t, token);
        outputs o;
        core().copy_output(o.stdout_, o.stderr_);
        auto details = core().details();
        detail::set_output_details(o, details);
        return o;
    }

    basic_popen(folded, command args, detail::launch_function const& launch,
                options const& o)
    {
        start(std::move(args), launch, o);
    }

    void start(command args, detail::launch_function const& launch,
               options const& o)
    {
        detail::check_options_of_popen(o);
        core_ = std::make_shared<detail::popen_core>(std::move(args), o, launch,
                                                     async_ != nullptr);
        core_->expose();
    }

    friend struct detail::popen_access;

    using base::async_;
    using base::core;
    using base::core_;
};

/// A child process with the default policy.
using Popen = basic_popen<>;

} // namespace concur::subprocess

#endif
