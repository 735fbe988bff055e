// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SUPPORT_SCRIPTED_POLICY_HPP
#define CONCUR_TEST_SUPPORT_SCRIPTED_POLICY_HPP

#include <concur/limit.hpp>

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <utility>
#include <vector>

namespace support {

/// How a scripted park() ends.
enum class wake
{
    notified, ///< unpark() has been called
    early,    ///< it returns true though unpark() has not been called
    limit     ///< the limit passes first; unpark() may have been called
};

/** What happens while the one thread of a test is parked: each park() runs the
    next act, which does what another thread would have done.
*/
struct script
{
    using act = std::function<wake(concur::limit const&)>;

    std::vector<act> acts;
    unsigned parks = 0;
    unsigned unparks = 0;
    unsigned parkers = 0; ///< how many were constructed
    bool refuse_parkers = false;
    unsigned locked = 0; ///< how many mutexes are locked now

    static script*& current() noexcept
    {
        static script* it = nullptr;
        return it;
    }

    explicit script(std::vector<act> a = {})
        : acts(std::move(a)), previous_(std::exchange(current(), this))
    {
    }

    ~script()
    {
        current() = previous_;
    }

    script(script const&) = delete;
    script& operator=(script const&) = delete;

    /// End the program: the code under test has broken a rule.
    [[noreturn]] static void fatal(char const* what)
    {
        std::fprintf(stderr, "script: %s\n", what);
        std::abort();
    }

private:
    script* previous_;
};

/// A policy of queues that follows the current script.
struct scripted_policy
{
    class mutex
    {
    public:
        void lock() noexcept
        {
            if (held_)
            {
                script::fatal("locked twice by a thread");
            }
            held_ = true;
            ++script::current()->locked;
        }

        void unlock() noexcept
        {
            if (!held_)
            {
                script::fatal("unlocked without a lock");
            }
            held_ = false;
            --script::current()->locked;
        }

    private:
        bool held_ = false;
    };

    class parker
    {
    public:
        parker()
        {
            if (script::current()->refuse_parkers)
            {
                throw std::bad_alloc();
            }
            ++script::current()->parkers;
        }

        bool park(concur::limit const& until)
        {
            auto& s = *script::current();
            if (s.locked != 0)
            {
                script::fatal("parked under a lock");
            }
            if (s.parks >= s.acts.size())
            {
                script::fatal("parked more often than the script knows");
            }
            switch (auto const act = s.acts[s.parks++]; act(until))
            {
            case wake::early:
                return true;
            case wake::limit:
                return false;
            default:
                break;
            }
            if (unparked_ == seen_)
            {
                script::fatal("parked, and nobody calls unpark()");
            }
            ++seen_;
            return true;
        }

        void await(unsigned times) noexcept
        {
            if (unparked_ < times)
            {
                script::fatal("awaits an unpark() that nobody calls");
            }
            seen_ = times;
        }

        void unpark() noexcept
        {
            ++unparked_;
            ++script::current()->unparks;
            if (script::current()->locked != 0)
            {
                script::fatal("unparked under a lock");
            }
        }

    private:
        unsigned unparked_ = 0;
        unsigned seen_ = 0;
    };

    static unsigned spins() noexcept
    {
        return 0;
    }
};

} // namespace support

#endif
