// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// How often a start of a child goes wrong, with the default launcher of
// Boost.Process v2 and with concur. It counts, and measures no time:
//
//   hazards [TRIALS]
//
// Each trial runs in a forked process. Recycling a process id needs
// CAP_CHECKPOINT_RESTORE; without it that row is left out.

#include <concur/subprocess.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/process/v2/process.hpp>
#include <boost/process/v2/start_dir.hpp>
#include <boost/process/v2/stdio.hpp>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include <csignal>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

namespace asio = boost::asio;
namespace bp = boost::process::v2;
namespace sp = concur::subprocess;

using strings = std::vector<std::string>;

// Runs a body in a forked process; its result is the exit status.
int run_forked(std::function<int()> const& body)
{
    auto const pid = ::fork();
    if (pid == 0)
    {
        int status = 100;
        try
        {
            status = body();
        }
        catch (...)
        {
        }
        ::_exit(status);
    }
    int status = 0;
    ::waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 100;
}

std::string contents(std::string const& path)
{
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), {}};
}

class directory
{
public:
    directory()
    {
        if (::mkdtemp(path_) == nullptr)
        {
            std::perror("mkdtemp");
            std::exit(2);
        }
    }

    ~directory()
    {
        std::filesystem::remove_all(path_);
    }

    directory(directory const&) = delete;
    directory& operator=(directory const&) = delete;

    std::string operator/(char const* name) const
    {
        return std::string(path_) + "/" + name;
    }

private:
    char path_[32] = "/tmp/concur-hazards-XXXXXX";
};

void redirect(int descriptor, std::string const& path)
{
    auto const file = ::open(path.c_str(), O_RDWR | O_CREAT, 0600);
    ::dup2(file, descriptor);
    ::close(file);
}

// Every trial returns 0 if all is well.

int exchanged_streams(bool ours)
{
    directory const at;
    redirect(1, at / "out");
    redirect(2, at / "err");
    std::string const script = "echo out; echo err >&2";
    if (ours)
    {
        sp::call(script, sp::shell = true, sp::stdout_ = 2, sp::stderr_ = 1);
    }
    else
    {
        asio::io_context io;
        bp::process(io, "/bin/sh", strings{"-c", script},
                    bp::process_stdio{{}, stderr, stdout})
            .wait();
    }
    return contents(at / "err") != "out\n" || contents(at / "out") != "err\n";
}

int output_to_standard_input(bool ours)
{
    directory const at;
    std::ofstream(at / "in") << "text";
    redirect(0, at / "out");
    auto* const in = std::fopen((at / "in").c_str(), "r");
    if (ours)
    {
        sp::call({"cat"}, sp::stdin_ = in, sp::stdout_ = 0);
    }
    else
    {
        redirect(2, "/dev/null");
        asio::io_context io;
        bp::process(io, "/bin/cat", strings{},
                    bp::process_stdio{in, stdin, stderr})
            .wait();
    }
    return contents(at / "out") != "text";
}

// Whether the errors of a missing program and of a missing directory differ.
int errors_that_do_not_differ(bool ours)
{
    auto const said = [&](char const* program, char const* place) {
        try
        {
            if (ours)
            {
                sp::call({program}, sp::cwd = place);
            }
            else
            {
                asio::io_context io;
                bp::process(io, program, strings{},
                            bp::process_start_dir(place))
                    .wait();
            }
        }
        catch (std::exception const& e)
        {
            return std::string(e.what());
        }
        return std::string();
    };
    return said("/no/program", "/") == said("/bin/true", "/no/directory");
}

struct failing_initializer
{
    template<class Launcher>
    boost::system::error_code
    on_exec_setup(Launcher&, bp::filesystem::path const&, char const* const*&)
    {
        errno = 0;
        return {EPERM, boost::system::system_category()};
    }
};

int unreported_failures_of_an_initializer(bool ours)
{
    try
    {
        if (ours)
        {
            sp::call({"true"}, failing_initializer());
        }
        else
        {
            asio::io_context io;
            bp::process(io, "/bin/true", strings{}, failing_initializer())
                .wait();
        }
    }
    catch (std::exception const&)
    {
        return 0;
    }
    return 1;
}

