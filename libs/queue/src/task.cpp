// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue/task.hpp>

#include <concur/errors.hpp>

#include <boost/throw_exception.hpp>

#include <utility>

namespace concur::queue {

task& task::operator=(task&& other) noexcept
{
    task old(std::move(other));
    std::swap(engine_, old.engine_);
    std::swap(ends_, old.ends_);
    return *this;
}

task::~task()
{
    if (engine_)
    {
        ends_->drop(engine_.get());
    }
}

void task::done()
{
    if (!engine_)
    {
        boost::throw_exception(ValueError("done() of no unfinished task"));
    }
    ends_->done(engine_.get());
    engine_.reset();
}

} // namespace concur::queue
