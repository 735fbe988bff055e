// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/contextvars.hpp>

#include "errors.hpp"

#include <boost/core/demangle.hpp>
#include <boost/test/unit_test.hpp>

#include <concepts>
#include <functional>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <type_traits>
#include <typeinfo>
#include <unordered_set>
#include <vector>

using concur::LookupError;
using concur::RuntimeError;
using concur::ValueError;

namespace {

// Run a body in a new, empty context.
template<class Body>
void in_new_context(Body body)
{
    cv::Context().run(body);
}

} // namespace

BOOST_AUTO_TEST_SUITE(context_var)

BOOST_AUTO_TEST_CASE(a_name_is_for_reading,
                     *label("py:contextvars.var.name") *
                         label("py:contextvars.var.name_read_only"))
{
    cv::ContextVar<int> const var("aaa");
    BOOST_TEST(var.name() == "aaa");
    static_assert(std::same_as<decltype(var.name()), std::string const&>);
    cv::ContextVar<int> const same("aaa");
    std::hash<cv::any_context_var> const hash;
    BOOST_TEST(hash(var) == hash(cv::ContextVar<int>(var)));
    BOOST_TEST((hash(var) != hash(same)));
    std::unordered_set<cv::any_context_var> const set{var, same, var};
    BOOST_TEST(set.size() == 2u);
}

BOOST_AUTO_TEST_CASE(text, *label("py:contextvars.var.repr"))
{
    cv::ContextVar<int> const plain("aaa");
    cv::ContextVar<int> const number("bbb", 123);
    cv::ContextVar<std::string> const text("c'c", "a\n");
    cv::ContextVar<bool> const flag("f", true);
    cv::ContextVar<double> const real("r", 1.5);
    cv::ContextVar<std::vector<int>> const list("l", {1});
    auto const begins = [](auto const& var, std::string const& with) {
        std::ostringstream out;
        out << var;
        BOOST_TEST(out.str() == to_string(var));
        BOOST_TEST(out.str().starts_with(with + " at 0x"));
        BOOST_TEST(out.str().ends_with(">"));
    };
    begins(plain, "<ContextVar name='aaa'");
    begins(number, "<ContextVar name='bbb' default=123");
    begins(text, "<ContextVar name=\"c'c\" default='a\\n'");
    begins(flag, "<ContextVar name='f' default=True");
    begins(real, "<ContextVar name='r' default=1.5");
    begins(list, "<ContextVar name='l' default=<" +
                     boost::core::demangle(typeid(std::vector<int>).name()) +
                     " object>");

    in_new_context([&] {
        auto token = number.set(1);
        begins(token, "<Token var=" + to_string(number));
        BOOST_TEST(!has(to_string(token), " used "));
        number.reset(token);
        begins(token, "<Token used var=" + to_string(number));
    });
}

BOOST_AUTO_TEST_CASE(final_classes, *label("py:contextvars.classes.final"))
{
    static_assert(std::is_final_v<cv::ContextVar<int>>);
    static_assert(std::is_final_v<cv::Context>);
    static_assert(std::is_final_v<cv::Token<int>>);
}

BOOST_AUTO_TEST_CASE(values_come_and_go,
                     *label("py:contextvars.var.get_set_reset_cycle"))
{
    in_new_context([] {
        cv::ContextVar<std::string> const c("a");
        BOOST_CHECK_THROW(c.get(), LookupError);
        BOOST_TEST(c.get("aa") == "aa");
        auto t0 = c.set("42");
        BOOST_TEST(c.get() == "42");
        BOOST_TEST(c.get("other") == "42");
        BOOST_TEST((t0.old_value() == cv::MISSING));
        BOOST_TEST((t0.var() == c));
        auto t = c.set("spam");
        BOOST_TEST(c.get() == "spam");
        BOOST_TEST(t.old_value().value() == "42");
        c.reset(t);
        BOOST_TEST(c.get() == "42");
        BOOST_TEST(has(error_message<RuntimeError>([&] { c.reset(t); }),
                       "has already been used once"));
        BOOST_TEST(c.get() == "42");

        c.set("spam2");
        auto const before = cv::copy_context();
        BOOST_TEST(before.size() == 1u);
        BOOST_TEST(before[c] == "spam2");
        BOOST_TEST(before.get(c, "aa") == "spam2");
        BOOST_TEST((before.keys() == std::vector<cv::any_context_var>{c}));
        BOOST_TEST(before.values().size() == 1u);
        BOOST_TEST(std::any_cast<std::string>(before.values().at(0)) ==
                   "spam2");
        BOOST_TEST((before.items().at(0).first == c));

        c.reset(t0);
        BOOST_CHECK_THROW(c.get(), LookupError);
        auto const after = cv::copy_context();
        BOOST_TEST(after.size() == 0u);
        BOOST_CHECK_THROW(after[c], concur::KeyError);
        BOOST_TEST(after.get(c, "aa") == "aa");
        BOOST_TEST(!after.contains(c));
        BOOST_TEST(before[c] == "spam2");
    });
}

