# Debian packages of the libraries: the target "package" makes them. They fit the
# Debian and the Boost that they are built with.
#
# Copyright (c) 2026 The concur authors
# Distributed under the Boost Software License, Version 1.0.

if(NOT CONCUR_INSTALL OR NOT BUILD_SHARED_LIBS)
  message(FATAL_ERROR "CONCUR_DEBIAN needs CONCUR_INSTALL and BUILD_SHARED_LIBS")
endif()

set(runtime libconcur${concur_abi_version})
set(development libconcur-dev)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(PACKAGE_VERSION ${PROJECT_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE})

# The maintainer is the person who makes the packages. Debian's tools read the same
# variables.
set(CPACK_PACKAGE_CONTACT "The concur authors <concur@packages.invalid>")
if(DEFINED ENV{DEBFULLNAME} AND DEFINED ENV{DEBEMAIL})
  set(CPACK_PACKAGE_CONTACT "$ENV{DEBFULLNAME} <$ENV{DEBEMAIL}>")
endif()

# Sets result to the name of the package that has installed a file.
function(concur_package_of file result)
  # /lib is a link to /usr/lib; packages have files in the latter.
  file(REAL_PATH ${file} file)
  execute_process(COMMAND dpkg-query --search ${file}
    OUTPUT_VARIABLE owner ERROR_VARIABLE error RESULT_VARIABLE failed)
  if(failed)
    message(FATAL_ERROR
      "No package has installed ${file}. dpkg-query: ${failed} ${error}")
  endif()
  string(REGEX REPLACE ":.*" "" owner ${owner})
  set(${result} ${owner} PARENT_SCOPE)
endfunction()

# The packages of Boost with the headers and libraries that programs need.
concur_package_of(${Boost_INCLUDE_DIRS}/boost/version.hpp boost_packages)
foreach(boost IN LISTS concur_boost)
  if(TARGET Boost::${boost})
    concur_package_of(${boost_${boost}_DIR}/boost_${boost}-config.cmake package)
    list(APPEND boost_packages ${package})
  endif()
endforeach()
list(REMOVE_DUPLICATES boost_packages)

# --- documentation that Debian's policy requires --------------------------------

file(READ LICENSE_1_0.txt LICENSE)
string(STRIP "${LICENSE}" LICENSE)
string(REPLACE "\n\n" "\n.\n" LICENSE "${LICENSE}")
string(REPLACE "\n" "\n " LICENSE "${LICENSE}")
configure_file(build/debian/copyright.in ${generated}/copyright @ONLY)

string(TIMESTAMP DATE "%a, %d %b %Y %H:%M:%S +0000" UTC)
configure_file(build/debian/changelog.in ${generated}/changelog.Debian @ONLY)
configure_file(CHANGELOG.md ${generated}/changelog COPYONLY)
foreach(name changelog changelog.Debian)
  execute_process(COMMAND gzip -9 --no-name --stdout ${generated}/${name}
    OUTPUT_FILE ${generated}/${name}.gz COMMAND_ERROR_IS_FATAL ANY)
endforeach()

foreach(component runtime development)
  install(FILES
      ${generated}/copyright
      ${generated}/changelog.gz
      ${generated}/changelog.Debian.gz
    DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${${component}}
    COMPONENT ${component})
  install(FILES build/debian/overrides
    DESTINATION ${CMAKE_INSTALL_DATADIR}/lintian/overrides
    RENAME ${${component}} COMPONENT ${component})
endforeach()

# --- the packages ---------------------------------------------------------------

set(CPACK_GENERATOR DEB)
set(CPACK_COMPONENTS_ALL runtime development)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_PACKAGING_INSTALL_PREFIX ${CMAKE_INSTALL_PREFIX})
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE
  WORLD_READ WORLD_EXECUTE)
# The permissions of files in the checkout do not matter.
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SOURCE concur)

set(CPACK_DEBIAN_RUNTIME_PACKAGE_NAME ${runtime})
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SECTION libs)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_CONTROL_EXTRA
  ${PROJECT_SOURCE_DIR}/build/debian/triggers)
set(CPACK_COMPONENT_RUNTIME_DESCRIPTION
  "The shared libraries of concur: subprocess, queue, sched, contextvars and
_thread of Python 3.10, with their semantics, on Boost.")
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SHLIBDEPS ON)
# Where dpkg-shlibdeps finds the libraries of concur, which need each other.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${PROJECT_BINARY_DIR})
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS_POLICY >=)

set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME ${development})
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_COMPONENT_DEVELOPMENT_DESCRIPTION
  "What programs that use concur are compiled with: headers, and files for CMake,
pkg-config and b2.")
list(JOIN boost_packages ", " depends)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS
  "${runtime} (= ${PACKAGE_VERSION}), ${depends}")

include(CPack)
