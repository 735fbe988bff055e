// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_ATTRIBUTE_KEYWORDS_HPP
#define CONCUR_SUBPROCESS_ATTRIBUTE_KEYWORDS_HPP

// Parameters there have names of keywords. Were these declared first, compilers
// could warn of it.
#include <concur/subprocess/errors.hpp>
#include <concur/subprocess/keyword.hpp>
#include <concur/subprocess/options.hpp>

// The keywords for attributes of the child's process. The others are in
// <concur/subprocess/keywords.hpp>, which includes this file.

namespace concur::subprocess {

/// What is added to the nice value of the child, as by Python's `os.nice()`.
inline constexpr keyword<&options::nice> nice;

/// Limits of resources of the child, as by Python's `resource.setrlimit()`:
/// `rlimits = {{RLIMIT_CORE, 0}, {RLIMIT_NOFILE, 64, 256}}`. ValueError if a
/// limit is less than -1.
inline constexpr keyword<&options::rlimits> rlimits;

/// The numbers of the processors that the child may use, as by Python's
/// `os.sched_setaffinity()`. Linux only. ValueError if there is no number, or
/// one is not from 0 to 65535.
inline constexpr keyword<&options::cpu_affinity> cpu_affinity;

/// The score of the child when Linux kills a process since no memory is left:
/// from -1000, never, to 1000. Linux only.
inline constexpr keyword<&options::oom_score_adj> oom_score_adj;

/// The child and its descendants gain no rights by programs with set-user-ID or
/// file capabilities. Linux only.
inline constexpr keyword<&options::no_new_privs> no_new_privs;

/** The directory of the cgroup in which the child starts, a path below the
    place where cgroup v2 is mounted. Linux only.

    The child is a member before its program begins, and before it becomes
    another user, so the rights of the parent decide. The library does not
    create, configure or remove cgroups. While the cgroup is frozen, the start
    blocks.

    An OSError names the path: ENOENT if there is no such directory, EINVAL if
    it is no cgroup of version 2, EACCES if the parent may not move processes
    there, EBUSY if the cgroup has controllers for its children and so can have
    no members, EOPNOTSUPP if its type is `domain invalid`.
*/
inline constexpr keyword<&options::cgroup> cgroup;

/** The child gets SIGKILL when the parent process ends, however it ends; not
    part of Python. Linux only.

    It is also killed when the parent executes another program, unless the
    mechanism of its `scope` is `subreaper`. It lives on when
    a thread of the parent ends, also the one that has started it. Only the
    child itself is killed, not its descendants. If its `scope` is
    `stop_scope::tree` and the mechanism is `subreaper`, all of them are killed.

    Linux kills such a child when the thread ends that has made it. So all of
    them are made by one thread of the library, one after the other. The thread
    is started at the first use and lives as long as the process; in a child of
    `fork()`, the first use there starts another one. It runs no signal
    handlers. It keeps the process alive if the last other thread ends by
    `pthread_exit()`: call `exit()` instead.

    The child has the signal mask of the caller and, as far as the system
    permits, the nice value and the processors of the calling thread. All else
    that Linux keeps for each thread, the child has from the thread that was the
    first to use the keyword: the scheduling policy, namespaces that a thread
    has entered by `unshare()` or `setns()`, and a sandbox of one thread
    (seccomp, Landlock, capabilities). `preexec_fn`, and functions of
    `pthread_atfork()`, run with the thread-local variables of the library's
    thread.

    Linux forgets the request when the child executes a program with set-user-ID
    or file capabilities, or changes its user; and the parent must have the
    right to signal the child when it ends. With `die_with_parent = strict`
    it does not: CLONE_PIDFD_AUTOKILL of Linux 7.1 kills the child when the last
    copy of its pidfd is closed. The caller needs the capability CAP_SYS_ADMIN,
    or gives `no_new_privs`, too. Then the result has no `usage`. The child is
    killed when other code closes the pidfd, and lives on while a child of
    `fork()` has a copy. It cannot be waited for after release(). With
    `preexec_fn` or a `scope`, `strict` is a ValueError.

    If the thread cannot be started, or the system refuses a step, the start
    fails with an OSError whose `filename()` is `die_with_parent`: for example
    EAGAIN if there are too many threads, EINVAL if children of the caller would
    be in another PID namespace, and ENOSYS, EINVAL or EPERM if `strict` is not
    possible.

    The launchers of Boost.Process do not support this keyword: ValueError.
*/
inline constexpr keyword<&options::die_with_parent> die_with_parent;

/** Descriptors that the child gets under other numbers; not part of Python. In
    each item, the child's number is first: `fds = {{3, listener}, {4, log}}`
    makes 3 in the child the parent's `listener`, and 4 its `log`.

    All items take effect at once, so numbers can be exchanged: `{{3, 4}, {4,
    3}}`. A descriptor may have several numbers in the child. With its own
    number, as in `{3, 3}`, it is only made to stay open, as by `pass_fds`. The
    parent's descriptors 0, 1 and 2 are the parent's streams, whatever `stdin_`,
    `stdout_` and `stderr_` are. The keyword does not change what `close_fds`
    means for other descriptors.

    A number of the child below 3, one that is given twice, and one that
    `pass_fds` has for another descriptor, are a ValueError. If a descriptor of
    the parent is closed, or a number of the child is not below the parent's
    limit RLIMIT_NOFILE, the start fails with OSError and EBADF, and
    `filename()` of the error is the item, such as `fds {3, 7}`.

    The launchers of Boost.Process do not support this keyword: ValueError.
*/
inline constexpr keyword<&options::fds> fds;

/// The process group to join; 0 makes a new one, and a negative number keeps
/// the parent's. ValueError if it is not negative and a stream is PTY, or as
/// `scope` says.
inline constexpr keyword<&options::process_group> process_group;

} // namespace concur::subprocess

#endif
