// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SUBPROCESS_START_MODES_HPP
#define CONCUR_TEST_SUBPROCESS_START_MODES_HPP

#include "checks.hpp"

#include <concur/errors.hpp>
#include <concur/subprocess/options.hpp>
#include <concur/subprocess/popen.hpp>

#include <support/expect_error.hpp>
#include <support/support.hpp>

#include <cstdlib>
#include <optional>
#include <ostream>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

// What the tests of the start of a child share.

namespace support {

/** Options for each of the four modes in which the library starts a child: the
    child shares the parent's memory and its descriptor table; it shares only
   the memory; it is forked, for a hook; it has memory of its own but is not
   forked, for new ids. The program that the child runs sees no difference.
*/
inline std::vector<concur::subprocess::options> start_modes()
{
    std::vector<concur::subprocess::options> ways(4);
    ways[1].close_fds = false;
    ways[2].preexec_fn = [] {};
    ways[3].user = ::getuid();
    return ways;
}

struct killing : concur::subprocess::default_policy
{
    static constexpr auto on_destroy = concur::subprocess::destroy::kill;
};

/// Kills its child on destruction, so that no child outlives a test that fails:
/// a child that waits for the end of its input could wait for ever.
using killed_popen = concur::subprocess::basic_popen<killing>;

/// The errno and the file name of an OSError.
struct os_failure
{
    int error;
    std::optional<std::string> filename;

    friend bool operator==(os_failure const&, os_failure const&) = default;

    friend std::ostream& operator<<(std::ostream& out, os_failure const& f)
    {
        return out << "errno " << f.error << ", "
                   << (f.filename ? "filename '" + *f.filename + "'"
                                  : "no filename");
    }
};

inline os_failure failure(int error, std::optional<std::string> filename = {})
{
    return {error, std::move(filename)};
}

/// The OSError that a body throws.
template<class Body>
os_failure failure_of(Body const& body)
{
    auto const e = expect_error<concur::OSError>(body);
    return {e.errno_(), e.filename()};
}

/// Sets a variable of the environment, or unsets it if the value is null; the
/// destructor restores it.
class scoped_variable
{
public:
    scoped_variable(char const* name, char const* value) : name_(name)
    {
        if (auto before = std::getenv(name))
        {
            before_ = before;
        }
        set(value);
    }

    ~scoped_variable()
    {
        set(before_ ? before_->c_str() : nullptr);
    }

    scoped_variable(scoped_variable const&) = delete;
    scoped_variable& operator=(scoped_variable const&) = delete;

private:
    void set(char const* value)
    {
        if (value)
        {
            ::setenv(name_, value, 1);
        }
        else
        {
            ::unsetenv(name_);
        }
    }

    char const* name_;
    std::optional<std::string> before_;
};

/// Some descriptors of /dev/null.
class null_descriptors
{
public:
    explicit null_descriptors(int count, bool inheritable = true, int from = 3)
    {
        file_descriptor const null("/dev/null", O_RDWR);
        for (int i = 0; i != count; ++i)
        {
            numbers_.push_back(::fcntl(
                null.fileno(), inheritable ? F_DUPFD : F_DUPFD_CLOEXEC, from));
            expect(numbers_.back() >= 0, "another descriptor");
        }
    }

    ~null_descriptors()
    {
        for (int number : numbers_)
        {
            ::close(number);
        }
    }

    null_descriptors(null_descriptors const&) = delete;
    null_descriptors& operator=(null_descriptors const&) = delete;

    std::vector<int> const& all() const noexcept
    {
        return numbers_;
    }

    int operator[](std::size_t i) const
    {
        return numbers_.at(i);
    }

private:
    std::vector<int> numbers_;
};

/// The numbers that the child's action `fds` has printed.
inline std::set<int> numbers(std::optional<std::string> const& output)
{
    std::istringstream text(output.value());
    std::set<int> all;
    for (int number; text >> number;)
    {
        all.insert(number);
    }
    return all;
}

} // namespace support

#endif
