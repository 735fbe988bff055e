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

/// How a park() ends that a script has played its part in.
enum class wake
{
    called, ///< as it should: somebody has called unpark()
    early,  ///< as if somebody had
    limit   ///< the limit came first, though perhaps called as well
};

/** What happens while a thread is parked, for a policy that has no other
    threads: each park() plays the next act.
*/
struct script
{
    using act = std::function<wake(concur::limit const&)>;

    std::vector<act> acts;
    unsigned parks = 0;
    unsigned unparks = 0;
    unsigned parkers = 0; ///< made
    bool refuse_parkers = false;
    unsigned locked = 0; ///< mutexes, now

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

    /// What nobody can go on from.
    [[noreturn]] static void fatal(char const* what)
    {
        std::fprintf(stderr, "script: %s\n", what);
        std::abort();
    }

private:
    script* previous_;
};

/// A policy of queues under a script.
struct scripted_policy
{
    class mutex
    {
    public:
        void lock() noexcept
        {
            held_ ? script::fatal("locked twice by a thread") : void();
            held_ = true;
            ++script::current()->locked;
        }

        void unlock() noexcept
        {
            held_ ? void() : script::fatal("unlocked without a lock");
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
            s.locked == 0 ? void() : script::fatal("parked under a lock");
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
            unparked_ != seen_ ? void() : script::fatal("nobody wakes it");
            ++seen_;
            return true;
        }

        void await(unsigned times) noexcept
        {
            unparked_ >= times ? void() : script::fatal("awaits in vain");
            seen_ = times;
        }

        void unpark() noexcept
        {
            ++unparked_;
            ++script::current()->unparks;
            script::current()->locked == 0
                ? void()
                : script::fatal("woken under a lock");
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
