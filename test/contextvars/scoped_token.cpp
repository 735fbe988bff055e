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
static_assert(std::is_nothrow_destructible_v<cv::scoped_token<int>>);

} // namespace

BOOST_AUTO_TEST_SUITE(scoped_token)

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

BOOST_AUTO_TEST_CASE(in_the_middle)
{
    cv::Context().run([] {
        cv::scoped_token token(var.set(1));
        token.reset();
        BOOST_TEST(var.get(-1) == -1);
        BOOST_CHECK_THROW(token.reset(), concur::RuntimeError);
        var.set(2);
        auto const after = std::make_unique<cv::scoped_token<int>>(var.set(3));
        after->reset();
        var.set(4);
    });
    cv::Context c;
    c.run([] {
        {
            cv::scoped_token token(var.set(1));
            token.reset();
            var.set(2);
        }
        BOOST_TEST(var.get() == 2); // it was reset before
    });
}

// The value stays in the context where it was set; only reset() reports it.
BOOST_AUTO_TEST_CASE(in_another_context)
{
    cv::Context c;
    std::unique_ptr<cv::scoped_token<int>> token;
    c.run([&] { token = std::make_unique<cv::scoped_token<int>>(var.set(1)); });
    BOOST_TEST(has(error_message<concur::ValueError>([&] { token->reset(); }),
                   "was created in a different Context"));
    token.reset();
    BOOST_TEST(c[var] == 1);
}

BOOST_AUTO_TEST_SUITE_END()
