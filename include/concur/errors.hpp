// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_ERRORS_HPP
#define CONCUR_ERRORS_HPP

#include <concur/config.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

// Python's built-in exceptions, with Python's names. Their bases are the
// exceptions of the C++ standard library.

namespace concur {

/// An argument has the right type but a wrong value.
class CONCUR_VISIBLE ValueError : public std::invalid_argument
{
public:
    using std::invalid_argument::invalid_argument;
};

/// A look-up by name or key found nothing.
class CONCUR_VISIBLE LookupError : public std::out_of_range
{
public:
    using std::out_of_range::out_of_range;
};

/// A key is not in a mapping or database.
class CONCUR_VISIBLE KeyError : public LookupError
{
public:
    using LookupError::LookupError;
};

/// An operation is not possible in the current state.
class CONCUR_VISIBLE RuntimeError : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

/// A number is outside the range of its destination.
class CONCUR_VISIBLE OverflowError : public std::overflow_error
{
public:
    using std::overflow_error::overflow_error;
};

/** Text, or bytes that should be text, cannot be converted.

    @par Difference from Python
    In Python, UnicodeError is a ValueError. Here it is a `std::range_error`,
    since the wrong text usually does not come from the caller.
*/
class CONCUR_VISIBLE UnicodeError : public std::range_error
{
public:
    using std::range_error::range_error;
};

/// Bytes are not text in the expected encoding.
class CONCUR_CORE_DECL UnicodeDecodeError : public UnicodeError
{
public:
    /** Construct from the fields of Python's UnicodeDecodeError.

        @param encoding The encoding, under its normal name, such as "utf-8".
        @param object The bytes that were decoded, or the part of them with the
        error.
        @param start,end The range of the wrong bytes: the positions of its
        first byte and of the byte after it. Positions count from the first of
        all bytes, not from the first of `object`.
        @param reason The kind of error in this range.
        @param offset The number of bytes before `object`, if that is only a
        part.
    */
    UnicodeDecodeError(std::string encoding, std::string object,
                       std::size_t start, std::size_t end, std::string reason,
                       std::size_t offset = 0);

    ~UnicodeDecodeError() override;

    /// The encoding, under its normal name.
    std::string const& encoding() const noexcept;

    /// The bytes that were decoded, or the part of them with the error.
    std::string const& object() const noexcept;

    /// The position of the first wrong byte, counted from the first of all
    /// bytes.
    std::size_t start() const noexcept;

    /// The position after the last wrong byte, counted from the first of all
    /// bytes.
    std::size_t end() const noexcept;

    /// The kind of error in the wrong bytes.
    std::string const& reason() const noexcept;

    /// The number of bytes before object(); 0 if object() holds all bytes.
    std::size_t offset() const noexcept;

private:
    struct fields;
    std::shared_ptr<fields const> fields_;
};

/** Text cannot be encoded: the encoding lacks a character.

    @par Difference from Python
    In Python, UnicodeEncodeError is a ValueError. Here it is a
    `std::range_error`.
*/
class CONCUR_CORE_DECL UnicodeEncodeError : public UnicodeError
{
public:
    /** Construct from the fields of Python's UnicodeEncodeError.

        @param encoding The encoding, under its normal name, such as "ascii".
        @param object The text, in UTF-8.
        @param start,end The range of the wrong characters of `object`: the
        positions of its first character and of the character after it. A byte
        that is not UTF-8 counts as a character.
        @param reason The kind of error in this range.
    */
    UnicodeEncodeError(std::string encoding, std::string object,
                       std::size_t start, std::size_t end, std::string reason);

    ~UnicodeEncodeError() override;

    /// The encoding, under its normal name.
    std::string const& encoding() const noexcept;

    /// The text, in UTF-8.
    std::string const& object() const noexcept;

    /// The position of the first wrong character of object(), counted in
    /// characters.
    std::size_t start() const noexcept;

    /// The position after the last wrong character, counted in characters.
    std::size_t end() const noexcept;

    /// The kind of error in the wrong characters.
    std::string const& reason() const noexcept;

private:
    struct fields;
    std::shared_ptr<fields const> fields_;
};

/** The system refused a request.

    `code()` holds the errno in `std::generic_category()`. `what()` has
    Python's form: ``[Errno 2] No such file or directory: 'name'``.
*/
class CONCUR_CORE_DECL OSError : public std::system_error
{
public:
    /// Construct from an errno and the file of the failed request, if any.
    explicit OSError(int error,
                     std::optional<std::string> filename = std::nullopt);

    ~OSError() override;

    /// The errno. Python calls this `errno`, which is a macro in C.
    int errno_() const noexcept;

    /// The system's text for the error, without the number and the file.
    std::string strerror() const
    {
        return code().message();
    }

    /// The file of the failed request, as the caller named it. Absent if the
    /// request named no file.
    std::optional<std::string> filename() const;

    char const* what() const noexcept override;

private:
    struct fields;
    std::shared_ptr<fields const> fields_;
};

/// The errno is ENOENT.
class CONCUR_VISIBLE FileNotFoundError : public OSError
{
public:
    using OSError::OSError;
};

/// The errno is EACCES or EPERM.
class CONCUR_VISIBLE PermissionError : public OSError
{
public:
    using OSError::OSError;
};

/// The errno is ENOTDIR.
class CONCUR_VISIBLE NotADirectoryError : public OSError
{
public:
    using OSError::OSError;
};

/// The errno is EAGAIN, EALREADY, EINPROGRESS or EWOULDBLOCK.
class CONCUR_VISIBLE BlockingIOError : public OSError
{
public:
    using OSError::OSError;
};

/// The errno is EPIPE or ESHUTDOWN.
class CONCUR_VISIBLE BrokenPipeError : public OSError
{
public:
    using OSError::OSError;
};

/// The errno is ECHILD.
class CONCUR_VISIBLE ChildProcessError : public OSError
{
public:
    using OSError::OSError;
};

/// The errno is ESRCH.
class CONCUR_VISIBLE ProcessLookupError : public OSError
{
public:
    using OSError::OSError;
};

/** A signal or interrupt_main() interrupted the program.

    This is not a `std::exception`. So `catch (std::exception&)` does not catch
    it.
*/
class CONCUR_VISIBLE KeyboardInterrupt
{
};

/** The thread that throws this wants to end.

    This is not a `std::exception`. So `catch (std::exception&)` does not catch
    it.
*/
class CONCUR_VISIBLE SystemExit
{
};

/** Throw the class for an errno: OSError, or a class derived from it.

    @param error The errno.
    @param filename The file of the failed request, if any.

    @throws OSError Always.
*/
[[noreturn]] CONCUR_CORE_DECL void
throw_os_error(int error, std::optional<std::string> filename = std::nullopt);

} // namespace concur

#endif
