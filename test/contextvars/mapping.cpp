// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/contextvars.hpp>

#include "errors.hpp"

#include <algorithm>
#include <any>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

// The mapping of a context, which shares nodes with its copies, is compared
// with a std::map, which is copied.

namespace {

using variables = std::vector<cv::ContextVar<int>>;
using reference = std::map<std::size_t, int>;

variables make(std::size_t number)
{
    variables all;
    for (std::size_t i = 0; i != number; ++i)
    {
        all.emplace_back(std::to_string(i));
    }
    return all;
}

// A context whose values can be removed, since it keeps the token of each first
// set().
class mapping
{
public:
    explicit mapping(variables const& vars) : vars_(vars), first_(vars.size())
    {
    }

    void set(std::size_t i, int value)
    {
        context_.run([&] {
            auto token = vars_[i].set(value);
            if (!first_[i])
            {
                first_[i] = std::move(token);
            }
        });
    }

    void remove(std::size_t i)
    {
        if (first_[i])
        {
            context_.run([&] { vars_[i].reset(*first_[i]); });
            first_[i].reset();
        }
    }

    cv::Context& operator*()
    {
        return context_;
    }

    cv::Context* operator->()
    {
        return &context_;
    }

private:
    variables const& vars_;
    std::vector<std::optional<cv::Token<int>>> first_;
    cv::Context context_;
};

// The number of differences.
int wrong(variables const& vars, cv::Context const& c, reference const& r)
{
    int n = c.size() != r.size();
    for (std::size_t i = 0; i != vars.size(); ++i)
    {
        auto const at = r.find(i);
        auto const value = c.get(vars[i]);
        n += at == r.end() ? value.has_value() : value != at->second;
        n += c.contains(vars[i]) != (at != r.end());
    }
    reference seen;
    for (auto const& [var, value] : c.items())
    {
        n += !seen.emplace(std::stoul(var.name()), std::any_cast<int>(value))
                  .second;
    }
    return n + (seen != r);
}

} // namespace

BOOST_AUTO_TEST_SUITE(mapping_)

BOOST_AUTO_TEST_CASE(nothing_in_it,
                     *label("py:contextvars.hamt.empty_create_destroy") *
                         label("py:contextvars.hamt.items_empty"))
{
    auto const c = std::make_unique<cv::Context>();
    BOOST_TEST(c->items().size() == 0u);
    BOOST_TEST(c->size() == 0u);
}

BOOST_AUTO_TEST_CASE(versions_coexist,
                     *label("py:contextvars.hamt.persistent_set") *
                         label("py:contextvars.hamt.contains") *
                         label("py:contextvars.hamt.getitem"))
{
    auto const vars = make(3);
    mapping m(vars);
    auto const none = m->copy();
    m.set(0, 10);
    auto const one = m->copy();
    m.set(1, 11);
    BOOST_TEST(wrong(vars, none, {}) == 0);
    BOOST_TEST(wrong(vars, one, {{0, 10}}) == 0);
    BOOST_TEST(wrong(vars, *m, {{0, 10}, {1, 11}}) == 0);
    BOOST_TEST(!one.get(vars[1]).has_value());
    BOOST_TEST(one.get(vars[1], 5) == 5);
    BOOST_CHECK_THROW(one[vars[1]], concur::KeyError);
    // A variable is found by its identity: a copy of the object refers to the
    // same variable.
    cv::ContextVar<int> const same(vars[0]);
    BOOST_TEST(one[same] == 10);
    BOOST_TEST(one.contains(same));
}

BOOST_AUTO_TEST_CASE(the_same_again,
                     *label("py:contextvars.hamt.set_same_object_is_noop") *
                         label("py:contextvars.hamt.set_equal_value_replaces"))
{
    using pointer = std::shared_ptr<int>;
    struct by_value
    {
        pointer p;
        bool operator==(by_value const& other) const
        {
            return *p == *other.p;
        }
    };
    cv::ContextVar<by_value> const var("v");
    cv::Context c;
    auto const first = std::make_shared<int>(1);
    auto const second = std::make_shared<int>(1);
    c.run([&] { var.set({first}); });
    auto const before = c.copy();
    c.run([&] { var.set({first}); });
    BOOST_TEST((c == before));
    BOOST_TEST(c.size() == 1u);
    c.run([&] { var.set({second}); });
    BOOST_TEST((c == before));
    BOOST_TEST(c.size() == 1u);
    BOOST_TEST(c[var].p == second);
    BOOST_TEST(before[var].p == first);
}

BOOST_AUTO_TEST_CASE(in_random_order, *label("py:contextvars.hamt.stress"))
{
    constexpr std::size_t number = 7000;
    auto const vars = make(number);
    std::minstd_rand random(3);
    std::vector<std::size_t> order(number);
    std::iota(order.begin(), order.end(), 0u);
    for (int round = 0; round != 3; ++round)
    {
        mapping m(vars);
        reference r;
        std::shuffle(order.begin(), order.end(), random);
        for (std::size_t n = 0; n != number; ++n)
        {
            m.set(order[n], static_cast<int>(n));
            r[order[n]] = static_cast<int>(n);
            BOOST_REQUIRE(m->size() == r.size());
            if (n % 1000 == 0)
            {
                BOOST_TEST(wrong(vars, *m, r) == 0);
            }
        }
        std::shuffle(order.begin(), order.end(), random);
        std::optional<cv::Context> half;
        reference half_reference;
        for (std::size_t n = 0; n != number; ++n)
        {
            if (n == number / 2)
            {
                half.emplace(*m);
                half_reference = r;
            }
            m.remove(order[n]);
            r.erase(order[n]);
            BOOST_REQUIRE(m->size() == r.size());
            if (n % 1000 == 0)
            {
                BOOST_TEST(wrong(vars, *m, r) == 0);
            }
        }
        BOOST_TEST(m->empty());
        BOOST_TEST(m->items().empty());
        BOOST_TEST((*m == cv::Context()));
        BOOST_TEST(wrong(vars, *half, half_reference) == 0);
    }
}

