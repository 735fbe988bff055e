// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SUBPROCESS_OPEN_FILE_HPP
#define CONCUR_TEST_SUBPROCESS_OPEN_FILE_HPP

#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdio>
#include <memory>
#include <string>

#include <fcntl.h>
#include <unistd.h>

namespace support {

/// A temporary file, open for reading and writing. Tests use it as a
/// descriptor, as a FILE*, and as an object with a fileno() function.
class open_file
{
public:
    explicit open_file(std::string const& contents = {}, long offset = 0)
        : file_(std::tmpfile(), std::fclose)
    {
        BOOST_TEST_REQUIRE(file_ != nullptr);
        BOOST_TEST_REQUIRE(
            ::write(fileno(), contents.data(), contents.size()) ==
            static_cast<long>(contents.size()));
        ::lseek(fileno(), offset, SEEK_SET);
    }

    int fileno() const
    {
        return ::fileno(file_.get());
    }

    std::FILE* c_file() const
    {
        return file_.get();
    }

    bool open() const
    {
        return ::fcntl(fileno(), F_GETFD) != -1;
    }

    // The contents, read through the same descriptor.
    std::string contents() const
    {
        ::lseek(fileno(), 0, SEEK_SET);
        std::string all(1024, '\0');
        auto const n = ::read(fileno(), all.data(), all.size());
        all.resize(n < 0 ? 0 : static_cast<std::size_t>(n));
        return all;
    }

private:
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_;
};

} // namespace support

#endif
