// Dates and times of day, which are written with digits and are no numbers.
#include "harness/base/text.h"
#include "harness/score/number_magnitude.h"

namespace assay {
namespace {

// ASCII digits at `at`: their value; `at` moves behind them. -1 when there are
// fewer than `least` or more than `most`.
int read_part(std::string_view text, std::size_t& at, int least, int most) {
  int value = 0;
  int digits = 0;
  for (; at < text.size() && is_ascii_digit(text[at]) && digits <= most; ++at, ++digits) {
    value = value * 10 + (text[at] - '0');
  }
  return digits >= least && digits <= most ? value : -1;
}

bool is_month_and_day(int month, int day) {
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

std::size_t end_of_iso_date(std::string_view text, std::size_t at) {
  if (read_part(text, at, 4, 4) < 0 || at >= text.size() || text[at] != '-') return 0;
  const int month = read_part(text, ++at, 2, 2);
  if (at >= text.size() || text[at] != '-') return 0;
  const int day = read_part(text, ++at, 2, 2);
  return is_month_and_day(month, day) ? at : 0;
}

// 1/2/2024 and 2.1.2024, in either order of day and month.
std::size_t end_of_date(std::string_view text, std::size_t at) {
  const int first = read_part(text, at, 1, 2);
  const char mark = at < text.size() ? text[at] : '\0';
  if (first < 0 || (mark != '/' && mark != '.')) return 0;
  const int second = read_part(text, ++at, 1, 2);
  if (second < 0 || at >= text.size() || text[at] != mark) return 0;
  if (read_part(text, ++at, 4, 4) < 0) return 0;
  return is_month_and_day(first, second) || is_month_and_day(second, first) ? at : 0;
}

std::size_t end_of_time(std::string_view text, std::size_t at) {
  const int hour = read_part(text, at, 1, 2);
  if (hour < 0 || hour > 24) return 0;
  for (int part = 0; part < 2; ++part) {
    if (at >= text.size() || text[at] != ':') return part == 0 ? 0 : at;
    const int value = read_part(text, ++at, 2, 2);
    if (value < 0 || value > 60) return 0;
  }
  return at;
}

}  // namespace

std::size_t calendar_length(std::string_view text, std::size_t at) {
  if (at >= text.size() || !is_ascii_digit(text[at])) return 0;
  // A look at the first mark keeps this off the path of plain numbers.
  std::size_t mark = at;
  while (mark < text.size() && mark - at < 5 && is_ascii_digit(text[mark])) ++mark;
  if (mark >= text.size()) return 0;
  std::size_t end = 0;
  if (text[mark] == '-') end = end_of_iso_date(text, at);
  if (text[mark] == '/' || text[mark] == '.') end = end_of_date(text, at);
  if (text[mark] == ':') end = end_of_time(text, at);
  if (end == 0 || (end < text.size() && is_ascii_digit(text[end]))) return 0;
  // 12:30:59:01 and 1.2.2024.3 are something else.
  const bool goes_on = end + 1 < text.size() && is_ascii_digit(text[end + 1]) &&
                       std::string_view("-/.:").find(text[end]) != std::string_view::npos;
  return goes_on && text[end] != '.' ? 0 : (goes_on && text[mark] != ':' ? 0 : end - at);
}

std::size_t fraction_command(std::string_view text, std::size_t at) {
  if (at >= text.size() || text[at] != '\\') return 0;
  for (std::string_view command :
       {"\\frac", "\\dfrac", "\\tfrac", "\\cfrac", "\\nicefrac", "\\sfrac"}) {
    if (text.substr(at).starts_with(command)) return command.size();
  }
  return 0;
}

}  // namespace assay
