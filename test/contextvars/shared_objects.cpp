// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "errors.hpp"
#include "shared/plugin.hpp"

#include <support/test_thread.hpp>

#include <boost/dll/shared_library.hpp>

#include <string>

// There is one current context for the program and all libraries that it loads,
// at any time.

namespace {

class loaded
{
public:
    explicit loaded(int argument)
        : library_(boost::dll::fs::path(
              boost::unit_test::framework::master_test_suite().argv[argument]))
    {
    }

    plugin const& operator*() const
    {
        return library_.get<plugin const>("entry");
    }

    plugin const* operator->() const
    {
        return &**this;
    }

private:
    boost::dll::shared_library library_;
};

} // namespace

BOOST_AUTO_TEST_SUITE(shared_objects)

BOOST_AUTO_TEST_CASE(have_one_current_context)
{
    loaded const one(1);
    loaded const two(2);
    BOOST_REQUIRE(&*one != &*two);
    cv::ContextVar<std::string> const var("var");

    var.set("program");
    BOOST_TEST(one->get(var) == "program");
    one->set(var, "one");
    BOOST_TEST(two->get(var) == "one");
    two->set(var, "two");
    BOOST_TEST(var.get() == "two");

    cv::Context c;
    c.run([&] {
        BOOST_TEST(one->get(var) == "nothing");
        one->set(var, "one, within");
        auto copy = two->copy();
        BOOST_TEST(copy[var] == "one, within");
        copy.run([&] { two->set(var, "two, within"); });
        BOOST_TEST(copy[var] == "two, within");
    });
    BOOST_TEST(c[var] == "one, within");
    BOOST_TEST(one->get(var) == "two");
}

BOOST_AUTO_TEST_CASE(on_each_thread)
{
    loaded const one(1);
    cv::ContextVar<std::string> const var("var");
    var.set("main");
    support::test_thread([&] {
        loaded const two(2); // loaded while threads exist
        EXPECT(two->get(var) == "nothing");
        one->set(var, "side");
        EXPECT(two->get(var) == "side");
        EXPECT(var.get() == "side");
    }).join();
    BOOST_TEST(one->get(var) == "main");
}

BOOST_AUTO_TEST_CASE(have_variables_of_their_own)
{
    loaded const one(1);
    loaded const two(2);
    auto const first = one->make();
    auto const second = two->make();
    BOOST_TEST((first != second));
    BOOST_TEST(first.get() == "default");
    // The value is destroyed before the library that contains its code is
    // unloaded.
    cv::Context().run([&] {
        first.set("first");
        BOOST_TEST(two->get(first) == "first");
        BOOST_TEST(two->get(second) == "nothing");
        BOOST_TEST(second.get() == "default");
        BOOST_TEST(one->copy()[first] == "first");
    });
}

BOOST_AUTO_TEST_SUITE_END()
