// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/thread/exit.hpp>

namespace concur::thread {

void exit()
{
    throw SystemExit();
}

} // namespace concur::thread
