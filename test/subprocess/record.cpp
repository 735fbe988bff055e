// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/output_record.hpp>

#include "answering_stream.hpp"
#include "both_drivers.hpp"
#include "checks.hpp"

#include <concur/subprocess/popen.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

namespace asio = boost::asio;
namespace sp = concur::subprocess;
using namespace support;

namespace {

using list = std::vector<std::string>;

// The pieces of a record as texts: the number of the stream and the bytes.
template<class Outputs>
list texts(Outputs const& all)
{
    list found;
    for (auto const& piece : all.record)
    {
        found.push_back(std::to_string(static_cast<int>(piece.stream)) + ":" +
                        std::string(piece.in(all)));
    }
    return found;
}

// Checks that the pieces of each output follow each other from the first byte
// to the last, and that the times grow.
template<class Outputs>
void check_record(Outputs const& all)
{
    std::size_t ends[3] = {0, 0, 0};
    std::chrono::nanoseconds time{};
    for (auto const& piece : all.record)
    {
        auto& end = ends[static_cast<int>(piece.stream)];
        BOOST_TEST(piece.begin == end);
        BOOST_TEST(piece.size != 0u);
        BOOST_TEST((piece.time >= time && piece.time < std::chrono::hours(1)));
        end += piece.size;
        time = piece.time;
    }
    BOOST_TEST(ends[1] == (all.stdout_ ? all.stdout_->size() : 0));
    BOOST_TEST(ends[2] == (all.stderr_ ? all.stderr_->size() : 0));
}

sp::options recorded()
{
    sp::options o;
    o.record = true;
    return o;
}

// Options of a child that waits after each output until it was read.
sp::options step_by_step(answering_stream& answers)
{
    auto o = recorded();
    o.stdin_ = answers;
    o.tee = answers.stream;
    return o;
}

} // namespace

