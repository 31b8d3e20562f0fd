// The characters of a regular expression of JavaScript: escapes and classes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace assay {

// `value` where both engines read it as itself, in a class and outside of one.
std::string class_character(std::int32_t value);

// An escape that is one character; `at` is behind its backslash, `end` behind it.
struct ImportedEscape {
  std::int32_t value = 0;
  std::size_t end = 0;
  std::string refused;
};
ImportedEscape import_escape(std::string_view source, std::size_t at, bool is_unicode);

// \d, \S, \p{L}: members of a class, the same way.
struct ImportedShorthand {
  std::string members;
  bool is_wide = false;  // some of them are two units of UTF-16
  std::size_t end = 0;
  std::string refused;
};
ImportedShorthand import_shorthand(std::string_view source, std::size_t at);

struct ClassFlags {
  bool ignores_case = false;
  bool is_unicode = false;
};
struct ImportedClass {
  std::string text;  // with its brackets
  bool is_wide = false;
  bool is_everything = false;
  bool is_nothing = false;  // no class of RE2 is empty
  std::size_t end = 0;
  std::string refused;
};
// A class; `at` is behind its '['.
ImportedClass import_class(std::string_view source, std::size_t at, ClassFlags flags);

}  // namespace assay