BOOST_AUTO_TEST_CASE(which_value_counts,
                     *label("py:contextvars.var.get.precedence"))
{
    in_new_context([] {
        cv::ContextVar<int> const c("c", 7);
        BOOST_TEST(c.get() == 7);
        BOOST_TEST(c.get(9) == 9);
        c.set(1);
        BOOST_TEST(c.get(9) == 1);
        BOOST_TEST(c.get() == 1);
    });
}

BOOST_AUTO_TEST_CASE(empty_values_are_values,
                     *label("py:contextvars.var.get.explicit_none_fallback"))
{
    in_new_context([] {
        cv::ContextVar<std::shared_ptr<int>> const none("n", nullptr);
        BOOST_TEST(!none.get());
        cv::ContextVar<std::shared_ptr<int>> const one(
            "o", std::make_shared<int>(1));
        BOOST_TEST(!one.get(nullptr));
        cv::ContextVar<std::optional<int>> const maybe("m", std::nullopt);
        BOOST_TEST(!maybe.get().has_value());
        maybe.set(std::nullopt);
        BOOST_TEST(!maybe.get(5).has_value());
        BOOST_TEST(cv::copy_context().contains(maybe));
    });
}

BOOST_AUTO_TEST_CASE(no_value_names_the_variable,
                     *label("py:contextvars.var.get.lookup_error"))
{
    in_new_context([] {
        cv::ContextVar<int> const c("the_name");
        auto const text = error_message<LookupError>([&] { c.get(); });
        BOOST_TEST(text == to_string(c));
        static_assert(std::derived_from<LookupError, std::out_of_range>);
    });
}

BOOST_AUTO_TEST_CASE(a_default_is_in_no_context,
                     *label("py:contextvars.var.default_not_stored"))
{
    in_new_context([] {
        cv::ContextVar<int> const c("c", 1);
        BOOST_TEST(c.get() == 1);
        BOOST_TEST(cv::copy_context().size() == 0u);
        BOOST_TEST(!cv::copy_context().contains(c));
    });
}

BOOST_AUTO_TEST_CASE(names_may_be_equal,
                     *label("py:contextvars.var.same_name_distinct"))
{
    in_new_context([] {
        cv::ContextVar<int> const a("x");
        cv::ContextVar<int> const b("x");
        BOOST_TEST((a != b));
        a.set(1);
        b.set(2);
        BOOST_TEST(a.get() == 1);
        BOOST_TEST(b.get() == 2);
    });
}

BOOST_AUTO_TEST_CASE(set_returns_a_token,
                     *label("py:contextvars.var.set_returns_token"))
{
    in_new_context([] {
        cv::ContextVar<int> const c("c");
        cv::Token<int> token = c.set(1);
        BOOST_TEST(c.get() == 1);
        c.reset(token);
        BOOST_CHECK_THROW(c.get(), LookupError);
        c.reset(c.set(3));
        BOOST_CHECK_THROW(c.get(), LookupError);
    });
}

BOOST_AUTO_TEST_CASE(reset_to_nothing,
                     *label("py:contextvars.var.reset_to_no_value"))
{
    in_new_context([] {
        cv::ContextVar<int> const c("c");
        auto token = c.set(1);
        BOOST_TEST(cv::copy_context().contains(c));
        c.reset(token);
        BOOST_CHECK_THROW(c.get(), LookupError);
        BOOST_TEST(!cv::copy_context().contains(c));
    });
}

BOOST_AUTO_TEST_CASE(tokens_in_any_order,
                     *label("py:contextvars.var.reset.out_of_order"))
{
    in_new_context([] {
        cv::ContextVar<int> const c("c");
        auto t1 = c.set(1);
        auto t2 = c.set(2);
        c.reset(t1);
        BOOST_CHECK_THROW(c.get(), LookupError);
        c.reset(t2);
        BOOST_TEST(c.get() == 1);
    });
}

BOOST_AUTO_TEST_CASE(anothers_token,
                     *label("py:contextvars.var.reset.wrong_variable"))
{
    in_new_context([] {
        cv::ContextVar<int> const c("c");
        cv::ContextVar<int> const d("d");
        auto token = c.set(42);
        d.set(43);
        BOOST_TEST(has(error_message<ValueError>([&] { d.reset(token); }),
                       "was created by a different ContextVar"));
        BOOST_TEST(c.get() == 42);
        BOOST_TEST(d.get() == 43);
    });
}

BOOST_AUTO_TEST_CASE(a_token_from_elsewhere,
                     *label("py:contextvars.var.reset.wrong_context"))
{
    in_new_context([] {
        cv::ContextVar<int> const c("c");
        std::optional<cv::Token<int>> token;
        in_new_context([&] { token = c.set(42); });
        BOOST_TEST(has(error_message<ValueError>([&] { c.reset(*token); }),
                       "was created in a different Context"));
        c.set(1);
        BOOST_CHECK_THROW(c.reset(*token), ValueError);
        BOOST_TEST(c.get() == 1);
    });
}

