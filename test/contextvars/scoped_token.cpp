// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/contextvars/scoped_token.hpp>

#include "errors.hpp"

#include <memory>
#include <stdexcept>
#include <type_traits>

namespace {

cv::ContextVar<int> const var("var");

static_assert(!std::is_copy_constructible_v<cv::scoped_token<int>>);
static_assert(!std::is_move_constructible_v<cv::scoped_token<int>>);

} // namespace

BOOST_AUTO_TEST_SUITE(scoped_tokens)

BOOST_AUTO_TEST_CASE(the_end_of_a_scope)
{
    cv::Context().run([] {
        {
            cv::scoped_token const outer(var.set(1));
            BOOST_TEST((outer.token().old_value() == cv::MISSING));
            {
                cv::scoped_token const inner(var.set(2));
                BOOST_TEST((inner.token().var() == var));
                BOOST_TEST((inner.token().old_value() == 1));
                BOOST_TEST(var.get() == 2);
                var.set(3);
            }
            BOOST_TEST(var.get() == 1);
        }
        BOOST_TEST(var.get(-1) == -1);
    });
}

BOOST_AUTO_TEST_CASE(by_an_exception)
{
    cv::Context().run([] {
        var.set(1);
        try
        {
            cv::scoped_token const token(var.set(2));
            throw std::runtime_error("leaves");
        }
        catch (std::runtime_error const&)
        {
            BOOST_TEST(var.get() == 1);
        }
    });
}

BOOST_AUTO_TEST_CASE(in_another_context)
{
    auto const leave_elsewhere = [] {
        auto const* const token = new cv::scoped_token<int>(var.set(1));
        cv::Context().run([&] { delete token; });
    };
    cv::Context c;
    BOOST_TEST(
        has(message_of<concur::ValueError>([&] { c.run(leave_elsewhere); }),
            "was created in a different Context"));
    BOOST_TEST(c[var] == 1);
}

// The exception that is on its way goes on.
BOOST_AUTO_TEST_CASE(in_another_context_by_an_exception)
{
    cv::Context c;
    auto const leave = [&] {
        std::unique_ptr<cv::scoped_token<int>> token;
        c.run([&] {
            token = std::make_unique<cv::scoped_token<int>>(var.set(1));
        });
        throw std::runtime_error("leaves");
    };
    BOOST_CHECK_THROW(leave(), std::runtime_error);
    BOOST_TEST(c[var] == 1);
}

// Another exception that is on its way is none of its business.
BOOST_AUTO_TEST_CASE(in_another_context_while_something_is_unwound)
{
    struct cleanup
    {
        ~cleanup()
        {
            auto const* const token = new cv::scoped_token<int>(var.set(1));
            try
            {
                cv::Context().run([&] { delete token; });
            }
            catch (concur::ValueError const&)
            {
                *told = true;
            }
        }

        bool* told;
    };
    bool told = false;
    cv::Context c;
    auto const leave = [&] {
        cleanup const last{&told};
        throw std::runtime_error("leaves");
    };
    BOOST_CHECK_THROW(c.run(leave), std::runtime_error);
    BOOST_TEST(told);
}

BOOST_AUTO_TEST_SUITE_END()