// A child of this process with a given id, which no other process has; -1 if
// the system does not allow it.
pid_t fork_with_id(pid_t id)
{
    clone_args arguments{};
    arguments.exit_signal = SIGCHLD;
    arguments.set_tid = reinterpret_cast<std::uintptr_t>(&id);
    arguments.set_tid_size = 1;
    auto const pid =
        static_cast<pid_t>(::syscall(SYS_clone3, &arguments, sizeof arguments));
    if (pid == 0)
    {
        ::pause();
        ::_exit(0);
    }
    return pid;
}

constexpr int impossible = 77;

template<class Process, class Id>
int killed_by_a_destructor(std::optional<Process>& process, Id id)
{
    auto const stranger = fork_with_id(id);
    if (stranger < 0)
    {
        return impossible;
    }
    process.reset();
    bool const killed = ::waitpid(stranger, nullptr, WNOHANG) != 0;
    if (!killed)
    {
        ::kill(stranger, SIGKILL);
        ::waitpid(stranger, nullptr, 0);
    }
    return killed;
}

int killed_strangers(bool ours)
{
    if (ours)
    {
        std::optional<sp::Popen> p(std::in_place, strings{"true"});
        p->wait();
        return killed_by_a_destructor(p, static_cast<pid_t>(p->pid()));
    }
    asio::io_context io;
    std::optional<bp::process> p(std::in_place, io, "/bin/true", strings{});
    auto const id = p->id();
    p->wait();
    return killed_by_a_destructor(p, id);
}

void refuse_pidfd_open()
{
    sock_filter program[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_pidfd_open, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
    sock_fprog const filter{std::size(program), program};
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter);
}

// Whether the code after a start runs in two processes: the program's own, and
// the child, which has not executed its program. Two starts at most, and the
// second process ends at once.
int escaped_children(bool ours)
{
    auto* const escaped =
        static_cast<int*>(::mmap(nullptr, sizeof(int), PROT_READ | PROT_WRITE,
                                 MAP_SHARED | MAP_ANONYMOUS, -1, 0));
    auto const self = ::getpid();
    refuse_pidfd_open();
    asio::io_context io;
    for (int i = 0; i != 2; ++i)
    {
        try
        {
            if (ours)
            {
                sp::call({"true"});
            }
            else
            {
                bp::process(io, "/bin/true", strings{}).wait();
            }
        }
        catch (...)
        {
        }
        if (::getpid() != self)
        {
            *escaped = 1;
            ::_exit(0);
        }
    }
    while (::waitpid(-1, nullptr, 0) > 0)
    {
    }
    return *escaped;
}

struct hazard
{
    char const* name;
    int (*trial)(bool ours);
};

constexpr hazard hazards[] = {
    {"stdout and stderr exchanged: output in the wrong file",
     exchanged_streams},
    {"stdin from a file, stdout to descriptor 0: output lost",
     output_to_standard_input},
    {"no program, no directory: errors that do not differ",
     errors_that_do_not_differ},
    {"an initializer fails in the child, errno is 0: no error",
     unreported_failures_of_an_initializer},
    {"waited for, then destroyed: another process with the id killed",
     killed_strangers},
    {"pidfd_open refused: the child goes on with the caller's code",
     escaped_children},
};

std::string count(hazard const& h, bool ours, int trials)
{
    int wrong = 0;
    for (int i = 0; i != trials; ++i)
    {
        switch (run_forked([&] { return h.trial(ours); }))
        {
        case 0:
            break;
        case impossible:
            return "-";
        default:
            ++wrong;
        }
    }
    return std::to_string(wrong);
}

} // namespace

int main(int argc, char** argv)
{
    int const trials = argc > 1 ? std::atoi(argv[1]) : 100;
    std::cout << "wrong, of " << trials << "\nBoost.Process  concur\n";
    for (auto const& h : hazards)
    {
        auto const theirs = count(h, false, trials);
        auto const ours = count(h, true, trials);
        std::printf("%13s  %6s  %s\n", theirs.c_str(), ours.c_str(), h.name);
        std::fflush(stdout);
    }
}
