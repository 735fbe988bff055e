// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SUBPROCESS_STARTING_HPP
#define CONCUR_TEST_SUBPROCESS_STARTING_HPP

#include "checks.hpp"

#include <concur/errors.hpp>
#include <concur/subprocess/options.hpp>
#include <concur/subprocess/popen.hpp>

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

// What the tests of how a child is started share.

namespace support {

/** Options that change nothing for the child, one for each way in which the
    library starts a child: in the parent's memory with and without its table of
    descriptors, forked, and in memory of its own but not forked.
*/
inline std::vector<concur::subprocess::options> ways_to_start()
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

/// A child that does not outlive a test which fails: one that waits for the
/// end of its input would wait for ever if its pipe were held open.
using killed_popen = concur::subprocess::basic_popen<killing>;

/// An OSError's fields.
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
    auto const e = caught<concur::OSError>(body);
    return {e.errno_(), e.filename()};
}

/// The message of an error of some type that a body throws.
template<class Error, class Body>
std::string message_of(Body const& body)
{
    return caught<Error>(body).what();
}

/// Has a variable of this process's environment, or has it not, while it lives.
class variable
{
public:
    variable(char const* name, char const* value) : name_(name)
    {
        if (auto before = std::getenv(name))
        {
            before_ = before;
        }
        value ? ::setenv(name, value, 1) : ::unsetenv(name);
    }

    ~variable()
    {
        before_ ? ::setenv(name_, before_->c_str(), 1) : ::unsetenv(name_);
    }

    variable(variable const&) = delete;
    variable& operator=(variable const&) = delete;

private:
    char const* name_;
    std::optional<std::string> before_;
};

/// Descriptors of the null device.
class null_descriptors
{
public:
    explicit null_descriptors(int count, bool inheritable = true, int from = 3)
    {
        opened const null("/dev/null", O_RDWR);
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

/// The numbers in the output of the child's action `fds`.
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
