// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Recipes: whole answers to common tasks.

#include <concur/queue.hpp>
#include <concur/shlex.hpp>
#include <concur/subprocess.hpp>

#include <boost/core/lightweight_test.hpp>

#include <chrono>
#include <iostream>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace queue = concur::queue;
namespace sp = concur::subprocess;
using namespace std::chrono_literals;

namespace {

// tag::explain[]
std::string explain(int returncode)
{
    if (returncode < 0)
    {
        return "ended by signal " + std::to_string(-returncode);
    }
    return returncode == 0
               ? "success"
               : "failed with exit status " + std::to_string(returncode);
}
// end::explain[]

void statuses()
{
    // tag::explain_used[]
    std::cout << explain(sp::call({"true"})) << '\n'
              << explain(sp::call("exit 3", sp::shell = true)) << '\n'
              << explain(sp::call("kill -9 $$", sp::shell = true)) << '\n';
    // end::explain_used[]
}

void user_input()
{
    // tag::user_input[]
    std::string name = "a name; rm -rf ~"; // from somebody else

    // Without a shell, an argument is never more than an argument.
    sp::run({"echo", name});

    // For a shell, quote it.
    sp::run("echo " + concur::shlex::quote(name) + " | tr a-z A-Z",
            sp::shell = true);
    // end::user_input[]
}

void secret()
{
    // tag::secret[]
    // Every user can see the arguments of a process. Nobody sees its input.
    std::string password = "not in any list of processes";
    auto done = sp::run({"wc", "-c"}, sp::input = password,
                        sp::stdout_ = sp::PIPE, sp::check = true);
    // end::secret[]
    std::cout << std::stoi(*done.stdout_) << '\n';
}

void retry()
{
    // tag::retry[]
    std::optional<sp::CompletedProcess> done;
    for (auto pause = 10ms; !done && pause < 1s; pause *= 2)
    {
        try
        {
            done = sp::run({"echo", "it answered"}, sp::capture_output = true,
                           sp::timeout = 5s, sp::check = true);
        }
        catch (sp::SubprocessError const& e) // failed, or took too long
        {
            std::cerr << e.what() << '\n';
            std::this_thread::sleep_for(pause);
        }
    }
    std::cout << (done ? *done->stdout_ : "it never answered\n");
    // end::retry[]
}

void environment()
{
    // tag::environment[]
    auto env = sp::environment::current(); // env = {**os.environ, "LANG": "C"}
    env.set("LANG", "C");
    env.unset("LD_PRELOAD");
    sp::run("echo LANG=$LANG", sp::shell = true, sp::env = env);
    // end::environment[]
}

// tag::parallel[]
// Run commands, at most `width` at a time; the exit statuses, by command.
std::map<std::string, int> run_all(std::vector<std::string> const& commands,
                                   unsigned width)
{
    queue::Queue<std::string> todo;
    queue::Queue<std::pair<std::string, int>> done;
    auto worker = [&] {
        try
        {
            for (;;)
            {
                std::string line = todo.get();
                done.put({line, sp::call(line, sp::shell = true)});
            }
        }
        catch (queue::ShutDown const&)
        {
        }
    };
    std::vector<std::jthread> workers;
    for (unsigned i = 0; i != width; ++i)
    {
        workers.emplace_back(worker);
    }
    for (auto const& line : commands)
    {
        todo.put(line);
    }
    todo.shutdown(); // the workers end when `todo` is empty

    std::map<std::string, int> result;
    for (std::size_t i = 0; i != commands.size(); ++i)
    {
        result.insert(done.get());
    }
    return result;
}
// end::parallel[]

void parallel()
{
    // tag::parallel_used[]
    for (auto const& [line, status] : run_all({"true", "false", "exit 3"}, 2))
    {
        std::cout << line << ": " << status << '\n';
    }
    // end::parallel_used[]
}

void failing_worker()
{
    // tag::failing_worker[]
    queue::Queue<int> todo(queue::maxsize = 2);
    std::exception_ptr failure;
    std::jthread worker([&] {
        try
        {
            for (;;)
            {
                if (todo.get() == 3)
                {
                    throw std::runtime_error("3 cannot be worked on");
                }
            }
        }
        catch (...)
        {
            failure = std::current_exception();
            todo.shutdown(queue::immediate = true); // wakes the producer
        }
    });
    try
    {
        for (int i = 0;; ++i)
        {
            todo.put(i);
        }
    }
    catch (queue::ShutDown const&)
    {
        worker.join();
    }
    // end::failing_worker[]
    try
    {
        std::rethrow_exception(failure);
    }
    catch (std::runtime_error const& e)
    {
        std::cout << e.what() << '\n';
    }
}

void stop_token()
{
    // tag::stop_token[]
    queue::Queue<int> numbers;
    std::jthread worker([&](std::stop_token stop) {
        try
        {
            for (;;)
            {
                std::cout << numbers.get(stop) << '\n';
                numbers.task_done();
            }
        }
        catch (queue::Empty const&) // a stop was requested
        {
            std::cout << "stopped\n";
        }
    });
    numbers.put(1);
    numbers.join();
    worker.request_stop(); // so does the destructor of a std::jthread
    // end::stop_token[]
}

void first_line()
{
    // tag::first_line[]
    // Wait until a server says that it is ready, then leave it running.
    sp::Popen server("echo starting; echo ready; exec sleep 60",
                     sp::shell = true, sp::stdout_ = sp::PIPE, sp::text = true);
    for (auto const& line : server.stdout_())
    {
        if (line == "ready\n")
        {
            break;
        }
    }
    std::cout << "the server is ready\n";
    // ...
    server.terminate();
    std::cout << server.wait() << '\n';
    // end::first_line[]
}

void follow()
{
    // tag::follow[]
    // Show each line when it is written, for five seconds.
    try
    {
        sp::run(
            "echo first; echo second; printf unfinished; exec sleep 600",
            sp::shell = true, // such as: tail -f log
            sp::on_stdout =
                [](std::string_view line) {
                    std::cout << "log: " << line << '\n';
                },
            sp::text = true, sp::timeout = 5s);
    }
    catch (sp::TimeoutExpired const& e) // the command was killed
    {
        std::cout << "kept: " << (e.output ? *e.output : "nothing") << '\n';
    }
    // end::follow[]
}

} // namespace

int main()
{
    std::cout << std::unitbuf; // children write to the same output
    statuses();
    user_input();
    secret();
    retry();
    environment();
    parallel();
    failing_worker();
    stop_token();
    first_line();
    follow();
    return boost::report_errors();
}
