// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue/errors.hpp>

#include <string>

namespace concur::queue {
namespace {

class category final : public boost::system::error_category
{
public:
    char const* name() const noexcept override
    {
        return "concur.queue";
    }

    std::string message(int value) const override
    {
        switch (static_cast<errc>(value))
        {
        case errc::shut_down:
            return "the queue was shut down";
        case errc::comparison_failed:
            return "a comparison of items threw an exception";
        }
        return "unknown error of a queue";
    }
};

} // namespace

boost::system::error_category const& error_category() noexcept
{
    static category const it;
    return it;
}

} // namespace concur::queue
