// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../start_process.hpp"
#include "kernel.hpp"

#include <concur/errors.hpp>
#include <concur/hooks.hpp>
#include <concur/subprocess/error.hpp>

#include <boost/throw_exception.hpp>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <grp.h>
#include <pwd.h>
#include <unistd.h>

namespace concur::subprocess::detail {
namespace {

void reject_nul(std::string const& text)
{
    if (text.find('\0') != text.npos)
    {
        boost::throw_exception(ValueError("embedded null byte"));
    }
}

int to_int(long long number)
{
    if (number > INT_MAX)
    {
        boost::throw_exception(
            OverflowError("signed integer is greater than maximum"));
    }
    if (number < INT_MIN)
    {
        boost::throw_exception(
            OverflowError("signed integer is less than minimum"));
    }
    return static_cast<int>(number);
}

// ---- ids --------------------------------------------------------------------

// Looks a name up, with as large a buffer as the entry needs.
template<class Entry>
bool look_up(int (*get)(char const*, Entry*, char*, std::size_t, Entry**),
             std::string const& name, Entry& entry)
{
    reject_nul(name);
    std::vector<char> buffer(1024);
    for (;;)
    {
        Entry* found = nullptr;
        auto const error =
            get(name.c_str(), &entry, buffer.data(), buffer.size(), &found);
        switch (error)
        {
        case ERANGE:
            buffer.resize(buffer.size() * 2);
            break;
        case EINTR:
            break;
        // The search failed; CPython takes that for no such name.
        case EMFILE:
        case ENFILE:
        case ENOMEM:
        case EIO:
            throw_os_error(error);
        default:
            return found != nullptr;
        }
    }
}

long long number_of_user(principal const& user)
{
    if (!user.name())
    {
        return user.number();
    }
    passwd entry;
    if (!look_up(::getpwnam_r, *user.name(), entry))
    {
        boost::throw_exception(
            KeyError("getpwnam(): name not found: '" + *user.name() + "'"));
    }
    return entry.pw_uid;
}

long long number_of_group(principal const& group)
{
    if (!group.name())
    {
        return group.number();
    }
    ::group entry;
    if (!look_up(::getgrnam_r, *group.name(), entry))
    {
        boost::throw_exception(
            KeyError("getgrnam(): name not found: '" + *group.name() + "'"));
    }
    return entry.gr_gid;
}

// The largest number is the system's "leave it alone", and no id: CPython lets
// it through and the child keeps its parent's ids.
template<class Id>
bool is_id(long long number)
{
    return number < static_cast<long long>(std::numeric_limits<Id>::max());
}

template<class Id>
Id checked_id(long long number, char const* what, char const* short_name)
{
    if (number < 0)
    {
        boost::throw_exception(ValueError(std::string(what) +
                                          " ID cannot be negative, got " +
                                          std::to_string(number)));
    }
    if (!is_id<Id>(number))
    {
        boost::throw_exception(OverflowError(std::string(short_name) +
                                             " is greater than maximum"));
    }
    return static_cast<Id>(number);
}

std::vector<gid_t> checked_groups(sequence<principal> const& groups)
{
    std::vector<gid_t> ids;
    for (auto const& group : groups)
    {
        auto const number = number_of_group(group);
        if (number >= 0 && !is_id<gid_t>(number))
        {
            boost::throw_exception(ValueError("invalid group id"));
        }
        ids.push_back(checked_id<gid_t>(number, "Group", "gid"));
    }
    return ids;
}

std::vector<int> checked_pass_fds(sequence<long long> const& given)
{
    std::vector<int> fds;
    for (auto number : given)
    {
        if (number < 0 || number > INT_MAX)
        {
            boost::throw_exception(ValueError("bad value(s) in fds_to_keep"));
        }
        fds.push_back(static_cast<int>(number));
    }
    std::sort(fds.begin(), fds.end());
    fds.erase(std::unique(fds.begin(), fds.end()), fds.end());
    return fds;
}

// ---- the plan ---------------------------------------------------------------

std::vector<char const*> pointers(std::vector<std::string> const& strings)
{
    std::vector<char const*> all;
    all.reserve(strings.size() + 1);
    for (auto const& s : strings)
    {
        all.push_back(s.c_str());
    }
    all.push_back(nullptr);
    return all;
}

int run_preexec(void* function) noexcept
{
    try
    {
        (*static_cast<std::function<void()> const*>(function))();
        return 0;
    }
    catch (...)
    {
        return -1;
    }
}

// The plan of a child together with the strings that it points to.
class preparation
{
public:
    preparation(command const& args, options const& o) : o_(o)
    {
        reject_other_systems();
        set_program(args);
        set_environment();
        set_attributes();
        for (auto const* r : {&o.stdin_, &o.stdout_, &o.stderr_})
        {
            check(*r, r == &o.stderr_);
        }
    }

