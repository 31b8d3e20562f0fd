#include "harness/base/text.h"

#include <utf8proc.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <memory>

#include "harness/base/mark.h"

namespace assay {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

std::string map_unicode(std::string_view utf8, utf8proc_option_t options) {
  const bool ascii = std::all_of(utf8.begin(), utf8.end(),
                                 [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (ascii) return (options & UTF8PROC_CASEFOLD) ? to_lower_ascii(utf8) : std::string(utf8);
  const std::string valid = to_valid_utf8(utf8);
  utf8proc_uint8_t* mapped = nullptr;
  const utf8proc_ssize_t length =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(valid.data()),
                   static_cast<utf8proc_ssize_t>(valid.size()), &mapped, options);
  if (length < 0) return valid;  // out of memory is the only way left to fail
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned(mapped, &std::free);
  return {reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(length)};
}

// Controls that reorder or hide text: a terminal or a reviewer would be lied to.
bool is_bidi_control(std::int32_t c) {
  return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069);
}

void append_escape(std::string& out, std::int32_t c) {
  ASSAY_MARK("text.control_spelt_out");
  static constexpr char kHex[] = "0123456789ABCDEF";
  if (c < 0x100) {
    out += "\\x";
    out += kHex[(c >> 4) & 15];
    out += kHex[c & 15];
    return;
  }
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) out += kHex[(c >> shift) & 15];
}

// What stands before a command without keeping a runner from seeing it: they skip
// white space (.NET's TrimStart), and some compare as if the invisible were not
// there.
bool is_unseen(std::int32_t c) {
  if (c < 0x80) return c == ' ' || (c >= '\t' && c <= '\r');
  switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_CN:
      return true;
    default:
      return utf8proc_get_property(c)->ignorable;
  }
}

// "##[command]" of GitHub, "##vso[task]" of Azure, "##teamcity[message]".
bool starts_bracket_command(std::string_view text) {
  if (!text.starts_with("##")) return false;
  std::size_t at = 2;
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  while (at < text.size() && is_letter(text[at])) ++at;
  return at < text.size() && text[at] == '[';
}

}  // namespace

CodePoint code_point_at(std::string_view utf8, std::size_t at) {
  utf8proc_int32_t value = -1;
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(utf8.data()) + at;
  const utf8proc_ssize_t length =
      utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(utf8.size() - at), &value);
  if (length <= 0) return {-1, 1};
  return {value, static_cast<std::size_t>(length)};
}

std::string percent_encoded(std::string_view bytes, HexDigits digits) {
  const char* const hex = digits == HexDigits::upper ? "0123456789ABCDEF" : "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_' || c == '.' || c == '~';
    if (plain) {
      text += c;
    } else {
      text += '%';
      text += hex[byte >> 4];
      text += hex[byte & 15];
    }
  }
  return text;
}

bool is_terminal_control(std::int32_t c) {
  if (c < 0x20) return c >= 0 && c != '\n' && c != '\t';
  const bool is_line_separator = c == 0x2028 || c == 0x2029;
  return (c >= 0x7F && c < 0xA0) || is_line_separator || is_bidi_control(c);
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  std::size_t from = 0;
  while (true) {
    const std::size_t at = text.find(separator, from);
    if (at == std::string_view::npos) break;
    parts.push_back(text.substr(from, at - from));
    from = at + 1;
  }
  parts.push_back(text.substr(from));
  return parts;
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string joined;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) joined += separator;
    joined += parts[i];
  }
  return joined;
}

std::string to_lower_ascii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

bool equals_ignoring_ascii_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                            [&](char x, char y) { return lower(x) == lower(y); });
}

bool glob_match(std::string_view pattern, std::string_view text) {
  // Greedy with one point of return: linear in practice, quadratic at worst.
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

bool is_valid_utf8(std::string_view bytes) {
  for (std::size_t i = 0; i < bytes.size();) {
    if (static_cast<unsigned char>(bytes[i]) < 0x80) {
      ++i;
      continue;
    }
    const CodePoint decoded = code_point_at(bytes, i);
    if (decoded.value < 0) return false;
    i += decoded.length;
  }
  return true;
}

std::string to_valid_utf8(std::string_view bytes) {
  if (is_valid_utf8(bytes)) return std::string(bytes);
  ASSAY_MARK("text.utf8_replaced");
  std::string valid;
  valid.reserve(bytes.size() + 16);
  for (std::size_t i = 0; i < bytes.size();) {
    const CodePoint decoded = code_point_at(bytes, i);
    if (decoded.value < 0)
      valid += kReplacement;
    else
      valid.append(bytes, i, decoded.length);
    i += decoded.length;
  }
  return valid;
}

std::size_t count_code_points(std::string_view utf8) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < utf8.size(); ++count) i += code_point_at(utf8, i).length;
  return count;
}

