// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../tree_target.hpp"

#include <concur/subprocess/posix/child_plan.hpp>
#include <concur/subprocess/posix/detail/start_child.hpp>

namespace concur::subprocess::detail {

posix::start_result start_tree(posix::child_plan& plan,
                               std::unique_ptr<stop_target>& scope)
{
    scope->prepare(plan);
    return start_child(plan);
}

containment_mechanism tree_mechanism() noexcept
{
    return containment_mechanism::group;
}

} // namespace concur::subprocess::detail