    preparation(preparation const&) = delete;
    preparation& operator=(preparation const&) = delete;

    // Makes the pipes; the child's ends stay open here until the start.
    void connect(started& parent)
    {
        auto const size = o_.pipesize.value_or(-1);
        if (o_.stdin_.what() == redirect::kind::pipe)
        {
            auto p = make_pipe(size);
            plan_.stdio[0] = own(std::move(p.read));
            parent.in = std::move(p.write);
        }
        else
        {
            plan_.stdio[0] = source(o_.stdin_);
        }
        if (o_.stdout_.what() == redirect::kind::pipe)
        {
            auto p = make_pipe(size);
            plan_.stdio[1] = own(std::move(p.write));
            parent.out = std::move(p.read);
        }
        else
        {
            plan_.stdio[1] = source(o_.stdout_);
        }
        if (o_.stderr_.what() == redirect::kind::pipe)
        {
            auto p = make_pipe(size);
            plan_.stdio[2] = own(std::move(p.write));
            parent.err = std::move(p.read);
        }
        else if (o_.stderr_.what() == redirect::kind::out)
        {
            plan_.stdio[2] = plan_.stdio[1] >= 0 ? plan_.stdio[1] : 1;
        }
        else
        {
            plan_.stdio[2] = source(o_.stderr_);
        }
        bool const piped = parent.in || parent.out || parent.err;
        if (piped && size > 0 && !kernel::pipes_have_size())
        {
            concur::detail::warn(warning::runtime,
                                 "pipesize isn't supported by this system, "
                                 "the default size will be used");
        }
        for (auto const* end : {&parent.in, &parent.out, &parent.err})
        {
            if (*end)
            {
                plan_.own.push_back(end->get());
            }
        }
    }

    child_plan& plan() noexcept
    {
        return plan_;
    }

    [[noreturn]] void fail(start_result const& result) const
    {
        switch (result.failed)
        {
        case start_phase::hook_threw:
            boost::throw_exception(
                SubprocessError("Exception occurred in preexec_fn."));
        case start_phase::chdir:
            throw_os_error(result.error, o_.cwd->str());
        case start_phase::exec:
            throw_os_error(result.error, program_);
        default:
            throw_os_error(result.error);
        }
    }

private:
    void reject_other_systems() const
    {
        if (o_.startupinfo)
        {
            boost::throw_exception(ValueError(
                "startupinfo is only supported on Windows platforms"));
        }
        if (o_.creationflags != 0)
        {
            boost::throw_exception(ValueError(
                "creationflags is only supported on Windows platforms"));
        }
    }

    void set_program(command const& args)
    {
        if (args.kind() == command::form::path && o_.shell)
        {
            boost::throw_exception(
                ValueError("path-like args is not allowed when shell is true"));
        }
        if (o_.shell)
        {
            argv_ = {"/bin/sh", "-c"};
            if (o_.executable)
            {
                argv_[0] = o_.executable->str();
            }
        }
        argv_.insert(argv_.end(), args.items().begin(), args.items().end());
        if (argv_.empty() && !o_.executable)
        {
            boost::throw_exception(ValueError("args is empty"));
        }
        std::for_each(argv_.begin(), argv_.end(), reject_nul);
        program_ = o_.executable ? o_.executable->str() : argv_.front();
        reject_nul(program_);
        plan_.argv = pointers(argv_);
        paths_ = search(program_);
        plan_.paths = pointers(paths_);
    }

