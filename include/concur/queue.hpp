// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_HPP
#define CONCUR_QUEUE_HPP

#include <concur/errors.hpp>
#include <concur/limit.hpp>
#include <concur/queue/async_select.hpp>
#include <concur/queue/basic_queue.hpp>
#include <concur/queue/errors.hpp>
#include <concur/queue/keywords.hpp>
#include <concur/queue/lifo_queue.hpp>
#include <concur/queue/moves_quietly.hpp>
#include <concur/queue/policy.hpp>
#include <concur/queue/priority_queue.hpp>
#include <concur/queue/queue.hpp>
#include <concur/queue/queue_base.hpp>
#include <concur/queue/select.hpp>
#include <concur/queue/simple_queue.hpp>
#include <concur/queue/task.hpp>

#endif
