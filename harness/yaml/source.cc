#include "harness/yaml/source.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>

#include "harness/base/encoding.h"
#include "harness/base/text.h"
#include "harness/yaml/diagnostic.h"

namespace assay {

bool accept_text(SourceFile& file, Diagnostics& diagnostics) {
  tl::expected<std::string, EncodingError> text = decode_text(std::move(file.text));
  if (text) {
    file.text = std::move(*text);
    return true;
  }
  file.text.clear();  // an error shows no source line: it is not text
  diagnostics.error({&file, text.error().line, 1}, text.error().message);
  return false;
}

std::string_view line_at(const Position& at) {
  if (at.file == nullptr || at.line <= 0) return {};
  std::string_view text = at.file->text;
  for (int number = 1; number < at.line; ++number) {
    const std::size_t newline = text.find('\n');
    if (newline == std::string_view::npos) return {};
    text.remove_prefix(newline + 1);
  }
  text = text.substr(0, text.find('\n'));
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

std::string to_string(const Position& at) {
  if (at.file == nullptr) return {};
  if (at.line <= 0) return at.file->name;
  const std::string_view line = line_at(at);
  if (line.empty()) return fmt::format("{}:{}:{}", at.file->name, at.line, at.column);
  const auto before = static_cast<std::size_t>(std::max(at.column - 1, 0));
  return fmt::format("{}:{}:{}", at.file->name, at.line,
                     count_code_points(line.substr(0, before)) + 1);
}

Location to_location(const Position& at) {
  if (at.file == nullptr) return {};
  return {at.file->name, at.line, at.column};
}

}  // namespace assay
