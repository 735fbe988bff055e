# find_package(concur [COMPONENTS queue subprocess...]) defines the targets
# concur::queue and so on; without COMPONENTS, all that are installed. A component
# brings what it requires.
#
# Copyright (c) 2026 The concur authors
# Distributed under the Boost Software License, Version 1.0.

cmake_policy(VERSION 3.20...4.2)
include("${CMAKE_CURRENT_LIST_DIR}/concur-libraries.cmake")
include(CMakeFindDependencyMacro)

concur_read_libraries("${CMAKE_CURRENT_LIST_DIR}/libraries.jam")

set(_concur_components ${concur_FIND_COMPONENTS})
if(NOT _concur_components)
  foreach(_concur_name IN LISTS concur_LIBRARIES)
    if(EXISTS "${CMAKE_CURRENT_LIST_DIR}/concur-${_concur_name}-targets.cmake")
      list(APPEND _concur_components ${_concur_name})
    endif()
  endforeach()
endif()
concur_add_required(_concur_components)
concur_boost_of(_concur_boost ${_concur_components})

find_dependency(Threads)
# Boost.Process is a library since 1.86, which some systems lack.
if("process" IN_LIST _concur_boost)
  list(REMOVE_ITEM _concur_boost process)
  find_package(Boost 1.81 CONFIG QUIET OPTIONAL_COMPONENTS process)
endif()
find_dependency(Boost 1.81 CONFIG OPTIONAL_COMPONENTS ${_concur_boost})

set(_concur_reasons)
foreach(_concur_name IN LISTS _concur_components)
  set(_concur_missing)
  foreach(_concur_required IN LISTS concur_${_concur_name}_REQUIRES)
    if(NOT concur_${_concur_required}_FOUND)
      list(APPEND _concur_missing "concur's ${_concur_required}")
    endif()
  endforeach()
  set(_concur_file
    "${CMAKE_CURRENT_LIST_DIR}/concur-${_concur_name}-targets.cmake")
  set(_concur_text)
  if(EXISTS "${_concur_file}")
    file(READ "${_concur_file}" _concur_text)
  endif()
  foreach(_concur_required IN LISTS concur_${_concur_name}_BOOST)
    # The file names what it was linked with: Boost.Process only if it was a library.
    if(_concur_text MATCHES "Boost::${_concur_required}"
        AND NOT TARGET Boost::${_concur_required})
      list(APPEND _concur_missing "Boost::${_concur_required}")
    endif()
  endforeach()

  set(_concur_reason)
  if(NOT _concur_text)
    set(_concur_reason "component ${_concur_name} is not installed")
  elseif(_concur_missing)
    list(JOIN _concur_missing ", " _concur_missing)
    set(_concur_reason
      "component ${_concur_name} needs ${_concur_missing}, not found")
  else()
    include("${_concur_file}")
  endif()

  if(NOT _concur_reason)
    set(concur_${_concur_name}_FOUND TRUE)
  else()
    set(concur_${_concur_name}_FOUND FALSE)
    # What is required by a required component fails with that.
    if(concur_FIND_REQUIRED_${_concur_name} OR NOT concur_FIND_COMPONENTS)
      set(concur_FOUND FALSE)
      list(APPEND _concur_reasons "${_concur_reason}")
    endif()
  endif()
endforeach()
list(JOIN _concur_reasons "; " concur_NOT_FOUND_MESSAGE)
