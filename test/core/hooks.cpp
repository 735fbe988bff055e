// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/hooks.hpp>

#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>

namespace {

int calls = 0;

void count()
{
    ++calls;
}

void fail()
{
    throw std::runtime_error("interrupted");
}

} // namespace

BOOST_AUTO_TEST_SUITE(hooks)

BOOST_AUTO_TEST_CASE(there_is_no_warning_hook_at_first)
{
    BOOST_TEST(!concur::set_warning_hook({}));
    concur::detail::warn(concur::warning::runtime, "unheard");
}

BOOST_AUTO_TEST_CASE(a_warning_reaches_the_hook_that_is_set)
{
    std::string heard;
    concur::set_warning_hook([&](concur::warning kind, std::string_view text) {
        heard += kind == concur::warning::runtime ? "runtime: " : "resource: ";
        heard += std::string(text) + ";";
    });
    concur::detail::warn(concur::warning::runtime, "one");
    concur::detail::warn(concur::warning::resource, "two");
    auto const mine = concur::set_warning_hook({});
    concur::detail::warn(concur::warning::resource, "three");
    BOOST_TEST(heard == "runtime: one;resource: two;");
    // The setter returns the previous hook.
    mine(concur::warning::runtime, "four");
    BOOST_TEST(heard.ends_with("four;"));
}

BOOST_AUTO_TEST_CASE(a_hook_may_set_another)
{
    std::string heard;
    concur::set_warning_hook([&](concur::warning, std::string_view) {
        concur::set_warning_hook(
            [&](concur::warning, std::string_view text) { heard = text; });
    });
    concur::detail::warn(concur::warning::runtime, "one");
    BOOST_TEST(heard == "");
    concur::detail::warn(concur::warning::runtime, "two");
    BOOST_TEST(heard == "two");
    concur::set_warning_hook({});
}

BOOST_AUTO_TEST_CASE(threads_may_warn_while_the_hook_changes)
{
    std::thread other([] {
        for (int i = 0; i != 1000; ++i)
        {
            concur::detail::warn(concur::warning::runtime, "x");
        }
    });
    for (int i = 0; i != 1000; ++i)
    {
        concur::set_warning_hook([i](concur::warning, std::string_view text) {
            static_cast<void>(i + text.size());
        });
    }
    other.join();
    BOOST_TEST(bool(concur::set_warning_hook({})));
}

BOOST_AUTO_TEST_CASE(an_interrupt_reaches_the_hook_that_is_set)
{
    BOOST_TEST((concur::set_interrupt_hook(nullptr) == nullptr));
    concur::detail::interrupted();
    BOOST_TEST((concur::set_interrupt_hook(count) == nullptr));
    concur::detail::interrupted();
    concur::detail::interrupted();
    BOOST_TEST(calls == 2);
    BOOST_TEST((concur::set_interrupt_hook(fail) == count));
    BOOST_CHECK_THROW(concur::detail::interrupted(), std::runtime_error);
    BOOST_TEST((concur::set_interrupt_hook(nullptr) == fail));
    concur::detail::interrupted();
    BOOST_TEST(calls == 2);
}

BOOST_AUTO_TEST_SUITE_END()
