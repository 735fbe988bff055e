// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "stage_message.hpp"

#include <concur/errors.hpp>
#include <concur/subprocess/errors.hpp>
#include <concur/subprocess/pipeline_errors.hpp>

#include <boost/throw_exception.hpp>

#include <memory>
#include <typeinfo>

namespace concur::subprocess::detail {
namespace {

template<class Error>
class with_stage : public Error, public StageError
{
public:
    with_stage(Error const& cause, std::size_t index, command const& args)
        : Error(cause), StageError(index, args),
          message_(std::make_shared<std::string const>(stage_message(
              index,
              (args.repr() + " was not started: " + cause.what()).c_str())))
    {
    }

    char const* what() const noexcept override
    {
        return message_->c_str();
    }

private:
    std::shared_ptr<std::string const> message_;
};

// Rethrows the current exception as a with_stage<Error>, if it is an Error.
template<class Error>
void rethrow_if(std::size_t index, command const& args)
{
    try
    {
        throw;
    }
    catch (Error const& cause)
    {
        // An error of a class that the caller has derived stays what it is.
        if (typeid(cause) == typeid(Error) ||
            typeid(cause) == typeid(boost::wrapexcept<Error>))
        {
            boost::throw_exception(with_stage<Error>(cause, index, args));
        }
    }
    catch (std::exception const&)
    {
        // The caller tries another type.
    }
}

template<class... Errors>
[[noreturn]] void rethrow_as(std::size_t index, command const& args)
{
    (rethrow_if<Errors>(index, args), ...);
    throw;
}

} // namespace

void rethrow_for_stage(std::size_t index, command const& args)
{
    // Derived classes stand before their bases.
    rethrow_as<FileNotFoundError, PermissionError, NotADirectoryError,
               BlockingIOError, BrokenPipeError, ChildProcessError,
               ProcessLookupError, OSError, SubprocessError, ValueError,
               KeyError, LookupError, OverflowError, RuntimeError>(index, args);
}

} // namespace concur::subprocess::detail
