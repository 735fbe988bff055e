// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Only a scheduler makes events.
//
// lines: 12
// expect g++: use of deleted function 'concur::sched::basic_event<
// expect clang++: call to deleted constructor of 'concur::sched::Event'

#include <concur/sched.hpp>

#include <optional>

void allowed(concur::sched::scheduler<>& s)
{
    std::optional<concur::sched::Event> event;
    event = s.enter(1, 1, [] {});
}

#ifdef CONCUR_TEST_MISUSE

void misuse()
{
    concur::sched::Event event;
}

#endif
