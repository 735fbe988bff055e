// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue/policy.hpp>

#include "cases.hpp"

#include <chrono>
#include <stop_token>
#include <string>
#include <type_traits>

// Queues of one thread.

using namespace std::chrono_literals;

namespace {

using queues = boost::mp11::mp_append<three<int, cq::single_thread_policy>,
                                      three<number, cq::single_thread_policy>>;

bool says_so(concur::RuntimeError const& e)
{
    return e.what() == std::string("a single thread would wait forever");
}

} // namespace

BOOST_AUTO_TEST_SUITE(single_thread)

TEST_CASE_FOR_TYPES(to_wait_forever_is_an_error, Queue, queues)
{
    Queue q(1);
    for (int round = 0; round != 2; ++round)
    {
        BOOST_CHECK_EXCEPTION(q.get(), concur::RuntimeError, says_so);
        BOOST_CHECK_EXCEPTION(q.get(std::nullopt), concur::RuntimeError,
                              says_so);
        BOOST_CHECK_EXCEPTION(q.get_many(1), concur::RuntimeError, says_so);
        BOOST_TEST(q.empty());
        q.put(1);
        BOOST_CHECK_EXCEPTION(q.put(2), concur::RuntimeError, says_so);
        BOOST_CHECK_EXCEPTION(q.join(), concur::RuntimeError, says_so);
        BOOST_TEST(q.qsize() == 1u);
        BOOST_TEST(q.unfinished_tasks() == 1u);
        BOOST_TEST(q.get() == 1);
        q.task_done();
        BOOST_TEST(q.join());
    }
}

TEST_CASE_FOR_TYPES(to_wait_for_a_time_is_to_give_up, Queue, queues)
{
    auto const start = std::chrono::steady_clock::now();
    std::stop_source source;
    Queue q(1);
    BOOST_CHECK_THROW(q.get(1h), cq::Empty);
    BOOST_CHECK_THROW(q.get(source.get_token()), cq::Empty);
    BOOST_CHECK_THROW(q.get_many(1, 1h), cq::Empty);
    q.put(1, 1h);
    BOOST_CHECK_THROW(q.put(2, 1h), cq::Full);
    BOOST_CHECK_THROW(q.put(2, source.get_token()), cq::Full);
    BOOST_TEST(!q.join(1h));
    BOOST_TEST(!q.join(source.get_token()));
    BOOST_TEST((std::chrono::steady_clock::now() - start < 30min));
    BOOST_TEST(q.get(1h) == 1);
    q.task_done();
    BOOST_TEST(q.join(1h));
}

BOOST_AUTO_TEST_CASE(a_simple_queue_of_one_thread)
{
    cq::SimpleQueue<int, cq::single_thread_policy> q;
    BOOST_CHECK_EXCEPTION(q.get(), concur::RuntimeError, says_so);
    BOOST_CHECK_THROW(q.get(1h), cq::Empty);
    q.put(1);
    BOOST_TEST(q.get() == 1);
}

// The mutex has no state.
BOOST_AUTO_TEST_CASE(its_mutex_is_none)
{
    static_assert(std::is_empty_v<cq::single_thread_policy::mutex>);
    BOOST_TEST(cq::single_thread_policy::spins() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
