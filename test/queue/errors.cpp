// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue/errors.hpp>

#include <concur/queue.hpp>

#include <boost/exception/exception.hpp>
#include <boost/test/unit_test.hpp>

#include <exception>
#include <string>
#include <type_traits>

namespace cq = concur::queue;

using boost::unit_test::label;

namespace {

template<class A, class B>
constexpr bool unrelated = !std::is_base_of_v<A, B> && !std::is_base_of_v<B, A>;

} // namespace

BOOST_AUTO_TEST_SUITE(errors)

BOOST_AUTO_TEST_CASE(empty_and_full, *label("py:queue.empty.exception_type") *
                                         label("py:queue.full.exception_type"))
{
    static_assert(std::is_base_of_v<std::exception, cq::Empty>);
    static_assert(std::is_base_of_v<std::exception, cq::Full>);
    static_assert(std::is_base_of_v<std::exception, cq::ShutDown>);
    static_assert(std::is_nothrow_copy_constructible_v<cq::Empty>);
    static_assert(std::is_nothrow_copy_constructible_v<cq::Full>);
    static_assert(std::is_nothrow_copy_constructible_v<cq::ShutDown>);
    static_assert(unrelated<cq::Empty, cq::Full>);
    static_assert(unrelated<cq::Empty, cq::ShutDown>);
    static_assert(unrelated<cq::Full, cq::ShutDown>);
    // Errors have these types, and their messages name the class.
    cq::Queue<int> q(1);
    BOOST_CHECK_EXCEPTION(q.get(false), cq::Empty, [](auto const& e) {
        return e.what() == std::string("queue.Empty") &&
               dynamic_cast<boost::exception const*>(&e) != nullptr;
    });
    q.put(1);
    BOOST_CHECK_EXCEPTION(q.put(1, false), cq::Full, [](auto const& e) {
        return e.what() == std::string("queue.Full") &&
               dynamic_cast<boost::exception const*>(&e) != nullptr;
    });
    q.shutdown();
    BOOST_CHECK_EXCEPTION(q.put(1), cq::ShutDown, [](auto const& e) {
        return e.what() == std::string("queue.ShutDown") &&
               dynamic_cast<boost::exception const*>(&e) != nullptr;
    });
}

BOOST_AUTO_TEST_CASE(an_error_code)
{
    boost::system::error_code const e = cq::errc::shut_down;
    BOOST_TEST(e.failed());
    BOOST_TEST(&e.category() == &cq::error_category());
    BOOST_TEST(e.category().name() == std::string("concur.queue"));
    BOOST_TEST(e.message() == "the queue was shut down");
    BOOST_TEST((e == cq::errc::shut_down));
    BOOST_TEST(make_error_code(cq::errc::comparison_failed).message() ==
               "a comparison of items threw an exception");
    BOOST_TEST(!cq::error_category().message(17).empty());
    BOOST_TEST((e != boost::system::error_code()));
}

BOOST_AUTO_TEST_SUITE_END()
