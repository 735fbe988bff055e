// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SUPPORT_TYPED_CASES_HPP
#define CONCUR_TEST_SUPPORT_TYPED_CASES_HPP

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <type_traits>
#include <typeinfo>
#include <vector>

// Test cases that run once for each type of a list.

namespace support {

/// A test case for one type.
struct typed_case
{
    std::type_info const& type;
    void (*run)();
};

/// Generates the cases. Their names are those that Boost.Test's macro would
/// give.
class typed_cases : public boost::unit_test::test_unit_generator
{
public:
    typed_cases(char const* name, char const* file, std::size_t line,
                std::vector<typed_case> cases);

    boost::unit_test::test_unit* next() const override;

private:
    char const* name_;
    char const* file_;
    std::size_t line_;
    std::vector<typed_case> cases_;
    mutable std::size_t next_ = 0;
};

template<template<class> class Case, template<class...> class List,
         class... Types>
std::vector<typed_case> cases_of(std::type_identity<List<Types...>>)
{
    return {{typeid(Types), &Case<Types>::run}...};
}

} // namespace support

/** BOOST_AUTO_TEST_CASE_TEMPLATE, compiled in about half the time.

    Boost.Test's macro instantiates a `boost::function`, and with it more than
    twenty functions, for each case and type. This one has a pointer to a
    function. Names, decorators and fixtures are those of Boost.Test's.
*/
#define TEST_CASE_FOR_TYPES(name, Type, types)                                 \
    template<class Type>                                                       \
    struct name : BOOST_AUTO_TEST_CASE_FIXTURE                                 \
    {                                                                          \
        static void run()                                                      \
        {                                                                      \
            name test;                                                         \
            test.test_method();                                                \
        }                                                                      \
                                                                               \
        void test_method();                                                    \
    };                                                                         \
                                                                               \
    BOOST_AUTO_TU_REGISTRAR(name)                                              \
    (support::typed_cases(                                                     \
         #name, __FILE__, __LINE__,                                            \
         support::cases_of<name>(std::type_identity<types>())),                \
     boost::unit_test::decorator::collector_t::instance());                    \
                                                                               \
    template<class Type>                                                       \
    void name<Type>::test_method()

#endif
