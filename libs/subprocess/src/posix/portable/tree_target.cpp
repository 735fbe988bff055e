// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../tree_target.hpp"

namespace concur::subprocess::detail {

std::unique_ptr<stop_target> make_tree_target()
{
    return make_group_target();
}

containment_mechanism tree_mechanism() noexcept
{
    return containment_mechanism::group;
}

} // namespace concur::subprocess::detail
