// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/contextvars.hpp>

#include "errors.hpp"

#include <support/failing_allocation.hpp>
#include <support/support.hpp>
#include <support/test_thread.hpp>

#include <any>
#include <atomic>
#include <functional>
#include <memory>
#include <new>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

// Each allocation of a call, and each copy or move of a value, fails once. The
// call then fails and changes nothing.

namespace {

struct refused
{
};

/// A value that is too large for its memory to be kept.
struct large
{
    large(int n) : value(n) {}

    friend bool operator==(large const&, large const&) = default;

    friend std::ostream& operator<<(std::ostream& out, large const& l)
    {
        return out << l.value;
    }

    int value;
    int more[100] = {};
};

/// A value whose copies and moves fail when the test says so.
struct failing_value
{
    explicit failing_value(int n) : value(n)
    {
        ++alive;
    }

    failing_value(failing_value const& other) : value(other.value)
    {
        step();
        ++alive;
    }

    failing_value(failing_value&& other) : value(other.value)
    {
        step();
        ++alive;
    }

    ~failing_value()
    {
        --alive;
    }

    friend bool operator==(failing_value const& a, failing_value const& b)
    {
        step();
        return a.value == b.value;
    }

    static void step()
    {
        if (steps_left >= 0 && steps_left-- == 0)
        {
            throw refused();
        }
    }

    static inline thread_local long steps_left = -1;
    static inline int alive = 0;

    int value;
};

template<class Call, class Check>
int each_step_fails(Call const& call, Check const& unchanged)
{
    return with_failures<refused>(
        failing_value::steps_left, call,
        [&](bool done) { done ? void() : unchanged(); });
}

} // namespace

BOOST_AUTO_TEST_SUITE(faults)

BOOST_AUTO_TEST_CASE(memory_for_a_variable)
{
    std::optional<cv::ContextVar<std::string>> var;
    auto const name = std::string(100, 'n');
    var.emplace(name, name); // the first variable allocates tables
    var.reset();
    auto const before = blocks.load();
    BOOST_TEST(each_allocation_fails([&] { var.emplace(name, name); },
                                     [&] { BOOST_TEST(blocks == before); }) >=
               3);
    BOOST_TEST(var->get() == name);
}

BOOST_AUTO_TEST_CASE(memory_to_set_and_reset)
{
    // Enough variables for several nodes of the tree.
    std::vector<cv::ContextVar<large>> vars;
    for (int i = 0; i != 200; ++i)
    {
        vars.emplace_back("v");
    }
    cv::Context c;
    c.run([&] {
        for (std::size_t at : {0U, 1U, 50U, 199U})
        {
            auto const& var = vars[at];
            std::optional<cv::Token<large>> token;
            auto const size = cv::copy_context().size();
            BOOST_TEST(each_allocation_fails(
                           [&] { token.emplace(var.set(int(at))); },
                           [&] {
                               BOOST_TEST(var.get(-1) == -1);
                               BOOST_TEST(cv::copy_context().size() == size);
                           }) >= 1);
            BOOST_TEST(var.get() == int(at));

            // A shared node is copied before it is changed, also by reset();
            // with each level, one node more.
            auto const copy = cv::copy_context();
            BOOST_TEST(each_allocation_fails(
                           [&] { var.reset(*token); },
                           [&] { BOOST_TEST(var.get() == int(at)); }) == 2);
            BOOST_TEST(var.get(-1) == -1);
            BOOST_TEST(copy[var] == int(at));

            auto const again = cv::copy_context();
            token.emplace(var.set(7));
            auto const third = cv::copy_context();
            BOOST_TEST(each_allocation_fails(
                           [&] { var.reset(std::move(*token)); },
                           [&] { BOOST_TEST(var.get() == 7); }) == 2);
            BOOST_TEST(third[var] == 7);
            BOOST_TEST(!again.contains(var));
            var.set(int(at));
        }
        BOOST_TEST(cv::copy_context().size() == 4);
    });
}

