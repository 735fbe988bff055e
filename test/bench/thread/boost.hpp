// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_BENCH_THREAD_BOOST_HPP
#define CONCUR_TEST_BENCH_THREAD_BOOST_HPP

#include "posix.hpp"
#include "tasks.hpp"

#include <boost/thread/mutex.hpp>
#include <boost/thread/thread.hpp>

#include <memory>

// Boost.Thread. Variant: "detached" posts a sem_t at the end.

namespace bench::threads {

inline measurement start_boost_detached()
{
    auto const done = std::make_shared<semaphore>(0);
    return repeated([=] {
        boost::thread([&] { done->release(); }).detach();
        done->acquire();
    });
}

inline measurement make_boost(request const& r)
{
    return r.task != "start" ? owned<lockable<boost::mutex>>(r)
           : r.variant == "detached"
               ? start_boost_detached()
               : repeated([] { boost::thread([] {}).join(); });
}

inline enlist const boost_here("boost", make_boost);

} // namespace bench::threads

#endif
