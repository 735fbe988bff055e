# Installs what CMakeLists.txt has built.
#
# Copyright (c) 2026 The concur authors
# Distributed under the Boost Software License, Version 1.0.

include(CMakePackageConfigHelpers)

set(package ${CMAKE_INSTALL_LIBDIR}/cmake/concur)
set(generated ${PROJECT_BINARY_DIR}/generated)

# Paths are relative, so that an installation can be moved.
file(RELATIVE_PATH PREFIX ${CMAKE_INSTALL_FULL_LIBDIR} ${CMAKE_INSTALL_PREFIX})
file(RELATIVE_PATH ROOT ${CMAKE_INSTALL_FULL_DATADIR}/concur ${CMAKE_INSTALL_PREFIX})
file(RELATIVE_PATH LIBDIR ${CMAKE_INSTALL_PREFIX} ${CMAKE_INSTALL_FULL_LIBDIR})
file(RELATIVE_PATH INCLUDEDIR
  ${CMAKE_INSTALL_PREFIX} ${CMAKE_INSTALL_FULL_INCLUDEDIR})
set(VERSION ${PROJECT_VERSION})
string(REGEX REPLACE "/$" "" PREFIX "${PREFIX}")
string(REGEX REPLACE "/$" "" ROOT "${ROOT}")
set(PKG_CONFIG_PREFIX "\${pcfiledir}/../${PREFIX}")
if(CONCUR_DEBIAN)
  # A package stays where it is. pkg-config leaves out the directories of the system
  # only if it knows them by their usual names.
  set(PKG_CONFIG_PREFIX ${CMAKE_INSTALL_PREFIX})
endif()

function(concur_write_pkgconfig name)
  set(NAME ${name})
  set(PACKAGES ${concur_${name}_REQUIRES})
  list(TRANSFORM PACKAGES REPLACE "(.+)" "concur_\\1 = ${VERSION}")
  list(JOIN PACKAGES ", " PACKAGES)

  set(LINKED)
  foreach(boost IN LISTS concur_${name}_BOOST)
    if(TARGET Boost::${boost})
      string(APPEND LINKED "-lboost_${boost} ")
    endif()
  endforeach()
  string(APPEND LINKED "-pthread")

  set(FLAGS "-I\${includedir} ")
  get_target_property(type concur_${name} TYPE)
  if(type STREQUAL "SHARED_LIBRARY")
    string(APPEND FLAGS "-DCONCUR_DYN_LINK ")
  endif()
  string(APPEND FLAGS "-pthread")

  configure_file(build/concur.pc.in ${generated}/concur_${name}.pc @ONLY)
  install(FILES ${generated}/concur_${name}.pc
    DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT development)
endfunction()

foreach(name IN LISTS concur_built)
  install(TARGETS concur_${name} EXPORT concur_${name}
    RUNTIME COMPONENT runtime
    LIBRARY COMPONENT runtime NAMELINK_COMPONENT development
    ARCHIVE COMPONENT development)
  install(EXPORT concur_${name} FILE concur-${name}-targets.cmake
    NAMESPACE concur:: DESTINATION ${package} COMPONENT development)
  concur_write_pkgconfig(${name})
  # Installed libraries find each other wherever they are moved.
  if(NOT DEFINED CMAKE_INSTALL_RPATH AND UNIX AND NOT APPLE)
    set_target_properties(concur_${name} PROPERTIES INSTALL_RPATH "$ORIGIN")
  endif()
endforeach()

write_basic_package_version_file(${generated}/concur-config-version.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES
    ${generated}/concur-config-version.cmake
    build/cmake/concur-config.cmake
    build/cmake/concur-libraries.cmake
    build/libraries.jam
  DESTINATION ${package} COMPONENT development)

# use-project /concur : <prefix>/share/concur ;
configure_file(build/installed/Jamroot.in ${generated}/Jamroot @ONLY)
install(FILES ${generated}/Jamroot build/libraries.jam
  DESTINATION ${CMAKE_INSTALL_DATADIR}/concur COMPONENT development)
install(DIRECTORY build/boost DESTINATION ${CMAKE_INSTALL_DATADIR}/concur
  COMPONENT development)

# The headers of libraries that are not built would miss what they need.
set(unbuilt ${concur_LIBRARIES})
list(REMOVE_ITEM unbuilt ${concur_built})
set(excluded)
foreach(name IN LISTS unbuilt)
  list(APPEND excluded
    PATTERN concur/${name} EXCLUDE PATTERN concur/${name}.hpp EXCLUDE)
endforeach()
install(DIRECTORY include/concur DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
  COMPONENT development ${excluded})
install(FILES LICENSE_1_0.txt DESTINATION ${CMAKE_INSTALL_DOCDIR}
  COMPONENT license)
