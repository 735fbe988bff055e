// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/contextvars.hpp>

#include "errors.hpp"

#include <any>
#include <concepts>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

using concur::KeyError;
using concur::LookupError;
using concur::RuntimeError;

namespace {

// Counts its copies.
struct counted
{
    explicit counted(int v) : value(v) {}
    counted(counted const& other) : value(other.value)
    {
        ++copies;
    }
    counted(counted&& other) noexcept : value(other.value) {}

    static inline int copies = 0;
    int value;
};

struct incomparable
{
    int value;
};

struct failure
{
};

template<class Key>
concept key = requires(cv::Context const& c, Key const& k)
{
    c[k];
    c.get(k);
    c.contains(k);
};

template<class C>
concept runs_nothing = requires(C& c)
{
    c.run();
};

} // namespace

BOOST_AUTO_TEST_SUITE(context)

BOOST_AUTO_TEST_CASE(new_ones_are_empty,
                     *label("py:contextvars.context.no_constructor_arguments") *
                         label("py:contextvars.context.empty"))
{
    static_assert(std::default_initializable<cv::Context>);
    static_assert(!std::constructible_from<cv::Context, int>);
    cv::Context const c;
    BOOST_TEST(c.size() == 0u);
    BOOST_TEST(c.empty());
    BOOST_TEST(c.keys().empty());
    BOOST_TEST((c.begin() == c.end()));
}

BOOST_AUTO_TEST_CASE(keys_are_variables,
                     *label("py:contextvars.context.key_type"))
{
    static_assert(key<cv::ContextVar<int>>);
    static_assert(!key<int>);
    static_assert(!key<std::string>);
    static_assert(!key<cv::Context>);
}

BOOST_AUTO_TEST_CASE(copy_context_gives_one,
                     *label("py:contextvars.copy_context.returns_context") *
                         label("py:contextvars.copy_context.snapshot") *
                         label("py:contextvars.copy_context.items_example"))
{
    static_assert(std::same_as<decltype(cv::copy_context()), cv::Context>);
    cv::Context().run([] {
        cv::ContextVar<int> const a("a");
        cv::ContextVar<std::string> const b("b");
        a.set(1);
        b.set("x");
        auto copy = cv::copy_context();
        a.set(2);
        copy.run([&] {
            BOOST_TEST(a.get() == 1);
            a.set(3);
        });
        BOOST_TEST(a.get() == 2);
        BOOST_TEST(copy[a] == 3);
        std::set<std::string> seen;
        for (auto const& [var, value] : copy.items())
        {
            seen.insert(var.name() + "=" +
                        (var == a ? std::to_string(std::any_cast<int>(value))
                                  : std::any_cast<std::string>(value)));
        }
        BOOST_TEST((seen == std::set<std::string>{"a=3", "b=x"}));
    });
}

BOOST_AUTO_TEST_CASE(a_copy_copies_no_values,
                     *label("py:contextvars.copy_context.constant_time"))
{
    cv::Context().run([] {
        std::vector<cv::ContextVar<counted>> vars;
        for (int i = 0; i != 100; ++i)
        {
            vars.emplace_back("v");
            vars.back().set(counted(i));
        }
        counted::copies = 0;
        auto copy = cv::copy_context();
        auto other = copy.copy();
        other.run([&] { vars[50].set(counted(1)); });
        BOOST_TEST(counted::copies == 0);
        BOOST_TEST(copy[vars[50]].value == 50);
        BOOST_TEST(other[vars[99]].value == 99);
    });
}