    // Every file that a program's name may stand for, as os.get_exec_path().
    std::vector<std::string> search(std::string const& program) const
    {
        if (program.find('/') != program.npos)
        {
            return {program};
        }
        std::optional<std::string> path;
        if (o_.env)
        {
            path = o_.env->get("PATH");
        }
        else if (auto inherited = std::getenv("PATH"))
        {
            path = inherited;
        }
        std::vector<std::string> files;
        std::string_view rest =
            path ? std::string_view(*path) : std::string_view("/bin:/usr/bin");
        for (;;)
        {
            auto const colon = rest.find(':');
            std::string file(rest.substr(0, colon));
            if (!file.empty() && !file.ends_with('/'))
            {
                file += '/';
            }
            files.push_back(file + program);
            if (colon == rest.npos)
            {
                return files;
            }
            rest.remove_prefix(colon + 1);
        }
    }

    void set_environment()
    {
        if (o_.env)
        {
            env_ = pointers(o_.env->entries());
            plan_.env = env_.data();
        }
    }

    void set_attributes()
    {
        plan_.pass_fds = checked_pass_fds(o_.pass_fds);
        plan_.close_fds = o_.close_fds;
        if (!plan_.pass_fds.empty() && !plan_.close_fds)
        {
            concur::detail::warn(warning::runtime,
                                 "pass_fds overriding close_fds.");
            plan_.close_fds = true;
        }
        if (o_.cwd)
        {
            reject_nul(o_.cwd->str());
            plan_.cwd = o_.cwd->str().c_str();
        }
        if (to_int(o_.umask) >= 0)
        {
            plan_.umask = static_cast<mode_t>(o_.umask);
        }
        plan_.restore_signals = o_.restore_signals;
        plan_.new_session = o_.start_new_session;
        if (o_.process_group && to_int(*o_.process_group) >= 0)
        {
            plan_.process_group = static_cast<pid_t>(*o_.process_group);
        }
        if (o_.group)
        {
            plan_.gid =
                checked_id<gid_t>(number_of_group(*o_.group), "Group", "gid");
        }
        if (o_.extra_groups)
        {
            plan_.groups = checked_groups(*o_.extra_groups);
        }
        if (o_.user)
        {
            plan_.uid =
                checked_id<uid_t>(number_of_user(*o_.user), "User", "uid");
        }
        if (o_.preexec_fn)
        {
            plan_.hook = run_preexec;
            plan_.hook_argument =
                const_cast<std::function<void()>*>(&o_.preexec_fn);
        }
    }

    static void check(redirect const& r, bool is_stderr)
    {
        if (r.what() == redirect::kind::out && !is_stderr)
        {
            boost::throw_exception(
                ValueError("STDOUT can only be used for stderr"));
        }
        if (r.what() == redirect::kind::descriptor)
        {
            if (r.descriptor() < 0)
            {
                boost::throw_exception(ValueError(
                    "file descriptor cannot be a negative integer (" +
                    std::to_string(r.descriptor()) + ")"));
            }
            to_int(r.descriptor());
        }
    }

    int source(redirect const& r)
    {
        switch (r.what())
        {
        case redirect::kind::null:
            if (null_ < 0)
            {
                null_ = own(open_null());
            }
            return null_;
        case redirect::kind::descriptor:
            return static_cast<int>(r.descriptor());
        default:
            return -1;
        }
    }

    int own(descriptor d)
    {
        childs_.push_back(std::move(d));
        plan_.own.push_back(childs_.back().get());
        return childs_.back().get();
    }

    options const& o_;
    child_plan plan_;
    std::string program_;
    std::vector<std::string> argv_;
    std::vector<std::string> paths_;
    std::vector<char const*> env_;
    std::vector<descriptor> childs_;
    int null_ = -1;
};

} // namespace

started start_process(command const& args, options const& o,
                      launch_function const& launch)
{
    preparation prepared(args, o);
    started made;
    prepared.connect(made);
    // Made first: once there is a child nothing may fail.
    made.process = std::make_unique<child>();
    auto const result =
        launch ? launch(prepared.plan()) : start_child(prepared.plan());
    if (result.failed != start_phase::none)
    {
        prepared.fail(result);
    }
    made.process->adopt(result.pid, descriptor(result.pidfd));
    return made;
}

} // namespace concur::subprocess::detail