BOOST_AUTO_TEST_CASE(removals,
                     *label("py:contextvars.hamt.delete_one_level") *
                         label("py:contextvars.hamt.delete_two_levels") *
                         label("py:contextvars.hamt.delete_array_node"))
{
    // Trees of one node, of two levels and of three levels.
    for (std::size_t const number : {5u, 18u, 300u})
    {
        auto const vars = make(number);
        mapping m(vars);
        reference r;
        for (std::size_t i = 0; i != number; ++i)
        {
            m.set(i, static_cast<int>(i));
            r[i] = static_cast<int>(i);
        }
        for (std::size_t i = 0; i != number; ++i)
        {
            auto const which = i * 7 % number;
            m.remove(which);
            r.erase(which);
            BOOST_TEST(m->size() == number - i - 1);
            m.remove(which);
            BOOST_TEST(m->size() == number - i - 1);
            BOOST_TEST(wrong(vars, *m, r) == 0);
        }
        BOOST_TEST(m->size() == 0u);
    }
}

BOOST_AUTO_TEST_CASE(each_once, *label("py:contextvars.hamt.items_two_levels"))
{
    auto const vars = make(400);
    mapping m(vars);
    reference r;
    for (std::size_t const i : {0u, 1u, 50u, 51u, 300u, 399u})
    {
        m.set(i, static_cast<int>(i) + 1);
        r[i] = static_cast<int>(i) + 1;
    }
    BOOST_TEST(m->items().size() == 6u);
    BOOST_TEST(wrong(vars, *m, r) == 0);
}

BOOST_AUTO_TEST_CASE(equal_contents, *label("py:contextvars.hamt.equality"))
{
    auto const vars = make(130);
    auto const filled = [&](std::vector<std::size_t> const& order) {
        cv::Context c;
        c.run([&] {
            for (auto const i : order)
            {
                vars[i].set(static_cast<int>(i));
            }
        });
        return c;
    };
    auto const a = filled({0, 7, 8, 127, 128});
    BOOST_TEST((a == filled({128, 127, 8, 7, 0})));
    BOOST_TEST((a != filled({0, 7, 8, 127})));
    BOOST_TEST((a != filled({0, 7, 8, 127, 129})));
    BOOST_TEST((a != filled({0, 7, 8, 127, 128, 129})));
    auto other = filled({0, 7, 8, 127, 128});
    other.run([&] { vars[8].set(9); });
    BOOST_TEST((a != other));
    // A deeper tree with an empty node is equal.
    auto tall = filled({0, 7, 8});
    tall.run([&] { vars[129].reset(vars[129].set(1)); });
    BOOST_TEST((tall == filled({0, 7, 8})));
}

// Random calls of set, reset, copy and run, compared with a simple model.
BOOST_AUTO_TEST_CASE(random_programs)
{
    constexpr std::size_t number = 40;
    auto const vars = make(number);
    for (unsigned seed = 1; seed != 30; ++seed)
    {
        struct frame
        {
            cv::Context context;
            reference model;
        };
        std::minstd_rand random(seed);
        int bad = 0;
        std::function<void(frame&, int)> const live = [&](frame& here,
                                                          int depth) {
            struct step
            {
                std::size_t i;
                std::optional<int> before;
                cv::Token<int> token;
            };
            std::vector<step> steps;
            for (int n = 0; n != 40; ++n)
            {
                auto const i = random() % number;
                switch (random() % 8)
                {
                case 0:
                case 1:
                case 2: {
                    auto const at = here.model.find(i);
                    auto const before = at == here.model.end()
                                            ? std::optional<int>()
                                            : at->second;
                    auto const value = static_cast<int>(random() % 1000);
                    steps.push_back({i, before, vars[i].set(value)});
                    here.model[i] = value;
                    break;
                }
                case 3:
                case 4:
                    if (!steps.empty())
                    {
                        auto const which = random() % steps.size();
                        auto s = std::move(steps[which]);
                        steps.erase(steps.begin() +
                                    static_cast<std::ptrdiff_t>(which));
                        vars[s.i].reset(s.token);
                        s.before ? void(here.model[s.i] = *s.before)
                                 : void(here.model.erase(s.i));
                    }
                    break;
                case 5:
                    bad += vars[i].get(-1) !=
                           (here.model.contains(i) ? here.model[i] : -1);
                    break;
                case 6:
                    bad += cv::copy_context() != here.context;
                    break;
                default:
                    if (depth != 3)
                    {
                        frame inner{cv::copy_context(), here.model};
                        inner.context.run([&] { live(inner, depth + 1); });
                        bad += wrong(vars, inner.context, inner.model);
                    }
                }
                bad += wrong(vars, here.context, here.model);
            }
        };
        frame outer;
        outer.context.run([&] { live(outer, 0); });
        BOOST_TEST(bad == 0);
    }
}

BOOST_AUTO_TEST_SUITE_END()
