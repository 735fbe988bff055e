// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/contextvars.hpp>

#include "errors.hpp"

#include <any>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

// Values of many types, also some whose code uses the variables.

namespace {

/// A type that cannot be compared.
struct plain
{
    int value = 0;
};

/// Runs a function whenever it is copied or compared.
struct meddler
{
    explicit meddler(int n) : value(std::make_unique<int>(n)) {}

    meddler(meddler const& other) : value(std::make_unique<int>(*other.value))
    {
        meddle();
        *value = *other.value;
    }

    meddler(meddler&&) = default;

    friend bool operator==(meddler const& a, meddler const& b)
    {
        meddle();
        return *a.value == *b.value;
    }

    static void meddle()
    {
        if (auto const f = std::exchange(next, nullptr))
        {
            f();
        }
    }

    static inline std::function<void()> next;

    std::unique_ptr<int> value;
};

} // namespace

BOOST_AUTO_TEST_SUITE(values)

// Values that cannot be compared are equal if one set() has made both.
BOOST_AUTO_TEST_CASE(without_comparison)
{
    auto const check = [](auto value) {
        using T = decltype(value);
        cv::ContextVar<T> const var("var");
        cv::Context c;
        c.run([&] { var.set(value); });
        auto const copy = c.copy();
        BOOST_TEST((copy == c));
        c.run([&] { var.set(value); });
        BOOST_TEST((copy != c));
    };
    check(plain());
    check(std::vector<plain>(1));
    check(std::optional<plain>(plain()));
    check(std::pair<int, plain>());
    check(std::tuple<plain, int>());
    check(std::variant<plain, int>());
    check(std::map<int, std::vector<plain>>{{1, {}}});
}

BOOST_AUTO_TEST_CASE(with_comparison)
{
    auto const check = [](auto value) {
        using T = decltype(value);
        cv::ContextVar<T> const var("var");
        cv::Context c;
        cv::Context d;
        c.run([&] { var.set(value); });
        d.run([&] { var.set(value); });
        BOOST_TEST((c == d));
    };
    check(std::string("text"));
    check(std::vector<std::string>{"a"});
    check(std::optional<int>(1));
    check(std::pair<int, std::string>(1, "a"));
    check(std::map<int, std::vector<int>>{{1, {2}}});
    check(std::shared_ptr<plain>());
    check(std::variant<int, std::string>("a"));
}

// If a copy or comparison sets the variable, the call continues with the value
// that was there.
BOOST_AUTO_TEST_CASE(values_whose_code_sets_the_variable)
{
    cv::ContextVar<meddler> const var("var");
    cv::Context c;
    c.run([&] {
        auto const again = [&] {
            var.set(meddler(1));
            meddler::next = [&] { var.set(meddler(2)); };
        };
        again();
        BOOST_TEST(*var.get().value == 1);
        again();
        BOOST_TEST(*var.get(meddler(3)).value == 1);
        again();
        BOOST_TEST(*c[var].value == 1);
        again();
        BOOST_TEST(*c.get(var)->value == 1);
        again();
        auto const values = c.values();
        BOOST_TEST(values.size() == 1);
        again();
        BOOST_TEST(c.items().size() == 1);
        cv::Context d;
        d.run([&] { var.set(meddler(1)); });
        again();
        BOOST_TEST((c == d));
        BOOST_TEST(*var.get().value == 2);
    });
}

BOOST_AUTO_TEST_CASE(as_text)
{
    auto const text = [](auto const& var) { return to_string(var); };
    char const* const none = nullptr;
    BOOST_TEST(
        has(text(cv::ContextVar<char const*>("v", none)), " default=None at "));
    BOOST_TEST(has(text(cv::ContextVar<char>("v", 'a')), " default='a' at "));
    BOOST_TEST(
        has(text(cv::ContextVar<unsigned char>("v", 'A')), " default=65 at "));
    BOOST_TEST(has(text(cv::ContextVar<bool>("v", true)), " default=True at "));
    cv::ContextVar const literal("v", "text");
    static_assert(
        std::is_same_v<decltype(literal), cv::ContextVar<std::string> const>);
    BOOST_TEST(has(text(literal), " default='text' at "));
}

// A moved-from variable is still valid: moving copies.
BOOST_AUTO_TEST_CASE(a_variable_that_was_moved)
{
    cv::ContextVar<int> one("one", 1);
    auto const two = std::move(one);
    BOOST_TEST(one.get() == 1);
    BOOST_TEST((one == two));
    BOOST_TEST(one.name() == "one");
}

BOOST_AUTO_TEST_CASE(a_token_that_was_moved)
{
    cv::ContextVar<int> const var("var");
    cv::Context().run([&] {
        auto token = var.set(1);
        auto to = std::move(token);
        BOOST_TEST(
            has(error_message<concur::RuntimeError>([&] { var.reset(token); }),
                "has already been used once"));
        cv::scoped_token scoped(std::move(token));
        BOOST_CHECK_THROW(scoped.reset(), concur::RuntimeError);
        BOOST_TEST(to_string(token).starts_with("<Token used at "));
        var.reset(std::move(to));
        BOOST_CHECK_THROW(var.reset(to), concur::RuntimeError);
        BOOST_TEST(var.get(-1) == -1);
    });
}

BOOST_AUTO_TEST_SUITE_END()
