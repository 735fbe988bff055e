// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SUPPORT_WHEN_MAIN_SLEEPS_HPP
#define CONCUR_TEST_SUPPORT_WHEN_MAIN_SLEEPS_HPP

#include <support/support.hpp>

#include <functional>
#include <thread>
#include <utility>

#include <unistd.h>

namespace support {

/** Runs a body on another thread as soon as the main thread sleeps. The
   destructor waits for the body.
*/
class when_main_sleeps
{
public:
    explicit when_main_sleeps(std::function<void()> body)
        : thread_([body = std::move(body)] {
              eventually([] { return asleep(::getpid()); });
              body();
          })
    {
    }

    when_main_sleeps(when_main_sleeps const&) = delete;
    when_main_sleeps& operator=(when_main_sleeps const&) = delete;

    ~when_main_sleeps()
    {
        thread_.join();
    }

private:
    std::thread thread_;
};

} // namespace support

#endif
