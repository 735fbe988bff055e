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

/** What a variable is: shared by whoever refers to it, and by its values.

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

    /// Where its value is in every context. Few are in use, and the lowest
    /// ones but 0: those of variables that have gone are given away again.
    std::size_t index() const noexcept
    {
        return index_;
    }

    std::string const& name() const noexcept
    {
        return name_;
    }

    virtual void destroy(value* v) noexcept = 0;
    virtual bool equal(value const& a, value const& b) const = 0;
    virtual std::any copy(value const& v) const = 0;

    /// The default as Python would print it, empty without one.
    virtual std::string default_text() const = 0;

private:
    std::string const name_;
    std::size_t const index_;
};

/// A value of a variable, shared by contexts that have not changed it.
struct value
{
    /// With one owner: a value_ptr that does not add itself.
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
    // The last one need not tell anybody.
    if (v->owners.load(std::memory_order_acquire) == 1 ||
        v->owners.fetch_sub(1, std::memory_order_acq_rel) == 1)
    {
        v->of->destroy(v);
    }
}

using value_ptr = boost::intrusive_ptr<value>;

} // namespace concur::contextvars::detail

#endif
