// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_BENCH_HARNESS_HPP
#define CONCUR_TEST_BENCH_HARNESS_HPP

#include "protocol.hpp"
#include "pythons.hpp"
#include "statistics.hpp"
#include "workload.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <random>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

// The driver's side of the protocol. It keeps the workers, asks them one after
// the other, and prints their answers. It uses POSIX functions only, so that it
// does not depend on what it measures.

namespace bench {

class worker_process
{
public:
    explicit worker_process(std::vector<std::string> command)
        : worker_process() // so that what follows may throw
    {
        std::vector<char*> argv;
        for (auto& word : command)
        {
            argv.push_back(word.data());
        }
        argv.push_back(nullptr);

        int asks[2];
        int answers[2];
        checked(::pipe2(asks, O_CLOEXEC), "pipe2");
        checked(::pipe2(answers, O_CLOEXEC), "pipe2");
        posix_spawn_file_actions_t actions;
        ::posix_spawn_file_actions_init(&actions);
        ::posix_spawn_file_actions_adddup2(&actions, asks[0], 0);
        ::posix_spawn_file_actions_adddup2(&actions, answers[1], 1);
        auto const error = ::posix_spawn(&pid_, argv[0], &actions, nullptr,
                                         argv.data(), environ);
        ::posix_spawn_file_actions_destroy(&actions);
        ::close(asks[0]);
        ::close(answers[1]);
        asks_ = ::fdopen(asks[1], "w");
        answers_ = ::fdopen(answers[0], "r");
        if (error != 0)
        {
            throw std::system_error(error, std::system_category(),
                                    command.front());
        }
        expect(answer() == "ready", "the worker did not get ready");
    }

    worker_process(worker_process const&) = delete;

    ~worker_process()
    {
        if (asks_ != nullptr)
        {
            std::fclose(asks_); // which ends it
            std::fclose(answers_);
        }
        if (pid_ > 0)
        {
            ::waitpid(pid_, nullptr, 0);
        }
    }

    // Asks for one block of samples.
    void ask(unsigned count, series& into)
    {
        std::fprintf(asks_, "%u\n", count);
        std::fflush(asks_);
        std::istringstream words(answer());
        double cpu = 0;
        long peak = 0;
        expect(bool(words >> cpu >> peak), "the worker answered nonsense");
        into.cpu += cpu;
        into.peak_kib = std::max(into.peak_kib, peak);
        into.rounds.emplace_back();
        for (double sample; words >> sample;)
        {
            into.rounds.back().push_back(sample);
        }
    }

private:
    worker_process() = default;

    std::string answer()
    {
        std::unique_ptr<char, decltype(&std::free)> line(nullptr, &std::free);
        char* text = nullptr;
        std::size_t capacity = 0;
        auto const length = ::getline(&text, &capacity, answers_);
        line.reset(text);
        expect(length > 0, "the worker died");
        std::string result(text, std::size_t(length) - 1);
        if (result.starts_with("error "))
        {
            throw std::runtime_error(result.substr(6));
        }
        return result;
    }

    pid_t pid_ = -1;
    std::FILE* asks_ = nullptr;
    std::FILE* answers_ = nullptr;
};

// Keeps every processor busy. Its CPU time is not in that of a worker.
class background_load
{
public:
    background_load()
    {
        for (auto n = std::thread::hardware_concurrency(); n != 0; --n)
        {
            threads_.emplace_back([](std::stop_token stop) {
                while (!stop.stop_requested())
                {
                }
            });
        }
    }

private:
    std::vector<std::jthread> threads_;
};

class harness
{
public:
    // With another build of the program, only the floor and concur of both
    // builds are measured.
    harness(std::string program, std::string script,
            std::vector<python> interpreters, std::string other_build)
        : program_(std::move(program)), script_(std::move(script)),
          pythons_(std::move(interpreters)),
          other_build_(std::move(other_build))
    {
    }

