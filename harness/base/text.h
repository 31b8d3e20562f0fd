// Text that came from people, files and models.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

std::string_view trim(std::string_view text);  // ASCII white space
std::vector<std::string_view> split(std::string_view text, char separator);
std::string join(const std::vector<std::string>& parts, std::string_view separator);
std::string to_lower_ascii(std::string_view text);
bool equals_ignoring_ascii_case(std::string_view a, std::string_view b);

// Shell-style match over the whole of `text`: `*`, `?`; no character classes.
bool glob_match(std::string_view pattern, std::string_view text);

constexpr bool is_ascii_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_valid_utf8(std::string_view bytes);
// `bytes` with every invalid sequence replaced by U+FFFD.
std::string to_valid_utf8(std::string_view bytes);
// Whether `byte` goes on with a code point that began before it.
constexpr bool continues_utf8(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}
// The code point that starts at byte `at`, which must be one of `utf8`'s. A byte
// that starts none is -1, of length 1.
struct CodePoint {
  std::int32_t value;
  std::size_t length;
};
CodePoint code_point_at(std::string_view utf8, std::size_t at);
// Number of code points; an invalid byte counts as one.
std::size_t count_code_points(std::string_view utf8);

// Unicode NFC; case-folded NFC. Invalid UTF-8 is replaced first.
std::string normalise(std::string_view utf8);
std::string fold_case(std::string_view utf8);

// At most `max_code_points`, cut at a code point, with an ellipsis when cut;
// newlines and control characters become spaces. For messages and tables.
std::string excerpt(std::string_view text, std::size_t max_code_points);
// The same without white space at its ends, be it made of control characters: what is
// kept so reads as itself when it is read again.
std::string one_line(std::string_view text, std::size_t max_code_points);

// Every byte but the unreserved ones as %XX: a part of an address (RFC 3986, 2.1).
enum class HexDigits { upper, lower };
std::string percent_encoded(std::string_view bytes, HexDigits digits = HexDigits::upper);

// Whether a terminal acts on it instead of showing it: C0 (but \n and \t), DEL,
// C1, controls of writing direction, and the separators that end a line.
bool is_terminal_control(std::int32_t code_point);

// Safe to print to a terminal or a CI log: terminal controls become visible
// escapes, invalid UTF-8 is replaced, and what CI runners would take for a command
// (`::` where a line starts, `##[` and `##word[` anywhere) is broken with a `\`.
// A visible one: runners that compare by a language's rules see no U+200B.
std::string terminal_safe(std::string_view text);

// Columns that `utf8` takes on a terminal (East Asian wide is 2, marks are 0).
std::size_t display_width(std::string_view utf8);

// Shortest text that reads back as the same double; "." whatever the locale.
std::string format_number(double value);
// Fixed number of decimals, "." whatever the locale.
std::string format_fixed(double value, int decimals);
// Such a number beside limits: with as many more decimals as it takes to read on
// the side of each of `limits` on which it is. -0.0004 beside 0 is no "-0.000", and
// only 0.95 itself reads "0.95" beside 0.95.
std::string format_beside(double value, int decimals, std::span<const double> limits);
// A share of 1 as per cent, without the digits that a product of doubles adds to
// 0.939 or 0.07.
double in_percent(double share);
// The whole of `text` as a number; nothing for "", " 1", "1x", "nan", "inf".
std::optional<double> parse_number(std::string_view text);
std::optional<long long> parse_integer(std::string_view text);

// A name that somebody chose as the beginning of a file's or a run's.
std::string name_for_file(std::string_view name);

}  // namespace assay