// The end of a scope cannot report a failure: the value stays.
BOOST_AUTO_TEST_CASE(memory_at_the_end_of_a_scope)
{
    cv::ContextVar<large> const var("var");
    cv::Context().run([&] {
        std::optional<cv::Context> copy;
        {
            cv::scoped_token const token(var.set(1));
            copy.emplace(cv::copy_context());
            allocations_left = 0;
        }
        BOOST_TEST(allocations_left == -1); // the allocation failed
        BOOST_TEST(var.get() == large(1));
        auto token = var.set(2);
        allocations_left = 0;
        var.reset(token); // the nodes exist by now
        allocations_left = -1;
        BOOST_TEST(var.get() == large(1));
    });
}

BOOST_AUTO_TEST_CASE(memory_in_a_mapping)
{
    std::vector<cv::ContextVar<std::string>> vars;
    cv::Context c;
    for (int i = 0; i != 10; ++i)
    {
        vars.emplace_back("v");
        c.run([&] { vars.back().set(std::string(100, 'v')); });
    }
    auto const unchanged = [&] { BOOST_TEST(c.size() == 10); };
    auto const before = blocks.load();
    BOOST_TEST(each_allocation_fails([&] { BOOST_TEST(c.keys().size() == 10); },
                                     unchanged) == 1);
    BOOST_TEST(
        each_allocation_fails([&] { BOOST_TEST(c.values().size() == 10); },
                              unchanged) >= 11);
    BOOST_TEST(
        each_allocation_fails([&] { BOOST_TEST(c.items().size() == 10); },
                              unchanged) >= 11);
    BOOST_TEST(blocks == before);
}

BOOST_AUTO_TEST_CASE(memory_to_bind)
{
    cv::Context c;
    auto const before = blocks.load();
    int calls = 0;
    BOOST_TEST(
        each_allocation_fails([&] { cv::bind_context(c, [&] { ++calls; })(); },
                              [&] { BOOST_TEST(blocks == before); }) == 1);
    BOOST_TEST(calls == 1);
}

BOOST_AUTO_TEST_CASE(copies_of_values)
{
    {
        cv::ContextVar<failing_value> const var("var");
        cv::ContextVar<failing_value> const other("other", failing_value(9));
        cv::Context c;
        failing_value const one(1);
        auto const nothing_set = [&] {
            BOOST_TEST(!c.contains(var));
            BOOST_TEST(failing_value::alive == 2);
        };
        auto const set = [&] { c.run([&] { var.set(one); }); };
        BOOST_TEST(each_step_fails(set, nothing_set) >= 2);
        BOOST_TEST(c[var].value == 1);

        auto const still = [&] {
            BOOST_TEST(c[var].value == 1);
            BOOST_TEST(c.size() == 1);
            BOOST_TEST(failing_value::alive == 3);
        };
        auto const two = [&] { c.run([&] { var.set(failing_value(2)); }); };
        BOOST_TEST(each_step_fails(two, still) >= 1);
        BOOST_TEST(c[var].value == 2);
        c.run([&] { var.set(one); });

        auto const reads = std::vector<std::function<void()>>{
            [&] { c.run([&] { var.get(); }); },
            [&] { c.run([&] { other.get(); }); },
            [&] { c.run([&] { other.get(one); }); },
            [&] { c[var]; },
            [&] { c.get(var); },
            [&] { c.get(var, one); },
            [&] { c.values(); },
            [&] { c.items(); },
        };
        for (auto const& read : reads)
        {
            BOOST_TEST(each_step_fails(read, still) >= 1);
            still();
        }

        cv::Context d;
        d.run([&] { var.set(one); });
        bool equal = false;
        BOOST_TEST(each_step_fails([&] { equal = c == d; }, [] {}) == 1);
        BOOST_TEST(equal);

        c.run([&] {
            auto token = var.set(failing_value(3));
            BOOST_TEST(each_step_fails(
                           [&] { token.old_value(); },
                           [&] { BOOST_TEST(var.get().value == 3); }) >= 1);
            var.reset(token);
        });
        BOOST_TEST(failing_value::alive == 4);
    }
    BOOST_TEST(failing_value::alive == 0);
}

BOOST_AUTO_TEST_CASE(a_default_that_cannot_be_moved)
{
    auto const before = blocks.load();
    std::optional<cv::ContextVar<failing_value>> var;
    BOOST_TEST(each_step_fails([&] { var.emplace("var", failing_value(1)); },
                               [&] {
                                   BOOST_TEST(failing_value::alive == 0);
                                   BOOST_TEST(blocks == before);
                               }) >= 1);
    BOOST_TEST(var->get().value == 1);
}

