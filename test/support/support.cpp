// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string_view>
#include <system_error>

#include <dirent.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace support {

namespace {

// The path of a program that a user without privileges can start, too. Where
// root runs the tests, other users may have no access to the checkout: the
// program is then copied to a temporary directory.
class accessible_program
{
public:
    explicit accessible_program(std::filesystem::path const& program)
        : path_(std::filesystem::absolute(program).string())
    {
        if (is_root() && std::filesystem::is_regular_file(program))
        {
            copy_.emplace();
            auto const there =
                copy_->path() + "/" + program.filename().string();
            std::filesystem::copy_file(program, there);
            ::chmod(there.c_str(), 0755);
            path_ = there;
        }
    }

    std::string const& path() const noexcept
    {
        return path_;
    }

private:
    std::optional<scratch_directory> copy_;
    std::string path_;
};

// Makes the tests independent of the process that started them: no signal is
// ignored or blocked, the umask is 022, the standard streams are open, standard
// input is not a terminal, and children inherit no other descriptor.
void reset_process()
{
    sigset_t none;
    ::sigemptyset(&none);
    for (int signal = 1; signal < NSIG; ++signal)
    {
        struct sigaction action;
        if (::sigaction(signal, nullptr, &action) == 0 &&
            action.sa_handler == SIG_IGN)
        {
            ::signal(signal, SIG_DFL);
        }
    }
    ::pthread_sigmask(SIG_SETMASK, &none, nullptr);
    ::umask(022);

    int null = 0;
    while ((null = ::open("/dev/null", O_RDWR)) >= 0 && null <= 2)
    {
    }
    ::dup2(null, 0);
    ::close(null);
    for (auto const& [number, target] : open_descriptors())
    {
        if (number > 2)
        {
            ::fcntl(number, F_SETFD, FD_CLOEXEC);
        }
    }
}

// The child program, while tests run. A pointer, since some versions of Boost's
// launchers leave a forked process by exit(), which runs destructors.
accessible_program* the_child = nullptr;

// Runs before any test changes the directory.
struct global_setup
{
    global_setup()
    {
        reset_process();
        auto& suite = boost::unit_test::framework::master_test_suite();
        if (suite.argc > 1)
        {
            the_child = new accessible_program(suite.argv[1]);
        }
    }

    ~global_setup()
    {
        delete the_child;
    }
};

BOOST_TEST_GLOBAL_FIXTURE(global_setup);

} // namespace

std::string program(std::string_view name)
{
    auto const& suite = boost::unit_test::framework::master_test_suite();
    for (int i = 1; i < suite.argc; ++i)
    {
        std::string_view const path(suite.argv[i]);
        if (path.substr(path.rfind('/') + 1) == name)
        {
            return std::string(path);
        }
    }
    throw std::logic_error("no program " + std::string(name));
}

std::string child()
{
    expect(the_child != nullptr, "a program given as the first argument");
    return the_child->path();
}

std::vector<std::string> child(std::initializer_list<std::string> actions)
{
    std::vector<std::string> all{child()};
    all.insert(all.end(), actions);
    return all;
}

bool eventually(std::function<bool()> const& condition,
                std::chrono::seconds bound)
{
    auto const end = std::chrono::steady_clock::now() + bound;
    while (!condition())
    {
        if (std::chrono::steady_clock::now() > end)
        {
            return false;
        }
        // A signal ends poll(); it would not end sleep_for().
        ::poll(nullptr, 0, 2);
    }
    return true;
}

long task_id()
{
    return ::syscall(SYS_gettid);
}

bool asleep(long task)
{
    return sleep_watch(task).asleep();
}

bool parked(long task)
{
    auto const switches = [task] {
        auto const status =
            read_file("/proc/self/task/" + std::to_string(task) + "/status");
        auto const at = status.find("voluntary_ctxt_switches");
        return at == std::string::npos ? std::string() : status.substr(at);
    };
    auto const before = switches();
    if (!asleep(task))
    {
        return false;
    }
    ::poll(nullptr, 0, 5);
    return asleep(task) && switches() == before;
}

sleep_watch::sleep_watch(long task)
    : file_(
          ::open(("/proc/self/task/" + std::to_string(task) + "/stat").c_str(),
                 O_RDONLY | O_CLOEXEC))
{
}

sleep_watch::~sleep_watch()
{
    if (file_ >= 0)
    {
        ::close(file_);
    }
}

bool sleep_watch::asleep() const
{
    char text[512];
    auto const size = ::pread(file_, text, sizeof text, 0);
    if (size < 0)
    {
        return false; // the thread has ended
    }
    std::string_view const stat(text, static_cast<std::size_t>(size));
    auto const end = stat.rfind(')');
    return end != stat.npos && stat.size() > end + 2 && stat[end + 2] == 'S';
}

std::map<int, std::string> open_descriptors()
{
    std::map<int, std::string> all;
    auto directory = ::opendir("/proc/self/fd");
    while (auto entry = ::readdir(directory))
    {
        auto const number = std::atoi(entry->d_name);
        if (entry->d_name[0] == '.' || number == ::dirfd(directory))
        {
            continue;
        }
        char target[4096];
        auto const size = ::readlinkat(::dirfd(directory), entry->d_name,
                                       target, sizeof target);
        all[number] = std::string(target, size > 0 ? size : 0);
    }
    ::closedir(directory);
    return all;
}

bool no_children()
{
    siginfo_t info{};
    return ::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) != 0 &&
           errno == ECHILD;
}

