// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/contextvars/detail/variable.hpp>

#include <boost/thread/lock_guard.hpp>
#include <boost/thread/mutex.hpp>

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

namespace concur::contextvars::detail {
namespace {

// Gives out the lowest index that is not in use.
class indices
{
public:
    std::size_t take()
    {
        boost::lock_guard const lock(mutex_);
        if (returned_.empty())
        {
            if (returned_.capacity() <= next_)
            {
                returned_.reserve(2 * next_ + 16); // giving back cannot fail
            }
            return next_++;
        }
        std::pop_heap(returned_.begin(), returned_.end(), std::greater<>());
        auto const index = returned_.back();
        returned_.pop_back();
        return index;
    }

    void give_back(std::size_t index) noexcept
    {
        boost::lock_guard const lock(mutex_);
        returned_.push_back(index);
        std::push_heap(returned_.begin(), returned_.end(), std::greater<>());
    }

private:
    boost::mutex mutex_;
    std::size_t next_ = 1;
    std::vector<std::size_t> returned_;
};

// Variables may be destroyed after everything else.
indices& all()
{
    static auto* const one = new indices;
    return *one;
}

} // namespace

variable::variable(std::string name)
    : name_(std::move(name)), index_(all().take())
{
}

variable::~variable()
{
    all().give_back(index_);
}

} // namespace concur::contextvars::detail
