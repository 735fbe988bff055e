// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_CONTEXTVARS_DETAIL_VARIABLE_HPP
#define CONCUR_CONTEXTVARS_DETAIL_VARIABLE_HPP

#include <concur/config.hpp>

#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <boost/smart_ptr/intrusive_ref_counter.hpp>

#include <any>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>

namespace concur::contextvars::detail {

struct value;

/** A variable without the type of its values. ContextVar objects, contexts and
    values share it.

    @par Thread safety
    Safe.
*/
class CONCUR_CONTEXTVARS_DECL variable
    : public boost::intrusive_ref_counter<variable, boost::thread_safe_counter>
{
public:
    explicit variable(std::string name);
    virtual ~variable();

    variable(variable const&) = delete;
    variable& operator=(variable const&) = delete;

    /// The index of the variable's value in every context. Indices begin at 1
    /// and are dense: freed indices are reused, the lowest first.
    std::size_t index() const noexcept
    {
        return index_;
    }

    std::string const& name() const noexcept
    {
        return name_;
    }

    // Operations on values of this variable. typed_variable, which implements
    // them, knows the type of the values.
    virtual void destroy(value* v) noexcept = 0;
    virtual bool equal(value const& a, value const& b) const = 0;
    virtual std::any copy(value const& v) const = 0;

    /// The default as Python would print it; empty if there is none.
    virtual std::string default_text() const = 0;

private:
    std::string const name_;
    std::size_t const index_;
};

/// A value of a variable. All contexts that have this value share the object.
struct value
{
    /// Construct a value that the caller owns. A value_ptr that takes the value
    /// over must not add a reference.
    explicit value(variable& v) noexcept : of(&v) {}
    value(value const&) = delete;
    value& operator=(value const&) = delete;

    boost::intrusive_ptr<variable> const of;
    std::atomic<std::uint32_t> owners{1};
};

inline void intrusive_ptr_add_ref(value* v) noexcept
{
    v->owners.fetch_add(1, std::memory_order_relaxed);
}

inline void intrusive_ptr_release(value* v) noexcept
{
    // If there is one owner only, no atomic change is needed.
    if (v->owners.load(std::memory_order_acquire) == 1 ||
        v->owners.fetch_sub(1, std::memory_order_acq_rel) == 1)
    {
        v->of->destroy(v);
    }
}

using value_ptr = boost::intrusive_ptr<value>;

} // namespace concur::contextvars::detail

#endif
