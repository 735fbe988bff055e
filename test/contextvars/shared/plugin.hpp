// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_CONTEXTVARS_SHARED_PLUGIN_HPP
#define CONCUR_TEST_CONTEXTVARS_SHARED_PLUGIN_HPP

#include <concur/contextvars.hpp>

#include <string>

// The interface of each of the two shared objects.

struct plugin
{
    /// These functions make their calls in the shared object.
    void (*set)(concur::contextvars::ContextVar<std::string> const& var,
                std::string value);
    std::string (*get)(concur::contextvars::ContextVar<std::string> const& var);
    concur::contextvars::Context (*copy)();

    /// A variable that is constructed in the shared object.
    concur::contextvars::ContextVar<std::string> (*make)();
};

#endif
