# Conan builds and runs this with the package that it has made.
#
# Copyright (c) 2026 The concur authors
# Distributed under the Boost Software License, Version 1.0.

import os

from conan import ConanFile
from conan.tools.build import can_run
from conan.tools.cmake import CMake, CMakeDeps, CMakeToolchain, cmake_layout


class ConcurTestPackage(ConanFile):
    settings = "os", "arch", "compiler", "build_type"

    def layout(self):
        cmake_layout(self, build_folder="bin")

    def requirements(self):
        self.requires(self.tested_reference_str)

    def generate(self):
        tc = CMakeToolchain(self)
        tc.cache_variables["WITH_SUBPROCESS"] = self._with_subprocess()
        tc.user_presets_path = False
        tc.generate()
        CMakeDeps(self).generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def test(self):
        if can_run(self):
            programs = ["components"]
            if self._with_subprocess():
                programs.append("consumer")
            for program in programs:
                self.run(os.path.join(self.cpp.build.bindir, program), env="conanrun")

    def _with_subprocess(self):
        return bool(self.dependencies["concur"].options.with_subprocess)
