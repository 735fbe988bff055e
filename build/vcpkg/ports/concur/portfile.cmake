# vcpkg install 'concur[subprocess]' --overlay-ports=<checkout>/build/vcpkg/ports
#
# The checkout that this file lies in is built, or the one in CONCUR_SOURCE (which
# VCPKG_KEEP_ENV_VARS must name). vcpkg does not notice when the checkout changes: use
# --no-binarycaching. In a registry, vcpkg_from_github takes the place of these lines.
if(DEFINED ENV{CONCUR_SOURCE})
    set(SOURCE_PATH "$ENV{CONCUR_SOURCE}")
else()
    get_filename_component(SOURCE_PATH "${CMAKE_CURRENT_LIST_DIR}/../../../.." ABSOLUTE)
endif()

include("${SOURCE_PATH}/build/cmake/concur-libraries.cmake")
concur_read_libraries("${SOURCE_PATH}/build/libraries.jam")
if(NOT "subprocess" IN_LIST FEATURES)
    list(REMOVE_ITEM concur_LIBRARIES subprocess)
endif()

vcpkg_cmake_configure(
    SOURCE_PATH "${SOURCE_PATH}"
    OPTIONS
        "-DCONCUR_LIBRARIES=${concur_LIBRARIES}"
)
vcpkg_cmake_install()
vcpkg_cmake_config_fixup(CONFIG_PATH lib/cmake/concur)
vcpkg_fixup_pkgconfig()

file(REMOVE_RECURSE
    "${CURRENT_PACKAGES_DIR}/debug/include"
    "${CURRENT_PACKAGES_DIR}/debug/share"
    "${CURRENT_PACKAGES_DIR}/share/doc"
)

file(INSTALL "${CMAKE_CURRENT_LIST_DIR}/usage" DESTINATION "${CURRENT_PACKAGES_DIR}/share/${PORT}")
vcpkg_install_copyright(FILE_LIST "${SOURCE_PATH}/LICENSE_1_0.txt")
