// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue/detail/blocking.hpp>
#include <concur/queue/detail/engine.hpp>

namespace concur::queue::detail {

template class engine<default_policy, fifo>;
template class engine<default_policy, lifo>;
template class blocking<engine<default_policy, fifo>>;
template class blocking<engine<default_policy, lifo>>;

} // namespace concur::queue::detail
