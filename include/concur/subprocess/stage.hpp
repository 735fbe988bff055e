// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_STAGE_HPP
#define CONCUR_SUBPROCESS_STAGE_HPP

#include <concur/config.hpp>
#include <concur/detail/misuse.hpp>
#include <concur/subprocess/command.hpp>
#include <concur/subprocess/detail/fold.hpp>
#include <concur/subprocess/keywords.hpp>
#include <concur/subprocess/options.hpp>

#include <concepts>
#include <cstddef>
#include <functional>
#include <initializer_list>
#include <memory>
#include <ranges>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace concur::subprocess {

/** A stage of a pipeline: a command, and keywords that concern only its
    process.

    Copies share their contents, which never change. Copying cannot fail.

    @par Thread safety
    Distinct objects: safe. Shared objects: safe for const functions.
*/
class CONCUR_SUBPROCESS_DECL stage
{
public:
    /// A program and its arguments.
    stage(std::initializer_list<os_string> items) : args_(items) {}

    /// A program and its arguments from a range of strings or paths.
    template<std::ranges::input_range R>
    requires(
        !string_like<R> && !path_like<R> &&
        std::constructible_from<os_string, std::ranges::range_reference_t<R>>)
        stage(R&& items)
        : args_(std::forward<R>(items))
    {
    }

    /// A command without keywords of its own.
    stage(command args) noexcept : args_(std::move(args)) {}

    /** A command with keywords of its own.

        @param args The command.
        @param first,more `options`, then keyword arguments. They replace those
        of run_pipeline() for this stage; `options` replaces all of them, also
        those that it leaves at their defaults. Keywords that concern the
        pipeline as a whole, such as `input`, `text` and `timeout`, are not
        taken. `stderr_` may be a file, DEVNULL, STDOUT for the pipe to the next
        stage, or `std::nullopt` for the standard error of this process.
    */
    template<class First, class... More>
    stage(command args, First&& first, More&&... more)
        : args_(std::move(args)), set_(make_setter(std::forward<First>(first),
                                                   std::forward<More>(more)...))
    {
    }

    /// The command as it was given.
    command const& args() const noexcept
    {
        return args_;
    }

    /** The options of the process: those of the pipeline that concern a
        process, replaced by those of the stage.

        @throws ValueError The stage has an option that concerns the whole
        pipeline.
    */
    options options_in(options const& whole) const;

private:
    using setter = std::function<void(options&)>;

    template<class... Keywords>
    static std::shared_ptr<setter const> make_setter(Keywords&&... keywords)
    {
        static_assert(
            detail::check_arguments<detail::stage_refuses, detail::members<>,
                                    true, Keywords...>());
        static_assert((!detail::is_initializer<Keywords> && ...),
                      "concur: a stage takes a command and keywords; "
                      "initializers are arguments of run_pipeline()");
        return std::make_shared<setter const>(
            [all = std::tuple<std::decay_t<Keywords>...>(
                 std::forward<Keywords>(keywords)...)](options& o) {
                std::apply(
                    [&](auto const&... each) { (detail::apply(o, each), ...); },
                    all);
            });
    }

    command args_;
    std::shared_ptr<setter const> set_; // null if there are no keywords
};

namespace detail {

/// A range whose items are commands or stages.
template<class R>
concept stage_range =
    std::ranges::input_range<R> &&
    !string_like<std::ranges::range_reference_t<R>> &&
    !path_like<std::ranges::range_reference_t<R>> &&
    std::constructible_from<stage, std::ranges::range_reference_t<R>>;

} // namespace detail

/** The stages of run_pipeline(), from the first to the last.

    Make a pipeline from a braced list of commands and stages, from a range of
    them, or by the operator `|`:

    @code
    run_pipeline({{"git", "log"}, {"sort"}, {"head", "-n", "3"}});
    run_pipeline(command("git", "log") | stage({"sort"}, cwd = "/"));
    @endcode

    @par Thread safety
    Distinct objects: safe. Shared objects: safe for const functions.
*/
class CONCUR_SUBPROCESS_DECL pipeline
{
public:
    /// A pipeline without stages, which cannot be run.
    pipeline() = default;

    /// A pipeline of some stages.
    pipeline(std::initializer_list<stage> stages) : stages_(stages) {}

    /// A pipeline of one stage.
    pipeline(stage only) : stages_{std::move(only)} {}

    /// A pipeline of one stage.
    pipeline(command only) : pipeline(stage(std::move(only))) {}

    /// A pipeline from a range of commands or stages.
    template<detail::stage_range R>
    requires(!std::same_as<std::remove_cvref_t<R>, pipeline>) pipeline(R&& all)
    {
        for (auto&& each : all)
        {
            stages_.push_back(stage(std::forward<decltype(each)>(each)));
        }
    }

    /// The stages, from the first to the last.
    std::vector<stage> const& stages() const noexcept
    {
        return stages_;
    }

    /// The commands of the stages.
    std::vector<command> commands() const;

    /// The stages of `left`, then those of `right`.
    friend CONCUR_SUBPROCESS_DECL pipeline operator|(pipeline left,
                                                     pipeline const& right);

private:
    std::vector<stage> stages_;
};

/// The same operator for commands, which are not pipelines yet.
CONCUR_SUBPROCESS_DECL pipeline operator|(pipeline left, pipeline const& right);

namespace detail {

/// An argument that is a stage and not a keyword.
template<class T>
concept stage_argument = std::same_as<std::remove_cvref_t<T>, command> ||
    std::same_as<std::remove_cvref_t<T>, stage> ||
    std::same_as<std::remove_cvref_t<T>, pipeline>;

} // namespace detail
} // namespace concur::subprocess

#endif
