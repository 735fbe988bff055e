// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The types of items that a queue may have.

#include <concur/queue.hpp>

#include <boost/core/lightweight_test.hpp>

#include <future>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

namespace queue = concur::queue;

void tasks()
{
    // tag::tasks[]
    queue::Queue<std::packaged_task<int()>> q;
    std::jthread worker([&q] {
        try
        {
            for (;;)
            {
                q.get()();
                q.task_done();
            }
        }
        catch (queue::ShutDown const&)
        {
        }
    });
    std::packaged_task<int()> task([] { return 6 * 7; });
    auto result = task.get_future();
    q.put(std::move(task));
    std::cout << result.get() << '\n';
    q.shutdown();
    // end::tasks[]
}

void refused()
{
    // tag::refused[]
    queue::Queue<std::unique_ptr<int>> q(queue::maxsize = 1);
    q.put(std::make_unique<int>(1));
    auto second = std::make_unique<int>(2);
    try
    {
        q.put_nowait(std::move(second));
        // end::refused[]
        BOOST_ERROR("not reached");
        // tag::refused[]
    }
    catch (queue::Full const&)
    {
        std::cout << "still mine: " << *second << '\n';
    }
    // end::refused[]
}

// tag::throwing[]
struct fragile
{
    explicit fragile(std::string n) : name(std::move(n)) {}

    fragile(fragile&& other) : name(other.name)
    {
        if (broken)
        {
            throw std::runtime_error("cannot move " + name);
        }
    }

    std::string name;
    inline static bool broken = false;
};
// end::throwing[]

void throwing()
{
    // tag::throwing_used[]
    queue::Queue<fragile> q;
    q.put(fragile("glass"));
    q.put(fragile("cup"));
    fragile::broken = true;
    try
    {
        q.get();
        // end::throwing_used[]
        BOOST_ERROR("not reached");
        // tag::throwing_used[]
    }
    catch (std::runtime_error const& e)
    {
        std::cout << e.what() << '\n';
    }
    fragile::broken = false;
    std::cout << "the next one: " << q.get().name << '\n';
    // end::throwing_used[]
}

// tag::quiet[]
struct message
{
    int id;
    std::string text;
};

template<>
inline constexpr bool concur::queue::moves_quietly<message> = true;
// end::quiet[]

void quiet()
{
    queue::Queue<message> q;
    q.put({1, "hello"});
    std::cout << q.get().text << '\n';
}

int main()
{
    tasks();
    refused();
    throwing();
    quiet();
    return boost::report_errors();
}
