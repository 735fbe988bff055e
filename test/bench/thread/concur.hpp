// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_BENCH_THREAD_CONCUR_HPP
#define CONCUR_TEST_BENCH_THREAD_CONCUR_HPP

#include "tasks.hpp"

#include <concur/thread.hpp>

#include <memory>

// concur as a contender. Variant: "join" is start_joinable_thread.

namespace bench::threads {

inline measurement start_and_release()
{
    auto const done = std::make_shared<concur::thread::LockType>();
    done->acquire();
    return repeated([=] {
        concur::thread::start_new_thread([&] { done->release(); });
        done->acquire();
    });
}

inline measurement make_concur(request const& r)
{
    return r.task != "start"     ? unowned<concur::thread::LockType>(r)
           : r.variant == "join" ? repeated([] {
                 concur::thread::start_joinable_thread([] {}).join();
             })
                                 : start_and_release();
}

inline enlist const concur_here("concur", make_concur);

} // namespace bench::threads

#endif
