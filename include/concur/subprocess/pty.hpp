// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_PTY_HPP
#define CONCUR_SUBPROCESS_PTY_HPP

namespace concur::subprocess {

/** A new terminal with its settings, as a value of `stdin_`, `stdout_` and
    `stderr_`: `stdout_ = pty{.rows = 40, .columns = 120}`. PTY is the same as
    `pty{}`.

    @see PTY
*/
struct pty
{
    /// The height in characters, from 0 to 65535; 0 if it is unknown.
    long long rows = 24;
    /// The width in characters, from 0 to 65535; 0 if it is unknown.
    long long columns = 80;
    /// Whether the terminal sends back what is written to it. The child may
    /// change this setting.
    bool echo = false;
    /** Whether bytes pass unchanged in both directions. The child may change
        this setting.

        Otherwise the child gets its input by lines of at most 4,095 bytes (the
        system drops the rest of a longer line), some bytes send signals or end
        the input, and each LF of the output becomes CR LF. Text mode turns it
        back into LF.
    */
    bool raw = false;

    friend bool operator==(pty const&, pty const&) = default;
};

} // namespace concur::subprocess

#endif