BOOST_AUTO_TEST_CASE(arguments_and_results,
                     *label("py:contextvars.context.run.forwards_arguments") *
                         label("py:contextvars.context.run.returns_result"))
{
    struct callee
    {
        int times(int n) const
        {
            return factor * n;
        }
        int factor;
    };
    cv::Context c;
    BOOST_TEST(c.run([](int a, int b) { return a * 10 + b; }, 1, 2) == 12);
    BOOST_TEST(c.run(&callee::times, callee{3}, 4) == 12);
    BOOST_TEST(c.run(std::bind_front(std::plus<int>(), 1), 2) == 3);
    int n = 1;
    c.run(
        [](int copy) {
            ++copy;
            BOOST_TEST(copy == 2);
        },
        n);
    BOOST_TEST(n == 1);
    static_assert(
        std::same_as<int&,
                     decltype(c.run([](int& i) -> int& { return i; }, n))>);
    ++c.run([](int& i) -> int& { return i; }, n);
    BOOST_TEST(n == 2);
    auto const moved = c.run([](std::unique_ptr<int> p) { return p; },
                             std::make_unique<int>());
    BOOST_TEST(moved != nullptr);
    static_assert(std::is_void_v<decltype(c.run([] {}))>);
    static_assert(!runs_nothing<cv::Context>);
}

BOOST_AUTO_TEST_CASE(exceptions,
                     *label("py:contextvars.context.run.propagates_exception"))
{
    cv::Context c;
    for (int i = 0; i != 2; ++i)
    {
        BOOST_CHECK_THROW(c.run([] { throw failure(); }), failure);
        BOOST_CHECK_THROW(c.run([](int) { throw failure(); }, 1), failure);
    }
}

BOOST_AUTO_TEST_CASE(one_within_another,
                     *label("py:contextvars.context.run.nested_isolation"))
{
    cv::ContextVar<std::string> const var("var");
    cv::Context c1;
    cv::Context c2;
    std::optional<cv::Context> copy;
    c1.run([&] {
        var.set("spam");
        c2.run([&] { BOOST_CHECK_THROW(var.get(), LookupError); });
        BOOST_TEST(var.get() == "spam");
        copy.emplace(cv::copy_context());
        BOOST_TEST(copy->size() == 1u);
        BOOST_TEST((*copy)[var] == "spam");
    });
    BOOST_TEST((c1 == *copy));
    BOOST_TEST(c1.contains(var));
    BOOST_CHECK_THROW(var.get(), LookupError);
}

BOOST_AUTO_TEST_CASE(
    what_a_throwing_function_has_set,
    *label("py:contextvars.context.run.exception_restores_outer") *
        label("py:contextvars.context.run.changes_kept_on_exception"))
{
    cv::ContextVar<std::string> const var("var");
    cv::Context c;
    BOOST_CHECK_THROW(c.run([&] {
        var.set("ham");
        throw failure();
    }),
                      failure);
    BOOST_TEST(var.get("none") == "none");
    BOOST_TEST(c[var] == "ham");
    BOOST_TEST(c.run([&] { return var.get(); }) == "ham");
}

BOOST_AUTO_TEST_CASE(seen_from_within,
                     *label("py:contextvars.context.run.live_view"))
{
    cv::ContextVar<int> const var("var", 0);
    cv::Context c;
    c.run([&] {
        BOOST_TEST(!c.get(var).has_value());
        BOOST_TEST(var.get() == 0);
        var.set(42);
        BOOST_TEST(c.get(var).value() == 42);
    });
}

BOOST_AUTO_TEST_CASE(
    no_two_at_a_time,
    *label("py:contextvars.context.run.recursive_rejected") *
        label("py:contextvars.context.run.after_rejected_reentry") *
        label("py:contextvars.context.run.copy_of_entered"))
{
    cv::ContextVar<int> const var("var");
    cv::Context c;
    bool ended = false;
    c.run([&] {
        var.set(1);
        auto const text = error_message<RuntimeError>([&] { c.run([] {}); });
        BOOST_TEST(text.starts_with(
            "cannot enter context: <_contextvars.Context object at "));
        BOOST_TEST(text.ends_with(" is already entered"));
        var.set(2);
        auto copy = c.copy();
        copy.run([&] {
            BOOST_TEST(var.get() == 2);
            var.set(3);
            BOOST_CHECK_THROW(c.run([] {}), RuntimeError);
        });
        BOOST_TEST(var.get() == 2);
        ended = true;
    });
    BOOST_TEST(ended);
    BOOST_TEST(c.run([&] { return var.get(); }) == 2);
}

