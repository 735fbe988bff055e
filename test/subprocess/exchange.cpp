// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/detail/exchange.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <string_view>

// Tests of the machine behind communicate(), without a child: the test makes up
// all events.

namespace sp = concur::subprocess;
using sp::detail::exchange;
using step = exchange::step;

namespace {

bool is(exchange const& x, step s)
{
    return x.next() == s;
}

// Pass data as if it had been read from an output.
void come(exchange& x, exchange::output which, std::string_view data)
{
    while (!data.empty())
    {
        auto const room = x.room(which);
        BOOST_TEST_REQUIRE(!room.empty());
        auto const n = std::min(room.size(), data.size());
        std::copy_n(data.data(), n, room.data());
        x.received(which, n);
        data.remove_prefix(n);
    }
}

void end(exchange& x, exchange::output which)
{
    BOOST_TEST(!x.room(which).empty());
    x.received(which, 0);
}

} // namespace

BOOST_AUTO_TEST_SUITE(exchange_)

BOOST_AUTO_TEST_CASE(without_streams_there_is_only_the_child_to_wait_for)
{
    exchange x;
    BOOST_TEST(is(x, step::reap));
    BOOST_TEST(!x.sending());
    x.child_ended();
    BOOST_TEST(is(x, step::done));
}

BOOST_AUTO_TEST_CASE(outputs_are_collected_until_both_have_ended)
{
    exchange x;
    x.receive(exchange::out, "before ");
    x.receive(exchange::err, "");
    BOOST_TEST(is(x, step::transfer));
    BOOST_TEST(x.receiving(exchange::out));
    come(x, exchange::out, "and after");
    come(x, exchange::err, "e");
    end(x, exchange::out);
    BOOST_TEST(!x.receiving(exchange::out));
    BOOST_TEST(x.receiving(exchange::err));
    BOOST_TEST(is(x, step::transfer));
    come(x, exchange::err, "f");
    end(x, exchange::err);
    BOOST_TEST(is(x, step::reap));
    x.child_ended();
    BOOST_TEST(is(x, step::done));
    BOOST_TEST(x.data(exchange::out).view() == "before and after");
    BOOST_TEST(x.data(exchange::err).view() == "ef");
}

// The streams may stay open after the end of the child, in a grandchild.
BOOST_AUTO_TEST_CASE(the_end_of_the_child_is_not_that_of_its_streams)
{
    exchange x;
    x.receive(exchange::err, "");
    x.child_ended();
    BOOST_TEST(is(x, step::transfer));
    end(x, exchange::err);
    BOOST_TEST(is(x, step::done));
}

BOOST_AUTO_TEST_CASE(input_is_sent_in_the_pieces_that_are_taken)
{
    exchange x;
    x.send("abc", std::string("defg"));
    BOOST_TEST(x.sending());
    BOOST_TEST(x.unsent() == "abc");
    BOOST_TEST(x.unsent_size() == 7u);
    x.sent(2);
    BOOST_TEST(x.unsent() == "c");
    x.sent(1);
    BOOST_TEST(x.unsent() == "defg");
    x.sent(3);
    BOOST_TEST(x.unsent() == "g");
    BOOST_TEST(x.sending());
    BOOST_TEST(is(x, step::transfer));
    x.sent(1);
    BOOST_TEST(!x.sending());
    BOOST_TEST(is(x, step::reap));
}

BOOST_AUTO_TEST_CASE(empty_input_is_not_sent)
{
    exchange x;
    x.send("", std::string());
    BOOST_TEST(!x.sending());
    exchange none;
    none.send("", {});
    BOOST_TEST(!none.sending());
    exchange only_before;
    only_before.send("x", {});
    BOOST_TEST(only_before.sending());
    only_before.sent(1);
    BOOST_TEST(!only_before.sending());
}

BOOST_AUTO_TEST_CASE(a_child_that_reads_no_more_gets_no_more)
{
    exchange x;
    x.send("", std::string("abc"));
    x.receive(exchange::out, "");
    x.sent(1);
    x.refused();
    BOOST_TEST(!x.sending());
    BOOST_TEST(is(x, step::transfer));
    end(x, exchange::out);
    BOOST_TEST(is(x, step::reap));
}

BOOST_AUTO_TEST_CASE(a_deadline_interrupts_and_loses_nothing)
{
    exchange x;
    x.send("", std::string("abcdef"));
    x.receive(exchange::out, "");
    x.sent(2);
    come(x, exchange::out, "one");
    x.deadline_passed();
    BOOST_TEST(is(x, step::expire));
    BOOST_TEST(x.data(exchange::out).view() == "one");
    x.clear_deadline();
    BOOST_TEST(is(x, step::transfer));
    BOOST_TEST(x.unsent() == "cdef");
    x.sent(4);
    come(x, exchange::out, " two");
    end(x, exchange::out);
    x.deadline_passed();
    BOOST_TEST(is(x, step::expire));
    x.clear_deadline();
    BOOST_TEST(is(x, step::reap));
    // A deadline that passes after the end has no effect.
    x.child_ended();
    x.deadline_passed();
    BOOST_TEST(is(x, step::done));
    BOOST_TEST(x.data(exchange::out).view() == "one two");
}

BOOST_AUTO_TEST_CASE(an_output_that_fills_its_pipe_is_talkative_once)
{
    constexpr std::size_t pipe = 64 * 1024;
    exchange x;
    x.receive(exchange::out, "");
    x.receive(exchange::err, "");
    come(x, exchange::out, "little");
    BOOST_TEST(!x.talkative(exchange::out));
    come(x, exchange::out, std::string(3 * pipe, 'x'));
    BOOST_TEST(x.talkative(exchange::out));
    BOOST_TEST(!x.talkative(exchange::out));
    // From then on the buffer has room for the contents of the larger pipe.
    BOOST_TEST(x.room(exchange::out).size() >= 1024u * 1024);
    BOOST_TEST(!x.talkative(exchange::err));
    BOOST_TEST(x.room(exchange::err).size() < 1024u * 1024);
}

BOOST_AUTO_TEST_CASE(a_child_that_reads_much_is_hungry_once)
{
    constexpr std::size_t pipe = 64 * 1024;
    exchange x;
    x.send("", std::string(10 * pipe, 'x'));
    x.sent(pipe);
    BOOST_TEST(!x.hungry());
    x.sent(1);
    BOOST_TEST(x.hungry());
    BOOST_TEST(!x.hungry());

    exchange nearly_done;
    nearly_done.send("", std::string(2 * pipe, 'x'));
    nearly_done.sent(pipe + 1);
    BOOST_TEST(!nearly_done.hungry());
}

BOOST_AUTO_TEST_SUITE_END()