    // False if some contender failed.
    bool run(workload const& w)
    {
        std::printf("\n### %s: %s\n\n", w.name.c_str(), w.title.c_str());
        std::fflush(stdout);
        runners_.clear();
        failed_ = false;
        std::optional<background_load> load;
        if (w.busy)
        {
            load.emplace();
        }
        for (auto const& c : w.contenders)
        {
            enter(w, c);
        }
        // Workers of 4 GiB do not fit into memory together: each lives for one
        // block.
        auto const keep = w.resident == 0;
        for (auto& r : runners_)
        {
            if (keep)
            {
                attempt(r, [&] { r.process = begin(w, r); });
            }
        }
        std::vector<std::size_t> order(runners_.size());
        for (std::size_t i = 0; i != order.size(); ++i)
        {
            order[i] = i;
        }
        for (unsigned round = 0; round != w.rounds; ++round)
        {
            std::shuffle(order.begin(), order.end(), shuffler_);
            for (auto const i : order)
            {
                auto& r = runners_[i];
                attempt(r, [&] {
                    if (!keep)
                    {
                        r.process = begin(w, r);
                    }
                    r.process->ask(w.block, r.result);
                });
                if (!keep)
                {
                    r.process.reset();
                }
            }
        }
        report(w);
        runners_.clear();
        return !failed_;
    }

private:
    struct runner
    {
        std::vector<std::string> command;
        series result;
        std::unique_ptr<worker_process> process;
        bool reference = false; // Python 3.10, plain
        bool other = false;     // the same as the one before, of other_build_
        bool out = false;
    };

    void enter(workload const& w, contender const& c)
    {
        request r{c.worker,   c.variant,     w.task,   w.amount,
                  w.resident, w.descriptors, w.command};
        auto const add = [&](std::vector<std::string> command,
                             std::string label, bool reference,
                             bool other = false) {
            auto const words = r.words();
            command.insert(command.end(), words.begin(), words.end());
            runners_.push_back({std::move(command),
                                {std::move(label), {}, 0, 0},
                                nullptr,
                                reference,
                                other,
                                false});
        };
        bool const is_concur = c.worker == "concur";
        bool const is_floor = runners_.empty();
        if (!other_build_.empty() && !is_concur && !is_floor)
        {
            return;
        }
        if (c.worker == "python")
        {
            for (auto const& one : pythons_)
            {
                // -I would hide worker.py, which is in the folder of the
                // script.
                add({one.path, "-EsB", script_},
                    one.label + c.label.substr(c.worker.size()),
                    one.minor == 10 && c.variant.empty());
            }
        }
        else if (makers().contains(c.worker))
        {
            add({program_, "--worker", c.worker}, c.label, false);
            if (is_concur && !other_build_.empty())
            {
                add({other_build_, "--worker", c.worker},
                    c.label + ", other build", false, true);
            }
        }
    }

    std::unique_ptr<worker_process> begin(workload const& w, runner const& r)
    {
        auto process = std::make_unique<worker_process>(r.command);
        if (w.block > 1) // one sample warms it up
        {
            series ignored;
            process->ask(1, ignored);
        }
        return process;
    }

    template<class Action>
    void attempt(runner& r, Action action)
    {
        if (r.out)
        {
            return;
        }
        try
        {
            action();
        }
        catch (std::exception const& e)
        {
            std::printf("%s is left out: %s\n\n", r.result.label.c_str(),
                        e.what());
            r.out = true;
            failed_ = true;
        }
    }

    void report(workload const& w) const
    {
        series const none;
        auto const& floor = runners_.front().result;
        auto const reference =
            std::find_if(runners_.begin(), runners_.end(),
                         [](auto const& r) { return r.reference; });
        auto const& python =
            reference == runners_.end() ? none : reference->result;
        std::vector<std::vector<std::string>> rows{
            {"contender", "median " + w.unit, "min", "x floor", "x Python 3.10",
             "own CPU " + w.unit, "peak MiB"}};
        if (!other_build_.empty())
        {
            rows.front()[4] = "x other build";
        }
        for (std::size_t i = 0; i != runners_.size(); ++i)
        {
            auto const& r = runners_[i];
            auto const* compared = &python;
            if (!other_build_.empty())
            {
                bool const has_other =
                    i + 1 != runners_.size() && runners_[i + 1].other;
                compared = has_other ? &runners_[i + 1].result : &none;
            }
            if (r.out)
            {
                continue;
            }
            auto const samples = r.result.samples();
            rows.push_back(
                {r.result.label, three_digits(median(samples) * w.scale),
                 three_digits(
                     *std::min_element(samples.begin(), samples.end()) *
                     w.scale),
                 ratio_figure(ratio(r.result, floor)),
                 ratio_figure(ratio(r.result, *compared)),
                 three_digits(r.result.cpu / double(samples.size()) * w.scale),
                 three_digits(double(r.result.peak_kib) / 1024)});
        }
        print_table(rows);
        std::printf("\n%u rounds of %u\n", w.rounds, w.block);
        std::fflush(stdout);
    }

    std::string program_;
    std::string script_;
    std::vector<python> pythons_;
    std::string other_build_;
    std::vector<runner> runners_;
    std::mt19937 shuffler_{std::random_device()()};
    bool failed_ = false;
};

} // namespace bench

#endif
