// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../../libs/subprocess/src/communicate_machine.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <string_view>

// Tests of the machine behind communicate(), without a child: the test makes up
// all events.

namespace sp = concur::subprocess;
using machine = sp::detail::communicate_machine;
using step = machine::step;

namespace {

bool is(machine const& x, step s)
{
    return x.next() == s;
}

// Deliver data of an output.
void deliver(machine& x, machine::output which, std::string_view data)
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

void end(machine& x, machine::output which)
{
    BOOST_TEST(!x.room(which).empty());
    x.received(which, 0);
}

} // namespace

BOOST_AUTO_TEST_SUITE(communicate_machine_)

BOOST_AUTO_TEST_CASE(without_streams_there_is_only_the_child_to_wait_for)
{
    machine x;
    BOOST_TEST(is(x, step::reap));
    BOOST_TEST(!x.sending());
    x.child_ended();
    BOOST_TEST(is(x, step::done));
}

BOOST_AUTO_TEST_CASE(outputs_are_collected_until_both_have_ended)
{
    machine x;
    x.receive(machine::out, "before ");
    x.receive(machine::err, "");
    BOOST_TEST(is(x, step::transfer));
    BOOST_TEST(x.receiving(machine::out));
    deliver(x, machine::out, "and after");
    deliver(x, machine::err, "e");
    end(x, machine::out);
    BOOST_TEST(!x.receiving(machine::out));
    BOOST_TEST(x.receiving(machine::err));
    BOOST_TEST(is(x, step::transfer));
    deliver(x, machine::err, "f");
    end(x, machine::err);
    BOOST_TEST(is(x, step::reap));
    x.child_ended();
    BOOST_TEST(is(x, step::done));
    BOOST_TEST(x.data(machine::out).view() == "before and after");
    BOOST_TEST(x.data(machine::err).view() == "ef");
}

// The streams may stay open after the end of the child, in a grandchild.
BOOST_AUTO_TEST_CASE(the_end_of_the_child_is_not_that_of_its_streams)
{
    machine x;
    x.receive(machine::err, "");
    x.child_ended();
    BOOST_TEST(is(x, step::transfer));
    end(x, machine::err);
    BOOST_TEST(is(x, step::done));
}

BOOST_AUTO_TEST_CASE(input_is_sent_in_the_pieces_that_are_taken)
{
    machine x;
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
    machine x;
    x.send("", std::string());
    BOOST_TEST(!x.sending());
    machine none;
    none.send("", {});
    BOOST_TEST(!none.sending());
    machine only_unwritten;
    only_unwritten.send("x", {});
    BOOST_TEST(only_unwritten.sending());
    only_unwritten.sent(1);
    BOOST_TEST(!only_unwritten.sending());
}

BOOST_AUTO_TEST_CASE(a_child_that_reads_no_more_gets_no_more)
{
    machine x;
    x.send("", std::string("abc"));
    x.receive(machine::out, "");
    x.sent(1);
    x.input_refused();
    BOOST_TEST(!x.sending());
    BOOST_TEST(is(x, step::transfer));
    end(x, machine::out);
    BOOST_TEST(is(x, step::reap));
}

BOOST_AUTO_TEST_CASE(a_deadline_interrupts_and_loses_nothing)
{
    machine x;
    x.send("", std::string("abcdef"));
    x.receive(machine::out, "");
    x.sent(2);
    deliver(x, machine::out, "one");
    x.deadline_passed();
    BOOST_TEST(is(x, step::expire));
    BOOST_TEST(x.data(machine::out).view() == "one");
    x.clear_deadline();
    BOOST_TEST(is(x, step::transfer));
    BOOST_TEST(x.unsent() == "cdef");
    x.sent(4);
    deliver(x, machine::out, " two");
    end(x, machine::out);
    x.deadline_passed();
    BOOST_TEST(is(x, step::expire));
    x.clear_deadline();
    BOOST_TEST(is(x, step::reap));
    // A deadline that passes after the end has no effect.
    x.child_ended();
    x.deadline_passed();
    BOOST_TEST(is(x, step::done));
    BOOST_TEST(x.data(machine::out).view() == "one two");
}

BOOST_AUTO_TEST_CASE(an_output_that_fills_its_pipe_gets_a_larger_one_once)
{
    constexpr std::size_t pipe = 64 * 1024;
    machine x;
    x.receive(machine::out, "");
    x.receive(machine::err, "");
    deliver(x, machine::out, "little");
    BOOST_TEST(!x.should_enlarge_output_pipe(machine::out));
    deliver(x, machine::out, std::string(3 * pipe, 'x'));
    BOOST_TEST(x.should_enlarge_output_pipe(machine::out));
    BOOST_TEST(!x.should_enlarge_output_pipe(machine::out));
    // From then on there is room for the larger pipe.
    BOOST_TEST(x.room(machine::out).size() >= 1024u * 1024);
    BOOST_TEST(!x.should_enlarge_output_pipe(machine::err));
    BOOST_TEST(x.room(machine::err).size() < 1024u * 1024);
}

BOOST_AUTO_TEST_CASE(a_child_that_reads_much_gets_a_larger_pipe_once)
{
    constexpr std::size_t pipe = 64 * 1024;
    machine x;
    x.send("", std::string(10 * pipe, 'x'));
    x.sent(pipe);
    BOOST_TEST(!x.should_enlarge_input_pipe());
    x.sent(1);
    BOOST_TEST(x.should_enlarge_input_pipe());
    BOOST_TEST(!x.should_enlarge_input_pipe());

    machine nearly_done;
    nearly_done.send("", std::string(2 * pipe, 'x'));
    nearly_done.sent(pipe + 1);
    BOOST_TEST(!nearly_done.should_enlarge_input_pipe());
}

BOOST_AUTO_TEST_SUITE_END()