// A set() that is followed by a reset() needs memory only the first time.
BOOST_AUTO_TEST_CASE(memory_of_values_is_used_again)
{
    cv::ContextVar<int> const var("var");
    cv::Context().run([&] {
        var.set(0);
        var.reset(var.set(1));
        allocations_left = 0;
        for (int i = 0; i != 100; ++i)
        {
            auto token = var.set(i);
            var.reset(token);
            cv::scoped_token const scoped(var.set(i));
        }
        allocations_left = -1;
        BOOST_TEST(var.get() == 0);
    });
}

// The memory that a thread keeps for the next set() does not keep a variable
// alive.
BOOST_AUTO_TEST_CASE(memory_of_a_variable)
{
    auto const held = std::make_shared<int>(1);
    auto const round = [&] {
        cv::ContextVar<std::shared_ptr<int>> const var("var", held);
        cv::Context().run([&] {
            var.reset(var.set(held));
            auto token = var.set(held);
            cv::scoped_token const scoped(var.set(held));
        });
        BOOST_TEST(held.use_count() == 2);
    };
    round(); // from now on memory is used again
    auto const before = blocks.load();
    for (int i = 0; i != 20; ++i)
    {
        round();
        BOOST_TEST(held.use_count() == 1);
    }
    BOOST_TEST(blocks == before);
}

// The variable ends when the last value is destroyed, even if that is after its
// last object,
BOOST_AUTO_TEST_CASE(memory_of_a_variable_that_a_context_outlives)
{
    auto const held = std::make_shared<int>(1);
    std::optional<cv::Context> c(std::in_place);
    {
        cv::ContextVar<std::shared_ptr<int>> const var("var", held);
        c->run([&] { var.reset(var.set(held)); });
        c->run([&] { var.set(held); });
    }
    BOOST_TEST(held.use_count() == 3);
    c.reset();
    BOOST_TEST(held.use_count() == 1);
}

// or if it was used by a thread that still runs.
BOOST_AUTO_TEST_CASE(memory_of_a_variable_that_a_thread_outlives)
{
    auto const held = std::make_shared<int>(1);
    std::optional<cv::ContextVar<std::shared_ptr<int>>> var;
    var.emplace("var", held);
    std::atomic<bool> used{false};
    std::atomic<bool> end{false};
    support::test_thread other([&] {
        cv::Context().run([&] { var->reset(var->set(held)); });
        used = true;
        EXPECT(support::eventually([&] { return end.load(); }));
    });
    BOOST_TEST(support::eventually([&] { return used.load(); }));
    var.reset();
    BOOST_TEST(held.use_count() == 1);
    end = true;
}

// A variable does not live longer than the thread.
BOOST_AUTO_TEST_CASE(memory_of_a_thread)
{
    auto const held = std::make_shared<int>(1);
    cv::ContextVar<std::shared_ptr<int>> const var("var", held);
    auto const before = blocks.load();
    support::test_thread([&] {
        for (int i = 0; i != 20; ++i)
        {
            var.reset(var.set(held));
            EXPECT(held.use_count() == 2);
        }
        var.set(held); // destroyed with the thread
    }).join();
    BOOST_TEST(held.use_count() == 2);
    BOOST_TEST(blocks == before);
}

// A context is as large as the variables that exist need, however many there
// were before.
BOOST_AUTO_TEST_CASE(memory_of_variables_that_come_and_go)
{
    cv::Context c;
    auto const round = [&] {
        std::vector<cv::ContextVar<int>> vars;
        for (int i = 0; i != 1000; ++i)
        {
            vars.emplace_back("v");
        }
        c.run([&] {
            std::vector<cv::Token<int>> tokens;
            for (auto const& var : vars)
            {
                tokens.push_back(var.set(1));
            }
            for (auto& token : tokens)
            {
                token.var().reset(token);
            }
        });
    };
    round();
    auto const before = bytes.load();
    for (int i = 0; i != 20; ++i)
    {
        round();
    }
    BOOST_TEST(bytes <= before);
}

BOOST_AUTO_TEST_SUITE_END()
