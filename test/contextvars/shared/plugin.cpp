// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "plugin.hpp"

#include <utility>

namespace cv = concur::contextvars;

extern "C" BOOST_SYMBOL_EXPORT plugin const entry;

plugin const entry{
    [](cv::ContextVar<std::string> const& var, std::string value) {
        var.set(std::move(value));
    },
    [](cv::ContextVar<std::string> const& var) { return var.get("nothing"); },
    [] { return cv::copy_context(); },
    [] { return cv::ContextVar<std::string>("made", "default"); },
};
