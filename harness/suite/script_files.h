// The files of programs that a suite names. Internal to suite/.
#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "harness/base/key.h"
#include "harness/suite/loader.h"

namespace assay {

inline constexpr std::size_t kMostScriptBytes = std::size_t{16} << 20;

struct ScriptLanguage {
  std::string_view name;
  std::array<std::string_view, 6> endings;  // of its files
};
// nullptr when there is none of that name.
const ScriptLanguage* find_script_language(std::string_view name);

struct NamedScript {
  std::string_view file;
  std::string_view function;  // "": not named
};
// "file.py" and "file.py:function", with or without "file://" in front.
std::optional<NamedScript> named_script(const ScriptLanguage& language, std::string_view text);

// The words of a command that are files of the suite's folder belong to the suite: they are
// read, and their hashes given by name. Nothing, and an error at `at`, where one cannot be.
std::optional<std::map<std::string, Key>> read_own_files(Loader& loader,
                                                         std::span<const std::string> words,
                                                         const Position& at);

}  // namespace assay