BOOST_AUTO_TEST_CASE(
    errors_in_their_order,
    *label("py:contextvars.var.reset.used_checked_first") *
        label("py:contextvars.var.reset.variable_checked_before_context") *
        label("py:contextvars.var.reset.failed_keeps_token"))
{
    cv::ContextVar<int> const c("c");
    cv::ContextVar<int> const d("d");
    cv::Context context;
    std::optional<cv::Token<int>> token;
    context.run([&] { token = c.set(42); });
    in_new_context([&] {
        BOOST_TEST(has(error_message<ValueError>([&] { d.reset(*token); }),
                       "different ContextVar"));
        BOOST_TEST(has(error_message<ValueError>([&] { c.reset(*token); }),
                       "different Context"));
    });
    context.run([&] {
        BOOST_CHECK_THROW(d.reset(*token), ValueError);
        BOOST_TEST(c.get() == 42);
        c.reset(*token);
        BOOST_CHECK_THROW(c.get(), LookupError);
    });
    in_new_context([&] { BOOST_CHECK_THROW(d.reset(*token), RuntimeError); });
}

BOOST_AUTO_TEST_CASE(
    the_same_context_again,
    *label("py:contextvars.var.reset.reentered_context") *
        label("py:contextvars.var.reset.copy_is_different_context"))
{
    cv::ContextVar<int> const c("c");
    cv::Context context;
    std::optional<cv::Token<int>> token;
    context.run([&] { token = c.set(1); });
    auto copy = context.copy();
    copy.run([&] {
        BOOST_TEST(c.get() == 1);
        BOOST_CHECK_THROW(c.reset(*token), ValueError);
    });
    context.run([&] {
        c.reset(*token);
        BOOST_CHECK_THROW(c.get(), LookupError);
    });
    BOOST_TEST(copy[c] == 1);
}

BOOST_AUTO_TEST_CASE(many, *label("py:contextvars.var.many_variables"))
{
    in_new_context([] {
        std::vector<cv::ContextVar<int>> vars;
        for (int i = 0; i != 5000; ++i)
        {
            vars.emplace_back("v" + std::to_string(i));
            vars.back().set(i);
        }
        auto copy = cv::copy_context();
        for (int i = 0; i != 5000; ++i)
        {
            vars[i].set(-i);
        }
        int wrong = 0;
        for (int i = 0; i != 5000; ++i)
        {
            wrong += vars[i].get() != -i || copy[vars[i]] != i;
        }
        BOOST_TEST(wrong == 0);
        BOOST_TEST(copy.size() == 5000u);
    });
}

BOOST_AUTO_TEST_CASE(a_variable_that_has_gone,
                     *label("py:contextvars.var.destroyed_variable"))
{
    std::optional<cv::ContextVar<std::shared_ptr<int>>> var(std::in_place,
                                                            "gone");
    auto const value = std::make_shared<int>(5);
    std::optional<cv::Context> context(std::in_place);
    context->run([&] { var->set(value); });
    var.reset();
    cv::ContextVar<int> const next("next");
    BOOST_TEST(context->size() == 1u);
    BOOST_TEST(!context->contains(next));
    for (auto const& v : *context)
    {
        BOOST_TEST(v.name() == "gone");
        BOOST_TEST(context->contains(v));
    }
    auto const held =
        std::any_cast<std::shared_ptr<int>>(context->values().at(0));
    BOOST_TEST(held == value);
    BOOST_TEST(value.use_count() == 3);
    context.reset();
    BOOST_TEST(value.use_count() == 2);
}

BOOST_AUTO_TEST_CASE(members_of_a_token,
                     *label("py:contextvars.token.var") *
                         label("py:contextvars.token.old_value") *
                         label("py:contextvars.token.missing_marker"))
{
    in_new_context([] {
        cv::ContextVar<int> const c("c", 7);
        auto first = c.set(1);
        BOOST_TEST((first.old_value() == cv::MISSING));
        BOOST_TEST((first.old_value() == cv::Token<int>::MISSING));
        auto second = c.set(2);
        BOOST_TEST((second.old_value() == 1));
        c.reset(second);
        c.reset(first);
        BOOST_TEST((second.var() == c));
        BOOST_TEST((second.old_value() == 1));
        BOOST_TEST((first.old_value() == cv::MISSING));
        cv::ContextVar<std::optional<int>> const maybe("m");
        maybe.set(std::nullopt);
        BOOST_TEST((maybe.set(3).old_value() != cv::MISSING));
    });
}

BOOST_AUTO_TEST_CASE(tokens_come_from_set_only,
                     *label("py:contextvars.token.not_constructible") *
                         label("py:contextvars.token.identity"))
{
    static_assert(!std::default_initializable<cv::Token<int>>);
    static_assert(!std::copy_constructible<cv::Token<int>>);
    static_assert(
        !std::constructible_from<cv::Token<int>, cv::ContextVar<int>>);
    static_assert(!std::constructible_from<cv::Token<int>, int>);
    in_new_context([] {
        cv::ContextVar<int> const c("c");
        auto a = c.set(1);
        auto b = c.set(1);
        BOOST_TEST((a != b));
        BOOST_TEST((a == a));
        c.reset(a);
        c.reset(b);
        BOOST_TEST(c.get() == 1);
    });
}

BOOST_AUTO_TEST_SUITE_END()