BOOST_AUTO_TEST_SUITE(record, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(the_order_of_both_outputs_is_recorded)
{
    with_both_drivers([](auto const& run) {
        answering_stream answers;
        auto const before = std::chrono::steady_clock::now();
        auto const done = run(child({"out:one", "skip:1", "err:two", "skip:1",
                                     "err:three", "skip:1", "out:four"}),
                              step_by_step(answers));
        auto const time = std::chrono::steady_clock::now() - before;
        BOOST_TEST(texts(done) == (list{"1:one", "2:two", "2:three", "1:four"}),
                   boost::test_tools::per_element());
        check_record(done);
        BOOST_TEST(*done.stdout_ == "onefour");
        BOOST_TEST(*done.stderr_ == "twothree");
        BOOST_TEST(done.record.size() == 4u);
        BOOST_TEST(done.record[3].begin == 3u);
        BOOST_TEST(done.record[3].size == 4u);
        // The time counts from the start of the child.
        BOOST_TEST((done.record[3].time > std::chrono::nanoseconds(0)));
        BOOST_TEST((done.record[3].time < time));
    });
}

BOOST_AUTO_TEST_CASE(in_text_mode_the_places_are_those_of_the_text)
{
    with_both_drivers([](auto const& run) {
        answering_stream answers;
        auto o = step_by_step(answers);
        o.text = true;
        auto const done =
            run(child({"out:a\\xc3", "skip:1", "out:\\xa9\\r", "skip:1",
                       "out:\\nb\\xe2", "skip:1", "err:e\\r\\n", "skip:1",
                       "out:\\x82", "skip:1", "out:\\xac\\r"}),
                o);
        BOOST_TEST(*done.stdout_ == "a\xc3\xa9\nb\xe2\x82\xac\n");
        // A piece that completes neither a character nor a line has no text.
        BOOST_TEST(texts(done) == (list{"1:a", "1:\xc3\xa9", "1:\nb", "2:e\n",
                                        "1:\xe2\x82\xac\n"}),
                   boost::test_tools::per_element());
        check_record(done);
    });
}

BOOST_AUTO_TEST_CASE(the_pieces_are_the_whole_output)
{
    with_both_drivers([](auto const& run) {
        for (bool text : {false, true})
        {
            auto o = recorded();
            o.text = text;
            std::vector<std::string> actions = child({});
            for (int n = 0; n != 200; ++n)
            {
                actions.push_back(n % 3 != 0 ? "out:caf\\xc3\\xa9\\r\\n"
                                             : "err:two\\r\\n");
            }
            actions.push_back("outn:1000000");
            actions.push_back("errn:100000");
            auto const done = run(actions, o);
            check_record(done);
            BOOST_TEST(!done.record.empty());
        }
    });
}

BOOST_AUTO_TEST_CASE(nothing_is_recorded_unless_asked)
{
    with_both_drivers([](auto const& run) {
        sp::options o;
        o.capture_output = true;
        BOOST_TEST(run(child({"out:one"}), o).record.empty());
        auto const none = run(child({}), recorded());
        BOOST_TEST(none.record.empty());
        BOOST_TEST((none.record.begin() == none.record.end()));
        BOOST_TEST(*none.stdout_ == "");
        BOOST_TEST(*none.stderr_ == "");
    });
}

BOOST_AUTO_TEST_CASE(an_output_that_is_no_pipe_is_not_recorded)
{
    with_both_drivers([](auto const& run) {
        auto o = recorded();
        o.stdout_ = sp::DEVNULL;
        auto const done = run(child({"out:one", "err:two"}), o);
        BOOST_TEST(!done.stdout_.has_value());
        BOOST_TEST(texts(done) == list{"2:two"},
                   boost::test_tools::per_element());
        o.stderr_ = sp::STDOUT;
        check_rejected([&](auto const& command) { run(command, o); },
                       {"record", "pipe"});
        o.stdout_ = {};
        auto const merged = run(child({"out:one", "err:two"}), o);
        check_record(merged);
        BOOST_TEST(*merged.stdout_ == "onetwo");
    });
}

BOOST_AUTO_TEST_CASE(lines_are_delivered_beside_a_record)
{
    with_both_drivers([](auto const& run) {
        auto o = recorded();
        o.text = true;
        list lines;
        o.on_stdout = [&](std::string_view line) { lines.emplace_back(line); };
        auto const done = run(child({"out:one\\r\\ntwo\\r\\n", "err:e"}), o);
        BOOST_TEST(lines == (list{"one", "two"}),
                   boost::test_tools::per_element());
        BOOST_TEST(*done.stdout_ == "one\ntwo\n");
        check_record(done);
    });
}

BOOST_AUTO_TEST_CASE(errors_have_the_record)
{
    with_both_drivers([](auto const& run) {
        answering_stream answers;
        auto o = step_by_step(answers);
        o.text = true;
        o.check = true;
        auto const failed = expect_error<sp::CalledProcessError>([&] {
            run(child({"out:one\\r\\n", "skip:1", "err:two", "exit:3"}), o);
        });
        BOOST_TEST(texts(failed) == (list{"1:one\n", "2:two"}),
                   boost::test_tools::per_element());
        sp::CompletedProcess const same{failed.cmd, 3, "one\n", "two",
                                        failed.record};
        auto const again = expect_error<sp::CalledProcessError>(
            [&] { same.check_returncode(); });
        BOOST_TEST((again.record == failed.record));

        // The output of a timeout is not decoded.
        auto const late = expect_timeout(
            [&](double seconds) {
                answering_stream more;
                auto limited = step_by_step(more);
                limited.text = true;
                limited.timeout = seconds;
                run(child({"out:one\\r\\n", "skip:1", "err:two", "skip:1",
                           "forever"}),
                    limited);
            },
            [](auto const& e) { return e.stderr_.has_value(); });
        BOOST_TEST(texts(late) == (list{"1:one\r\n", "2:two"}),
                   boost::test_tools::per_element());
    });
}

BOOST_AUTO_TEST_CASE(communicate_returns_the_record_again)
{
    sp::Popen p(child({"out:one\\ntwo", "line", "err:three"}), sp::text,
                sp::stdin_ = sp::PIPE, sp::record);
    // The stream has read everything until here.
    BOOST_TEST(p.stdout_().readline() == "one\n");
    auto const late =
        expect_error<sp::TimeoutExpired>([&] { p.communicate({}, 0); });
    auto const first = p.communicate();
    BOOST_TEST(texts(first) == (list{"1:two", "2:three"}),
               boost::test_tools::per_element());
    BOOST_TEST((p.communicate() == first));
    BOOST_TEST_REQUIRE(!late.record.empty());
    BOOST_TEST((late.record[0] == first.record[0]));
}

BOOST_AUTO_TEST_CASE(a_result_after_an_error_has_no_wrong_places)
{
    for (bool cancelled : {false, true})
    {
        asio::io_context io;
        asio::cancellation_signal signal;
        auto o = recorded();
        if (!cancelled)
        {
            o.timeout = 0.2;
        }
        o.on_stdout = [&](std::string_view) {
            if (cancelled)
            {
                asio::post(io, [&] {
                    signal.emit(asio::cancellation_type::terminal);
                });
            }
        };
        std::exception_ptr error;
        sp::CompletedProcess done;
        sp::async_run(
            io.get_executor(), child({"out:one", "forever"}), o,
            asio::bind_cancellation_slot(
                signal.slot(), [&](std::exception_ptr e, auto result) {
                    error = e;
                    done = std::move(result);
                }));
        io.run();
        BOOST_TEST((error != nullptr));
        check_record(done);
        // What was read before the cancellation is in the result.
        BOOST_TEST(done.record.size() == (cancelled ? 1u : 0u));
    }
}

BOOST_AUTO_TEST_CASE(functions_without_a_result_for_it_refuse_a_record)
{
    check_rejected([](auto const& command) { sp::call(command, recorded()); },
                   {"record"});
    check_rejected(
        [](auto const& command) { sp::check_output(command, recorded()); },
        {"record"});
    check_rejected(
        [](auto const& command) {
            asio::io_context io;
            auto future = sp::async_call(io.get_executor(), command, recorded(),
                                         asio::use_future);
            io.run();
            future.get();
        },
        {"record"});
}

BOOST_AUTO_TEST_SUITE_END()
