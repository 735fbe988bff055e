// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/contextvars.hpp>

#include "errors.hpp"

#include <support/support.hpp>
#include <support/test_thread.hpp>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

using concur::RuntimeError;
using support::eventually;
using support::test_thread;

BOOST_AUTO_TEST_SUITE(threads)

BOOST_AUTO_TEST_CASE(each_has_its_own,
                     *label("py:contextvars.threads.isolated"))
{
    cv::ContextVar<int> const var("var");
    std::vector<std::unique_ptr<test_thread>> threads;
    for (int n = 0; n != 10; ++n)
    {
        threads.push_back(std::make_unique<test_thread>([&, n] {
            for (int i = 0; i != 10; ++i)
            {
                var.set(n + i);
                std::this_thread::yield();
                EXPECT(var.get() == n + i);
            }
        }));
    }
    threads.clear();
}

BOOST_AUTO_TEST_CASE(
    they_begin_with_nothing,
    *label("py:contextvars.threads.start_empty") *
        label("py:contextvars.copy_context.outside_any_context"))
{
    cv::ContextVar<int> const var("var");
    cv::Context().run([&] {
        var.set(1);
        test_thread([&] {
            EXPECT(cv::copy_context().size() == 0);
            EXPECT(var.get(-1) == -1);
            EXPECT(cv::copy_context().empty());
            var.set(2);
            EXPECT(cv::copy_context().size() == 1);
        }).join();
        BOOST_TEST(var.get() == 1);
    });
}

BOOST_AUTO_TEST_CASE(in_a_given_context,
                     *label("py:contextvars.threads.run_context_in_thread"))
{
    cv::ContextVar<int> const var("var");
    cv::Context().run([&] {
        var.set(1);
        auto copy = cv::copy_context();
        test_thread([&] {
            copy.run([&] {
                EXPECT(var.get() == 1);
                var.set(2);
            });
            EXPECT(var.get(-1) == -1);
        }).join();
        BOOST_TEST(copy[var] == 2);
        BOOST_TEST(var.get() == 1);
    });
}

BOOST_AUTO_TEST_CASE(
    one_thread_at_a_time,
    *label("py:contextvars.context.run.other_thread_rejected") *
        label("py:contextvars.context.run.sequential_threads"))
{
    cv::ContextVar<int> const var("var");
    cv::Context c;
    std::atomic<bool> inside{false};
    std::atomic<bool> leave{false};
    test_thread other([&] {
        c.run([&] {
            var.set(1);
            inside = true;
            EXPECT(eventually([&] { return leave.load(); }));
        });
    });
    BOOST_TEST(eventually([&] { return inside.load(); }));
    BOOST_TEST(has(error_message<RuntimeError>([&] { c.run([] {}); }),
                   "is already entered"));
    leave = true;
    other.join();
    for (int i = 2; i != 6; ++i)
    {
        test_thread([&] {
            c.run([&] {
                EXPECT(var.get() == i - 1);
                var.set(i);
            });
        }).join();
    }
    BOOST_TEST(c[var] == 5);
}

// Copies of a context share nodes, on all threads.
BOOST_AUTO_TEST_CASE(copies_on_many_threads)
{
    std::vector<cv::ContextVar<std::shared_ptr<int>>> vars;
    for (int i = 0; i != 50; ++i)
    {
        vars.emplace_back("v");
    }
    cv::Context base;
    base.run([&] {
        for (int i = 0; i != 50; ++i)
        {
            vars[i].set(std::make_shared<int>(i));
        }
    });
    auto const value = base[vars[7]];
    std::vector<std::unique_ptr<test_thread>> threads;
    for (int n = 0; n != 8; ++n)
    {
        threads.push_back(
            std::make_unique<test_thread>([&, mine = base.copy()]() mutable {
                for (int i = 0; i != 2000; ++i)
                {
                    auto copy = mine.copy();
                    copy.run([&] {
                        auto const& var = vars[i % 50];
                        EXPECT(*var.get() == i % 50);
                        auto token = var.set(nullptr);
                        EXPECT(!var.get());
                        if (i % 2 != 0)
                        {
                            var.reset(token);
                        }
                    });
                    EXPECT(*mine[vars[i % 50]] == i % 50);
                }
            }));
    }
    threads.clear();
    BOOST_TEST(value.use_count() == 2);
}

// Values in the context of a thread are destroyed with the thread. Their
// destructors may use the context.
BOOST_AUTO_TEST_CASE(the_end_of_a_thread)
{
    struct last_words
    {
        cv::ContextVar<std::shared_ptr<int>> var;
        std::shared_ptr<int> value;
        std::shared_ptr<std::atomic<int>> heard;

        ~last_words()
        {
            if (value)
            {
                // All other values have left the context before one is
                // destroyed.
                heard->fetch_add(var.get(nullptr) == nullptr);
                var.set(value);
            }
        }
    };
    auto const value = std::make_shared<int>(1);
    auto const heard = std::make_shared<std::atomic<int>>(0);
    cv::ContextVar<std::shared_ptr<int>> const var("var");
    cv::ContextVar<std::shared_ptr<last_words>> const words("words");
    test_thread([&] {
        var.set(value);
        words.set(
            std::shared_ptr<last_words>(new last_words{var, value, heard}));
    }).join();
    BOOST_TEST(*heard == 1);
    BOOST_TEST(value.use_count() == 1);
}

BOOST_AUTO_TEST_SUITE_END()