BOOST_AUTO_TEST_CASE(the_mapping_has_no_defaults,
                     *label("py:contextvars.context.mapping_ignores_defaults"))
{
    cv::ContextVar<std::string> const var("var", "42");
    cv::Context c;
    c.run([&] {
        auto const absent = [&] {
            BOOST_TEST(var.get() == "42");
            auto const text = error_message<KeyError>([&] { c[var]; });
            BOOST_TEST(text == to_string(var));
            BOOST_TEST(!c.get(var).has_value());
            BOOST_TEST(c.get(var, "spam") == "spam");
            BOOST_TEST(!c.contains(var));
            BOOST_TEST(c.keys().empty());
        };
        absent();
        auto token = var.set("1");
        BOOST_TEST((c.keys() == std::vector<cv::any_context_var>{var}));
        BOOST_TEST(c[var] == "1");
        var.reset(token);
        absent();
    });
}

BOOST_AUTO_TEST_CASE(copies, *label("py:contextvars.context.copy_semantics") *
                                 label("py:contextvars.context.copy"))
{
    cv::ContextVar<int> const var("var");
    cv::Context c1;
    c1.run([&] {
        var.set(10);
        auto c2 = c1.copy();
        BOOST_TEST(c2[var] == 10);
        var.set(20);
        BOOST_TEST(c1[var] == 20);
        BOOST_TEST(c2[var] == 10);
        c2.run([&] {
            BOOST_TEST(var.get() == 10);
            var.set(30);
            BOOST_TEST(c1[var] == 20);
            BOOST_TEST(c2[var] == 30);
        });
        BOOST_TEST(var.get() == 20);
    });
}

BOOST_AUTO_TEST_CASE(a_new_value_is_not_the_old_one,
                     *label("py:contextvars.copy.values_shared_not_cloned"))
{
    using list = std::shared_ptr<std::vector<int>>;
    cv::Context().run([] {
        cv::ContextVar<list> const var("var");
        var.set(std::make_shared<std::vector<int>>());
        auto copy = cv::copy_context();
        copy.run([&] {
            BOOST_TEST(var.get().use_count() > 1);
            var.set(std::make_shared<std::vector<int>>());
            var.get()->push_back(1);
        });
        BOOST_TEST(var.get()->empty());
        BOOST_TEST(copy[var]->size() == 1u);
    });
}

BOOST_AUTO_TEST_CASE(nothing_set_nothing_copied,
                     *label("py:contextvars.context.run.changes_contained"))
{
    cv::ContextVar<std::string> const var("var");
    cv::Context().run([&] {
        var.set("spam");
        auto ctx = cv::copy_context();
        ctx.run([&] {
            BOOST_TEST(var.get() == "spam");
            BOOST_TEST(ctx[var] == "spam");
            var.set("ham");
            BOOST_TEST(var.get() == "ham");
            BOOST_TEST(ctx[var] == "ham");
        });
        BOOST_TEST(ctx[var] == "ham");
        BOOST_TEST(var.get() == "spam");
    });
}

BOOST_AUTO_TEST_CASE(
    back_to_where_it_was,
    *label("py:contextvars.context.run.restores_outer_context"))
{
    cv::ContextVar<int> const depth("depth", -1);
    std::function<void(int)> const down = [&](int n) {
        cv::Context c;
        auto const go = [&] {
            depth.set(n);
            if (n != 20)
            {
                try
                {
                    down(n + 1);
                }
                catch (failure const&)
                {
                }
            }
            BOOST_TEST(depth.get() == n);
            if (n % 2 != 0)
            {
                throw failure();
            }
        };
        c.run(go);
    };
    down(0);
    BOOST_TEST(depth.get() == -1);
}

