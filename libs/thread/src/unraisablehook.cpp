// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/thread/unraisablehook.hpp>

#include <concur/detail/hook_slot.hpp>

#include "native.hpp"
#include "unraisablehook.hpp"

#include <boost/core/demangle.hpp>

#include <cstdio>
#include <sstream>
#include <string_view>
#include <typeinfo>
#include <utility>

namespace concur::thread {
namespace {

// The slot is never destroyed: threads may outlive main().
concur::detail::hook_slot<unraisable_hook>& current_hook()
{
    static auto& it = *new concur::detail::hook_slot<unraisable_hook>;
    return it;
}

// Construct the slot when the library is loaded, usually before there are
// threads.
[[maybe_unused]] auto const& made = current_hook();

std::string described(std::type_info const& type, void const* address)
{
    std::ostringstream text;
    text << '<' << boost::core::demangle(type.name()) << " at " << address
         << '>';
    return text.str();
}

// Called in a catch block.
std::string type_of_current_exception()
{
    auto const type = detail::native::current_exception_type();
    auto name = type != nullptr ? boost::core::demangle(type->name())
                                : "unknown exception";
    // The type that boost::throw_exception() derives from the type of the
    // exception.
    constexpr std::string_view wrapper = "boost::wrapexcept<";
    if (name.starts_with(wrapper) && name.ends_with('>'))
    {
        name = name.substr(wrapper.size(), name.size() - wrapper.size() - 1);
    }
    return name;
}

std::string described(std::exception_ptr const& exception)
{
    try
    {
        std::rethrow_exception(exception);
    }
    catch (std::exception const& e)
    {
        return type_of_current_exception() + ": " + e.what();
    }
    catch (...)
    {
        return type_of_current_exception();
    }
}

} // namespace

unraisable_hook set_unraisablehook(unraisable_hook hook)
{
    return current_hook().exchange(std::move(hook));
}

void default_unraisablehook(unraisable const& what)
{
    auto text = what.message + ": " + what.object + '\n';
    if (what.exception)
    {
        text += described(what.exception) + '\n';
    }
    // One call writes all lines, so that threads do not mix their lines.
    std::fwrite(text.data(), 1, text.size(), stderr);
    std::fflush(stderr);
}

namespace detail {
void report(std::exception_ptr exception, task const& from) noexcept
try
{
    auto const hook = current_hook().get();
    unraisable const what{std::move(exception),
                          "Exception ignored in thread started by",
                          described(from.type(), from.address())};
    try
    {
        if (hook)
        {
            hook->call(what);
        }
        else
        {
            default_unraisablehook(what);
        }
    }
    catch (...)
    {
        default_unraisablehook(
            {std::current_exception(), "Exception ignored in unraisablehook",
             hook ? described(hook->call.target_type(), &hook->call)
                  : std::string()});
    }
}
catch (...)
{
    std::fputs("Exception ignored in thread\n", stderr); // allocates no memory
}

} // namespace detail
} // namespace concur::thread
