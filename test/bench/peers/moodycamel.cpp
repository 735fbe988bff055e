// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Compiles exactly if moodycamel's queues are there.

#include <concurrentqueue/blockingconcurrentqueue.h>
