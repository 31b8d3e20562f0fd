#include "harness/import/promptfoo/javascript_pattern.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "harness/base/text.h"
#include "harness/import/promptfoo/javascript_class.h"
#include "harness/import/promptfoo/javascript_pattern_reader.h"
#include "harness/import/promptfoo/javascript_space.h"

namespace assay {
namespace {

constexpr int kMostNesting = 200;  // each level is a call

}  // namespace

PatternReader::PatternReader(std::string_view source, std::string_view flags) : source_(source) {
  for (const char flag : flags) {
    if (flag == 'i') ignores_case_ = true;
    if (flag == 'm') is_multiline_ = true;
    if (flag == 's') dot_is_all_ = true;
    if (flag == 'u') is_unicode_ = true;
    if (std::string_view("gimsud").find(flag) == std::string_view::npos) {
      refuse(fmt::format("the flag '{}' has no counterpart", flag));
    }
  }
  groups_ = count_groups();
}

ImportedPattern PatternReader::run() {
  PatternPiece all = alternatives(0);
  if (at_ < source_.size()) refuse("a ')' that opens nowhere");
  if (!out_.refused.empty()) return {{}, false, false, false, false, std::move(out_.refused)};
  out_.pattern = (ignores_case_ ? "(?i)" : "") + all.text;
  out_.matches_all = all.empty.at_start || all.empty.at_end || is_all_of_a_text();
  return std::move(out_);
}

bool PatternReader::is_all_of_a_text() const {
  constexpr std::string_view kAll[] = {"^[\\s\\S]*$",    "^[\\S\\s]*$", "^[^]*$",
                                       "^[\\d\\D]*$",    "^[\\w\\W]*$", "^([\\s\\S]*)$",
                                       "^(?:[\\s\\S]*)$"};
  return std::find(std::begin(kAll), std::end(kAll), source_) != std::end(kAll) ||
         (dot_is_all_ && (source_ == "^.*$" || source_ == "^(.*)$"));
}

int PatternReader::count_groups() const {
  int count = 0;
  bool in_class = false;
  for (std::size_t i = 0; i < source_.size(); ++i) {
    const std::string_view here = source_.substr(i);
    if (here.front() == '\\') ++i;
    if (here.front() == '[') in_class = true;
    if (here.front() == ']') in_class = false;
    if (in_class || here.front() != '(') continue;
    const bool is_named =
        here.starts_with("(?<") && !here.starts_with("(?<=") && !here.starts_with("(?<!");
    if (!here.starts_with("(?") || is_named) ++count;
  }
  return count;
}

PatternPiece PatternReader::alternatives(int depth) {
  if (depth > kMostNesting) refuse("groups nested too deep");
  PatternPiece all;
  bool is_first = true;
  do {
    PatternPiece one = sequence(depth);
    if (!is_first) all.text += '|';
    is_first = false;
    all.text += one.text;
    all.empty.at_start |= one.empty.at_start;
    all.empty.at_end |= one.empty.at_end;
  } while (take("|"));
  return all;
}

PatternPiece PatternReader::sequence(int depth) {
  PatternPiece all;
  all.empty = {true, true};
  while (!is_done() && rest().front() != '|' && rest().front() != ')') {
    PatternPiece piece = quantified(atom(depth));
    all.text += piece.text;
    all.empty.at_start &= piece.empty.at_start;
    all.empty.at_end &= piece.empty.at_end;
  }
  return all;
}

PatternPiece PatternReader::atom(int depth) {
  if (take("^")) return caret();
  if (take("$")) return dollar();
  if (take("(")) return group(depth);
  if (take("[")) return character_class();
  if (take("\\")) return escape();
  if (take(".")) return dot();
  const char c = rest().front();
  if (c == '*' || c == '+' || c == '?') {
    refuse("a repeat of nothing");
    return {};
  }
  if (c == '{' && read_braces()) {
    refuse("a repeat of nothing");
    return {};
  }
  const CodePoint read = code_point_at(source_, at_);
  if (read.value < 0) {
    refuse("bytes that are no UTF-8");
    return {};
  }
  at_ += read.length;
  return literal(read.value);
}

bool PatternReader::is_group_name(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_ascii_digit(c) || c == '_';
  };
  return !text.empty() && text.size() <= 32 && !is_ascii_digit(text.front()) &&
         std::all_of(text.begin(), text.end(), fits);
}

ImportedPattern import_pattern(std::string_view source, std::string_view flags) {
  constexpr std::size_t kMostBytes = 64 << 10;
  if (source.size() > kMostBytes) return {{}, false, false, false, false, "so long a pattern"};
  return PatternReader(source, flags).run();
}

Json pattern_arguments(const ImportedPattern& imported) {
  Json arguments{{"pattern", imported.pattern}, {"exact", true}};
  if (imported.needs_pcre2) arguments["engine"] = "pcre2";
  return arguments;
}

std::string pattern_note(const ImportedPattern& imported) {
  if (imported.counts_units || imported.meets_units) {
    return "an emoji is one character to the pattern here and two there";
  }
  return {};
}

std::string quoted_pattern(std::string_view text) {
  std::string pattern;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint read = code_point_at(text, at);
    pattern += class_character(read.value < 0 ? 0xFFFD : read.value);
    at += read.length;
  }
  return pattern;
}

}  // namespace assay
