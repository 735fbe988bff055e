# The recipe for Conan 2: conan create . -s compiler.cppstd=20 --build=missing
#
# Copyright (c) 2026 The concur authors
# Distributed under the Boost Software License, Version 1.0.

import os
import re

from conan import ConanFile
from conan.errors import ConanInvalidConfiguration
from conan.tools.build import check_min_cppstd
from conan.tools.cmake import CMake, CMakeDeps, CMakeToolchain, cmake_layout
from conan.tools.files import copy, load, rmdir
from conan.tools.scm import Version

required_conan_version = ">=2.4"


class ConcurConan(ConanFile):
    name = "concur"
    description = "Python's subprocess, queue, sched, contextvars and _thread in C++20"
    license = "BSL-1.0"
    topics = ("concurrency", "subprocess", "queue", "coroutines", "boost")
    package_type = "library"
    settings = "os", "arch", "compiler", "build_type"
    # Only subprocess needs Boost.Filesystem and Boost.Process. The other libraries
    # need nothing that core does not need, so that they have no options.
    options = {
        "shared": [True, False],
        "fPIC": [True, False],
        "with_subprocess": [True, False],
    }
    default_options = {"shared": False, "fPIC": True, "with_subprocess": True}
    implements = ["auto_shared_fpic"]
    # Read by the recipe itself.
    exports = "build/libraries.jam", "include/concur/version.hpp"
    exports_sources = (
        "CMakeLists.txt",
        "LICENSE_1_0.txt",
        "build/boost/*",
        "build/cmake/*",
        "build/concur.pc.in",
        "build/installed/*",
        "build/libraries.jam",
        "example/*",
        "include/*",
        "libs/*",
        "test/*",
    )

    def set_version(self):
        header = load(self, os.path.join(self.recipe_folder, "include/concur/version.hpp"))
        self.version = re.search(r'CONCUR_VERSION "([0-9.]+)"', header).group(1)

    def layout(self):
        # The folder "build" has sources.
        cmake_layout(self, build_folder="bin/conan")

    def requirements(self):
        # From the oldest version that has the needed parts of Boost.Process v2 to the
        # newest that concur is tested with: Boost has moved those headers twice.
        # The public headers of concur include those of Boost, and programs link it.
        # With a static Boost, each shared library would have a Boost.Thread of its own,
        # and interrupt() would not reach all waits.
        self.requires(
            "boost/[>=1.81 <1.93]",
            transitive_headers=True,
            transitive_libs=True,
            options={"shared": True} if self.options.shared else {},
        )

    def build_requirements(self):
        self.tool_requires("cmake/[>=3.20 <5]")

    def validate(self):
        check_min_cppstd(self, 20)
        compiler = self.settings.compiler
        oldest = {"gcc": "12", "clang": "14"}.get(str(compiler))
        if oldest and Version(compiler.version) < oldest:
            raise ConanInvalidConfiguration(f"concur needs {compiler} {oldest} or later")
        if self.settings.os != "Linux":
            raise ConanInvalidConfiguration("concur does not support this system yet")
        missing = [
            name
            for _, _, boost in self._libraries()
            for name in boost
            if name != "process" and not self._boost_has(name)
        ]
        if missing:
            raise ConanInvalidConfiguration(
                f"concur needs boost with {', '.join(missing)}"
            )
        if self.options.shared and not self._boost_is_shared():
            raise ConanInvalidConfiguration("shared libraries need those of boost")

    def generate(self):
        tc = CMakeToolchain(self)
        names = [name for name, _, _ in self._libraries()]
        tc.cache_variables["CONCUR_LIBRARIES"] = ";".join(names)
        tc.cache_variables["CONCUR_BUILD_TESTS"] = self._with_tests()
        tc.user_presets_path = False
        tc.generate()
        CMakeDeps(self).generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()
        if self._with_tests():
            cmake.ctest(["--output-on-failure", "--no-tests=error"])

    def package(self):
        CMake(self).install()
        copy(
            self,
            "LICENSE_1_0.txt",
            self.source_folder,
            os.path.join(self.package_folder, "licenses"),
        )
        # Conan describes the package to build systems itself.
        rmdir(self, os.path.join(self.package_folder, "lib", "cmake"))
        rmdir(self, os.path.join(self.package_folder, "lib", "pkgconfig"))
        rmdir(self, os.path.join(self.package_folder, "share"))

    def package_info(self):
        self.cpp_info.set_property("cmake_file_name", "concur")
        # As in the installation by CMake.
        self.cpp_info.set_property("cmake_config_version_compat", "SameMinorVersion")
        for name, needs, boost in self._libraries():
            component = self.cpp_info.components[name]
            component.set_property("cmake_target_name", f"concur::{name}")
            component.set_property("pkg_config_name", f"concur_{name}")
            component.libs = [f"concur_{name}"]
            component.requires = needs + ["boost::headers"]
            # Boost.Process has a library since 1.86. If that is not installed, concur
            # contains the functions of it that are needed.
            component.requires += [f"boost::{b}" for b in boost if self._boost_has(b)]
            if self.options.shared:
                component.defines = ["CONCUR_DYN_LINK"]
            component.system_libs = ["pthread"]

    def _libraries(self):
        """The name of each library, with those of concur and of Boost that it needs."""
        jam = load(self, os.path.join(self.recipe_folder, "build/libraries.jam"))
        for name, needs, boost in re.findall(
            r"^library +(\w+) *:([^:]*):([^;]*);", jam, re.MULTILINE
        ):
            if name != "subprocess" or self.options.with_subprocess:
                yield name, needs.split(), boost.split()

    def _boost_has(self, name):
        boost = self.dependencies["boost"]
        if name == "process" and Version(boost.ref.version) < "1.86":
            return False
        options = boost.options
        return not options.get_safe("header_only") and not options.get_safe(f"without_{name}")

    def _boost_is_shared(self):
        return bool(self.dependencies["boost"].options.get_safe("shared"))

    def _with_tests(self):
        # Only on request: -c tools.build:skip_test=False
        return not self.conf.get("tools.build:skip_test", default=True, check_type=bool)
