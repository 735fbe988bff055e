// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_BENCH_THREAD_CONCUR_HPP
#define CONCUR_TEST_BENCH_THREAD_CONCUR_HPP

#include "posix.hpp"
#include "tasks.hpp"

#include <concur/thread.hpp>

#include <memory>

// concur as a contender. Variants: "join" is start_joinable_thread; "sem_t" is
// start_new_thread, with the same signal at the end as Boost's contender.

namespace bench::threads {

template<class Lock>
measurement start_and_release(std::shared_ptr<Lock> done)
{
    return repeated([=] {
        concur::thread::start_new_thread([&] { done->release(); });
        done->acquire();
    });
}

inline measurement make_concur(request const& r)
{
    if (r.task != "start")
    {
        return unowned<concur::thread::LockType>(r);
    }
    if (r.variant == "join")
    {
        return repeated(
            [] { concur::thread::start_joinable_thread([] {}).join(); });
    }
    if (r.variant == "sem_t")
    {
        return start_and_release(std::make_shared<semaphore>(0));
    }
    auto const done = std::make_shared<concur::thread::LockType>();
    done->acquire();
    return start_and_release(done);
}

inline enlist const concur_here("concur", make_concur);

} // namespace bench::threads

#endif
