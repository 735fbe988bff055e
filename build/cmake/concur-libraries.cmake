# What the libraries need. The build and the installed package include this file.
#
# Copyright (c) 2026 The concur authors
# Distributed under the Boost Software License, Version 1.0.

# Sets concur_LIBRARIES to the names in a file like libraries.jam, where a library
# comes after those that it requires, and for each of them concur_<name>_REQUIRES
# to libraries of concur and concur_<name>_BOOST to those of Boost.
macro(concur_read_libraries file)
  set(concur_LIBRARIES)
  file(STRINGS "${file}" _concur_lines REGEX "^library ")
  foreach(_concur_line IN LISTS _concur_lines)
    if(_concur_line MATCHES "^library +([a-z]+) *:([^:]*):([^;]*)")
      set(_concur_name ${CMAKE_MATCH_1})
      list(APPEND concur_LIBRARIES ${_concur_name})
      separate_arguments(concur_${_concur_name}_REQUIRES
        UNIX_COMMAND "${CMAKE_MATCH_2}")
      separate_arguments(concur_${_concur_name}_BOOST
        UNIX_COMMAND "${CMAKE_MATCH_3}")
    endif()
  endforeach()
endmacro()

# Adds to a list of libraries those that they require, and puts these first. Names
# that are not in concur_LIBRARIES stay at the end.
function(concur_add_required list)
  set(needed ${${list}})
  set(sorted)
  set(last_first ${concur_LIBRARIES})
  list(REVERSE last_first)
  foreach(name IN LISTS last_first)
    if(name IN_LIST needed)
      list(APPEND needed ${concur_${name}_REQUIRES})
      list(PREPEND sorted ${name})
    endif()
  endforeach()
  list(APPEND sorted ${needed})
  list(REMOVE_DUPLICATES sorted)
  set(${list} ${sorted} PARENT_SCOPE)
endfunction()

# Sets result to the libraries of Boost that some libraries of concur need.
function(concur_boost_of result)
  set(boost)
  foreach(name IN LISTS ARGN)
    list(APPEND boost ${concur_${name}_BOOST})
  endforeach()
  list(REMOVE_DUPLICATES boost)
  set(${result} ${boost} PARENT_SCOPE)
endfunction()