namespace {

std::map<std::string, std::string> read_process_state()
{
    std::map<std::string, std::string> seen;
    for (auto const& [number, target] : open_descriptors())
    {
        seen["descriptor " + std::to_string(number)] = target;
    }
    seen["children"] = no_children() ? "none" : "some";
    for (int signal = 1; signal < NSIG; ++signal)
    {
        struct sigaction action;
        std::ostringstream text;
        if (::sigaction(signal, nullptr, &action) == 0)
        {
            text << reinterpret_cast<void*>(action.sa_handler) << ' '
                 << action.sa_flags;
        }
        sigset_t mask;
        ::pthread_sigmask(SIG_SETMASK, nullptr, &mask);
        text << (::sigismember(&mask, signal) == 1 ? " blocked" : "");
        sigset_t pending;
        ::sigpending(&pending);
        text << (::sigismember(&pending, signal) == 1 ? " pending" : "");
        seen["signal " + std::to_string(signal)] = text.str();
    }
    seen["directory"] = std::filesystem::current_path().string();
    auto const mask = ::umask(0);
    ::umask(mask);
    seen["umask"] = std::to_string(mask);
    for (auto entry = ::environ; entry && *entry; ++entry)
    {
        seen["environment " + std::string(*entry)] = "set";
    }
    return seen;
}

} // namespace

process_state::process_state() : before_(read_process_state()) {}

std::string process_state::changes() const
{
    auto const now = read_process_state();
    std::string text;
    for (auto const& [what, value] : before_)
    {
        auto const found = now.find(what);
        if (found == now.end())
        {
            text += what + ": was " + value + ", is gone\n";
        }
        else if (found->second != value)
        {
            text += what + ": was " + value + ", is " + found->second + "\n";
        }
    }
    for (auto const& [what, value] : now)
    {
        if (!before_.contains(what))
        {
            text += what + ": is new, " + value + "\n";
        }
    }
    return text;
}

leaves_no_trace::~leaves_no_trace()
{
    auto const changes = before.changes();
    BOOST_CHECK_MESSAGE(changes.empty(), "left changed:\n" << changes);
}

scratch_directory::scratch_directory()
{
    auto name =
        (std::filesystem::temp_directory_path() / "concur-XXXXXX").string();
    if (!::mkdtemp(name.data()))
    {
        throw std::system_error(errno, std::generic_category(), name);
    }
    // Children that run as other users read its files.
    ::chmod(name.c_str(), 0755);
    path_ = std::filesystem::canonical(name).string();
}

scratch_directory::~scratch_directory()
{
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::string scratch_directory::file(std::string const& name,
                                    std::string_view contents, int mode) const
{
    auto const path = path_ + "/" + name;
    {
        std::ofstream out(path, std::ios::binary);
        out << contents;
    }
    ::chmod(path.c_str(), static_cast<mode_t>(mode));
    return path;
}

std::string read_file(std::string const& path)
{
    std::ifstream in(path, std::ios::binary);
    std::ostringstream all;
    all << in.rdbuf();
    return all.str();
}

void expect(bool condition, std::string const& what)
{
    if (!condition)
    {
        throw std::runtime_error("not so: " + what);
    }
}

std::string run_forked(std::function<void()> const& body)
{
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
    {
        return "run_forked: no pipe";
    }
    // A high number, since the body may use the low ones.
    auto const high = std::min(::sysconf(_SC_OPEN_MAX) - 24, 900L);
    auto const report = ::fcntl(ends[1], F_DUPFD_CLOEXEC, high);
    ::close(ends[1]);
    std::fflush(nullptr);
    auto const pid = ::fork();
    if (pid == 0)
    {
        ::close(ends[0]);
        std::string wrong;
        try
        {
            body();
        }
        catch (std::exception const& e)
        {
            wrong = std::string("threw: ") + e.what();
        }
        catch (...)
        {
            wrong = "threw something";
        }
        auto const n = ::write(report, wrong.data(), wrong.size());
        ::_exit(n == static_cast<long>(wrong.size()) && wrong.empty() ? 0 : 1);
    }
    ::close(report);
    std::string said;
    char buffer[4096];
    for (long n; (n = ::read(ends[0], buffer, sizeof buffer)) != 0;)
    {
        if (n < 0 && errno != EINTR)
        {
            break;
        }
        said.append(buffer, n > 0 ? static_cast<std::size_t>(n) : 0);
    }
    ::close(ends[0]);
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR)
    {
    }
    if (said.empty() && status != 0)
    {
        said = "ended with wait status " + std::to_string(status);
    }
    return said;
}

void drop_privileges()
{
    if (::geteuid() == 0)
    {
        expect(::setgroups(0, nullptr) == 0, "setgroups");
        expect(::setresgid(65534, 65534, 65534) == 0, "setresgid");
        expect(::setresuid(65534, 65534, 65534) == 0, "setresuid");
    }
}

bool is_root()
{
    // Root of a user namespace often has no other users.
    std::ifstream ids("/proc/self/uid_map");
    long long inside = 0;
    long long outside = 0;
    long long count = 0;
    bool others = !ids;
    while (ids >> inside >> outside >> count)
    {
        others = others || (inside <= 65534 && 65534 < inside + count);
    }
    return ::geteuid() == 0 && others;
}

bool portable_kernel()
{
#ifdef CONCUR_TEST_PORTABLE_KERNEL
    return true;
#else
    return false;
#endif
}

} // namespace support