std::string normalise(std::string_view utf8) {
  return map_unicode(utf8, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
}

std::string fold_case(std::string_view utf8) {
  return map_unicode(
      utf8, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD));
}

std::string excerpt(std::string_view text, std::size_t max_code_points) {
  std::string out;
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size();) {
    if (count == max_code_points) {
      out += "…";
      break;
    }
    const CodePoint decoded = code_point_at(text, i);
    if (decoded.value < 0)
      out += kReplacement;
    else if (decoded.value < 0x20 || decoded.value == 0x7F)
      out += ' ';
    else
      out.append(text, i, decoded.length);
    i += decoded.length;
    ++count;
  }
  return out;
}

std::string one_line(std::string_view text, std::size_t max_code_points) {
  const std::string clean = excerpt(text, text.size());
  return excerpt(trim(clean), max_code_points);
}

std::string terminal_safe(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool line_start = true;
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint c = code_point_at(text, i);
    const std::string_view rest = text.substr(i);
    if (line_start && rest.starts_with("::")) out += '\\';
    if (starts_bracket_command(rest)) {
      ASSAY_MARK("text.ci_command_broken");
      out += "#\\";
      ++i;
      continue;
    }
    line_start = c.value == '\n' || c.value == '\r' || (line_start && is_unseen(c.value));
    if (c.value < 0)
      out += kReplacement;
    else if (is_terminal_control(c.value))
      append_escape(out, c.value);
    else
      out.append(text, i, c.length);
    i += c.length;
  }
  return out;
}

std::size_t display_width(std::string_view utf8) {
  std::size_t width = 0;
  for (std::size_t i = 0; i < utf8.size();) {
    const CodePoint decoded = code_point_at(utf8, i);
    width += decoded.value < 0
                 ? 1
                 : static_cast<std::size_t>(std::max(0, utf8proc_charwidth(decoded.value)));
    i += decoded.length;
  }
  return width;
}

std::string format_number(double value) {
  char buffer[64];
  const std::to_chars_result end = std::to_chars(buffer, buffer + sizeof buffer, value);
  return {buffer, end.ptr};
}

std::string format_fixed(double value, int decimals) {
  char buffer[400];  // the longest double in fixed notation has 309 digits before the point
  const std::to_chars_result end =
      std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed, decimals);
  const std::string_view text(buffer, static_cast<std::size_t>(end.ptr - buffer));
  // "-0.00" is a rounding artefact that no table should show.
  const bool is_zero = text.find_first_not_of("-0.") == std::string_view::npos;
  return std::string(is_zero && text.starts_with('-') ? text.substr(1) : text);
}

std::string format_beside(double value, int decimals, std::span<const double> limits) {
  constexpr int kMost = 17;
  for (; decimals <= kMost; ++decimals) {
    std::string text = format_fixed(value, decimals);
    const double read = parse_number(text).value_or(value);
    const bool agrees = std::all_of(limits.begin(), limits.end(), [&](double limit) {
      return (read < limit) == (value < limit) && (read > limit) == (value > limit);
    });
    if (agrees) return text;
  }
  return format_number(value);
}

double in_percent(double share) {
  return std::round(share * 1e12) / 1e10;
}

// from_chars takes a minus alone, and no second sign may follow a plus.
static std::string_view without_plus(std::string_view text) {
  return text.starts_with('+') && !text.starts_with("+-") ? text.substr(1) : text;
}

std::optional<double> parse_number(std::string_view text) {
  text = without_plus(text);
  double value = 0;
  const std::from_chars_result end = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || end.ec != std::errc() || end.ptr != text.data() + text.size()) return {};
  if (!std::isfinite(value)) return {};
  return value;
}

std::optional<long long> parse_integer(std::string_view text) {
  text = without_plus(text);
  long long value = 0;
  const std::from_chars_result end = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || end.ec != std::errc() || end.ptr != text.data() + text.size()) return {};
  return value;
}

std::string name_for_file(std::string_view text) {
  std::string name;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_';
    name += plain ? c : '-';
  }
  return name.substr(0, 80);
}

}  // namespace assay
