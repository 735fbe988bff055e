// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "cgroup_leaf.hpp"

#include "../kernel.hpp"
#include "pid_list.hpp"
#include "signal_if.hpp"

#include <concur/detail/uncancellable.hpp>

#include <atomic>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <sstream>
#include <string_view>
#include <thread>
#include <utility>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace concur::subprocess::detail {
namespace {

using namespace std::chrono_literals;

// Reads a small file of the kernel. False, with errno set, if that fails.
bool read_file(char const* path, std::string& text)
{
    descriptor const file(::open(path, O_RDONLY | O_CLOEXEC));
    if (!file)
    {
        return false;
    }
    char some[4096];
    long size;
    while ((size = ::read(file.get(), some, sizeof some)) > 0)
    {
        text.append(some, static_cast<std::size_t>(size));
    }
    return size == 0;
}

// A path of mountinfo, where \040 means a space.
std::string unescaped(std::string const& path)
{
    std::string plain;
    for (std::size_t i = 0; i < path.size(); ++i)
    {
        int code = 0;
        auto const* const at = path.data() + i;
        if (*at == '\\' && i + 3 < path.size() &&
            std::from_chars(at + 1, at + 4, code, 8).ec == std::errc())
        {
            plain += static_cast<char>(code);
            i += 3;
        }
        else
        {
            plain += *at;
        }
    }
    return plain;
}

// Calls `f` with the descriptor of each cgroup below one, and its name there.
template<class F>
void for_each_below(int cgroup, F const& f) noexcept
{
    int const listed =
        ::openat(cgroup, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    auto* const all = listed < 0 ? nullptr : ::fdopendir(listed);
    if (all == nullptr)
    {
        descriptor const closed(listed);
        return;
    }
    while (auto const* const entry = ::readdir(all))
    {
        auto const* const name = entry->d_name;
        if (entry->d_type == DT_DIR && name[0] != '.')
        {
            descriptor const below(
                ::openat(cgroup, name, O_PATH | O_DIRECTORY | O_CLOEXEC));
            f(below.get(), name);
        }
    }
    ::closedir(all);
}

int visit_all(int cgroup, void (*function)(pid_t, void*) noexcept,
              void* argument) noexcept
{
    descriptor const list(
        ::openat(cgroup, "cgroup.procs", O_RDONLY | O_CLOEXEC));
    int error = list ? for_each_pid(list.get(),
                                    [&](pid_t pid) { function(pid, argument); })
                     : errno;
    // It has threads only; the list above it has their processes.
    error = error == EOPNOTSUPP ? 0 : error;
    for_each_below(cgroup, [&](int below, char const*) {
        auto const failed =
            below < 0 ? errno : visit_all(below, function, argument);
        error = error != 0 ? error : failed;
    });
    return error;
}

void remove_below(int cgroup) noexcept
{
    for_each_below(cgroup, [&](int below, char const* name) {
        remove_below(below);
        ::unlinkat(cgroup, name, AT_REMOVEDIR);
    });
}

constexpr char prefix[] = "concur-";

std::string unique_name()
{
    static std::atomic<unsigned> last{0};
    char text[64];
    // The time tells it from that of another namespace of pids.
    auto const now = std::chrono::steady_clock::now().time_since_epoch();
    std::snprintf(text, sizeof text, "%s%d-%u-%llx", prefix,
                  static_cast<int>(::getpid()), ++last,
                  static_cast<unsigned long long>(now.count()));
    return text;
}

// Removes cgroups that processes have left which ended before their children.
// The system removes only those that are empty. One that was just made may
// still be waiting for its child.
void remove_old_leaves(std::string const& parent) noexcept
{
    concur::detail::uncancellable const whole;
    constexpr auto age = 60; // seconds
    auto* const list = ::opendir(parent.c_str());
    if (list == nullptr)
    {
        return;
    }
    auto const now = ::time(nullptr);
    while (auto const* const entry = ::readdir(list))
    {
        struct stat found;
        if (std::strncmp(entry->d_name, prefix, sizeof prefix - 1) == 0 &&
            ::fstatat(::dirfd(list), entry->d_name, &found,
                      AT_SYMLINK_NOFOLLOW) == 0 &&
            found.st_mtime + age < now)
        {
            ::unlinkat(::dirfd(list), entry->d_name, AT_REMOVEDIR);
        }
    }
    ::closedir(list);
}

} // namespace

std::string own_cgroup()
{
    concur::detail::uncancellable const whole;
    std::string text;
    std::string mounts;
    if (!read_file("/proc/self/cgroup", text) ||
        !read_file("/proc/self/mountinfo", mounts))
    {
        return {};
    }
    std::string inner;
    std::istringstream groups(text);
    for (std::string line; std::getline(groups, line);)
    {
        if (line.starts_with("0::/"))
        {
            inner = line.substr(3);
        }
    }
    std::istringstream lines(mounts);
    for (std::string line; !inner.empty() && std::getline(lines, line);)
    {
        // 36 35 0:30 ROOT PLACE OPTIONS ... - TYPE ...
        std::istringstream fields(line);
        std::string skipped, root, place;
        fields >> skipped >> skipped >> skipped >> root >> place;
        if (line.find(" - cgroup2 ") == line.npos)
        {
            continue;
        }
        root = root == "/" ? "" : unescaped(root);
        if (inner.starts_with(root) &&
            (inner.size() == root.size() || inner[root.size()] == '/'))
        {
            return unescaped(place) + inner.substr(root.size());
        }
    }
    errno = ENOENT;
    return {};
}

std::string directory_of(int opened)
{
    concur::detail::uncancellable const whole;
    char text[4096];
    auto const link = "/proc/self/fd/" + std::to_string(opened);
    auto const size = ::readlink(link.c_str(), text, sizeof text);
    return size < 0 ? std::string()
                    : std::string(text, static_cast<std::size_t>(size));
}

cgroup_leaf::cgroup_leaf(std::string parent)
    : name_(unique_name()), path_(parent + "/" + name_),
      kill_(path_ + "/cgroup.kill"), freeze_(path_ + "/cgroup.freeze"),
      parents_procs_(parent + "/cgroup.procs"), owner_(::getpid())
{
    static std::atomic<bool> looked{false};
    if (!looked.exchange(true, std::memory_order_relaxed))
    {
        remove_old_leaves(parent);
    }
    // A member can only be moved here by a process that may write to both.
    if (::access(parents_procs_.c_str(), W_OK) != 0 ||
        ::mkdir(path_.c_str(), 0755) != 0)
    {
        error_ = errno;
        return;
    }
    exists_ = true;
}

cgroup_leaf::~cgroup_leaf()
{
    remove();
}

descriptor cgroup_leaf::open() const noexcept
{
    concur::detail::uncancellable const whole;
    return descriptor(::open(path_.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
}

int cgroup_leaf::visit(void (*function)(pid_t, void*) noexcept,
                       void* argument) const noexcept
{
    concur::detail::uncancellable const whole;
    auto const directory = open();
    if (!directory && errno == ENOENT)
    {
        return 0; // somebody has removed it, since it had no members
    }
    return directory ? visit_all(directory.get(), function, argument) : errno;
}

int cgroup_leaf::signal_member(pid_t pid, int signal) const noexcept
{
    concur::detail::uncancellable const whole;
    return signal_if(pid, signal, [&] {
        char text[4096];
        std::snprintf(text, sizeof text, "/proc/%d/cgroup",
                      static_cast<int>(pid));
        descriptor const file(::open(text, O_RDONLY | O_CLOEXEC));
        auto const size = file ? ::read(file.get(), text, sizeof text) : -1;
        if (size <= 0)
        {
            return errno == ENOENT ? ESRCH : errno;
        }
        std::string_view const groups(text, static_cast<std::size_t>(size));
        return groups.find(name_) == groups.npos ? ESRCH : 0;
    });
}

bool cgroup_leaf::write(std::string const& path,
                        char const* text) const noexcept
{
    descriptor const file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    return file && ::write(file.get(), text, std::strlen(text)) > 0;
}

int cgroup_leaf::kill() const noexcept
{
    if (owner_ != ::getpid())
    {
        return ESRCH;
    }
    concur::detail::uncancellable const whole;
    if (write(kill_, "1"))
    {
        return 0;
    }
    // Linux before 5.14. Frozen processes fork no more, and can be killed.
    write(freeze_, "1");
    struct
    {
        cgroup_leaf const& self;
        int found = 0;
        int error = 0;
    } each{*this};
    constexpr int most_looks = 100;
    for (int looks = 0; looks != most_looks; ++looks)
    {
        each.found = 0;
        auto const failed = visit(
            [](pid_t pid, void* to) noexcept {
                auto& all = *static_cast<decltype(each)*>(to);
                auto const error = all.self.signal_member(pid, SIGKILL);
                all.found += error == 0;
                all.error = error == 0 || error == ESRCH ? all.error : error;
            },
            &each);
        each.error = failed != 0 ? failed : each.error;
        if (each.found == 0)
        {
            break;
        }
        std::this_thread::sleep_for(1ms);
    }
    write(freeze_, "0");
    return each.error;
}

bool cgroup_leaf::remove_empty() noexcept
{
    if (auto const directory = open())
    {
        remove_below(directory.get());
    }
    exists_ = ::rmdir(path_.c_str()) != 0 && errno != ENOENT;
    return !exists_;
}

void cgroup_leaf::remove() noexcept
{
    concur::detail::uncancellable const whole;
    if (!exists_ || owner_ != ::getpid())
    {
        return;
    }
    if (::rmdir(path_.c_str()) == 0)
    {
        exists_ = false;
        return;
    }
    // It has cgroups or processes, which may fork, or one that is ending.
    constexpr int most_looks = 20;
    for (int looks = 0; looks != most_looks && !remove_empty(); ++looks)
    {
        if (looks != 0)
        {
            std::this_thread::sleep_for(1ms);
        }
        visit(
            [](pid_t pid, void* to) noexcept {
                auto const& self = *static_cast<cgroup_leaf const*>(to);
                char text[16];
                std::snprintf(text, sizeof text, "%d", static_cast<int>(pid));
                self.write(self.parents_procs_, text);
            },
            this);
    }
}

} // namespace concur::subprocess::detail