BOOST_AUTO_TEST_CASE(as_a_mapping, *label("py:contextvars.context.contains") *
                                       label("py:contextvars.context.getitem") *
                                       label("py:contextvars.context.get") *
                                       label("py:contextvars.context.len"))
{
    cv::ContextVar<int> const a("a");
    cv::ContextVar<int> const b("b", 5);
    cv::Context c;
    c.run([&] { a.set(1); });
    BOOST_TEST(c.contains(a));
    BOOST_TEST(!c.contains(b));
    BOOST_TEST(c[a] == 1);
    BOOST_CHECK_THROW(c[b], KeyError);
    static_assert(std::derived_from<KeyError, LookupError>);
    BOOST_TEST(c.get(a).value() == 1);
    BOOST_TEST(!c.get(b).has_value());
    BOOST_TEST(c.get(b, 9) == 9);
    BOOST_TEST(c.size() == 1u);
    c.run([&] { b.set(2); });
    BOOST_TEST(c.size() == 2u);
    c.run([&] { b.set(3); });
    BOOST_TEST(c.size() == 2u);
}

BOOST_AUTO_TEST_CASE(iteration,
                     *label("py:contextvars.context.iteration") *
                         label("py:contextvars.context.keys_values_items") *
                         label("py:contextvars.context.iteration_snapshot"))
{
    std::vector<cv::ContextVar<int>> vars;
    for (int i = 0; i != 40; ++i)
    {
        vars.emplace_back(std::to_string(i));
    }
    cv::Context c;
    c.run([&] {
        for (int i = 0; i != 20; ++i)
        {
            vars[i].set(i);
        }
        std::vector<cv::any_context_var> seen;
        int next = 20;
        for (auto const& var : c)
        {
            seen.push_back(var);
            vars[next].set(next);
            ++next;
        }
        BOOST_TEST(seen.size() == 20u);
        BOOST_TEST(c.size() == 40u);
    });
    auto const keys = c.keys();
    auto const values = c.values();
    auto const items = c.items();
    BOOST_TEST((keys == std::vector<cv::any_context_var>(
                            c.begin(), cv::Context::iterator())));
    BOOST_TEST(keys.size() == 40u);
    BOOST_TEST(values.size() == 40u);
    for (std::size_t i = 0; i != items.size(); ++i)
    {
        auto const value = std::any_cast<int>(items[i].second);
        BOOST_TEST((items[i].first == keys[i]));
        BOOST_TEST(std::any_cast<int>(values[i]) == value);
        BOOST_TEST(keys[i].name() == std::to_string(value));
    }
    std::set<std::string> names;
    for (auto const& k : keys)
    {
        names.insert(k.name());
    }
    BOOST_TEST(names.size() == 40u);
}

BOOST_AUTO_TEST_CASE(equality, *label("py:contextvars.context.equality"))
{
    cv::ContextVar<int> const a("a");
    cv::ContextVar<int> const b("b");
    cv::ContextVar<incomparable> const i("i");
    BOOST_TEST((cv::Context() == cv::Context()));
    cv::Context c;
    cv::Context d;
    c.run([&] { a.set(1); });
    BOOST_TEST((c != d));
    d.run([&] { b.set(1); });
    BOOST_TEST((c != d));
    d.run([&] { a.set(1); });
    c.run([&] { b.set(1); });
    BOOST_TEST((c == d));
    d.run([&] { a.set(2); });
    BOOST_TEST((c != d));
    c.run([&] { i.set({1}); });
    auto const copy = c;
    BOOST_TEST((c == copy));
    c.run([&] { i.set({1}); });
    BOOST_TEST((c != copy));
}

BOOST_AUTO_TEST_CASE(a_mapping_is_read_only,
                     *label("py:contextvars.context.read_only_mapping"))
{
    using var = cv::ContextVar<int>;
    static_assert(!std::is_copy_assignable_v<cv::Context>);
    static_assert(!std::is_move_assignable_v<cv::Context>);
    static_assert(
        std::same_as<int, decltype(std::declval<cv::Context&>()
                                       [std::declval<var const&>()])>);
    static_assert(!std::is_lvalue_reference_v<
                  decltype(*std::declval<cv::Context&>().begin())>);
}

BOOST_AUTO_TEST_SUITE_END()
