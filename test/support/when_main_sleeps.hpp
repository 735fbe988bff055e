// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SUPPORT_WHEN_MAIN_SLEEPS_HPP
#define CONCUR_TEST_SUPPORT_WHEN_MAIN_SLEEPS_HPP

#include <support/support.hpp>

#include <cstdlib>
#include <functional>
#include <iostream>
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
        : thread_([this, body = std::move(body)] {
              if (!eventually([this] { return main_.asleep(); }))
              {
                  std::cerr << "the main thread does not sleep\n";
                  std::abort();
              }
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
    sleep_watch const main_{::getpid()};
    std::thread thread_;
};

} // namespace support

#endif
