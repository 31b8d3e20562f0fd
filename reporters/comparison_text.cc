#include "reporters/comparison_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/base/text.h"
#include "reporters/text_table.h"
#include "reporters/words/change.h"
#include "reporters/words/display.h"

namespace assay {
namespace {

constexpr std::size_t kFlipsShown = 10;
constexpr std::size_t kReplyColumns = 60;

std::string shown(std::string_view text, std::size_t most) {
  return terminal_safe(excerpt(text, most));
}

std::string name(std::string_view text) {
  return elide_middle(shown(text, 200), 44);
}

std::string reply_text(const std::shared_ptr<const Reply>& reply) {
  if (reply == nullptr) return "(not kept)";
  std::string line;
  for (const char c : excerpt(reply->answer, kReplyColumns))
    line += c == '\n' || c == '\t' ? ' ' : c;
  return shown(line, kReplyColumns);
}

std::string metric_table(const Comparison& comparison, std::size_t width) {
  const std::vector<TableColumn> columns = {
      {"metric", Align::left, 0, 0},     {"baseline", Align::right, 1, 0},
      {"candidate", Align::right, 1, 0}, {"change [95% CI]", Align::left, 0, 0},
      {"p", Align::right, 3, 0},         {"n", Align::right, 2, 0},
      {"differ", Align::right, 4, 0},    {"verdict", Align::left, 0, 0}};
  std::vector<std::vector<std::string>> rows;
  for (const MetricComparison& metric : comparison.metrics) {
    if (!is_shown(metric)) continue;
    rows.push_back({terminal_safe(metric.metric), show_level(metric, metric.baseline),
                    show_level(metric, metric.candidate), show_change(metric), show_p(metric.p),
                    show_count(metric.n), show_count(metric.discordant),
                    std::string(to_string(metric.standing))});
  }
  return text_table(columns, rows, width);
}

// The others are among the notes.
std::string chosen_lines(const Comparison& comparison, std::size_t width) {
  std::string text;
  for (const Difference& difference : comparison.differences) {
    if (is_chosen(difference.kind))
      text += wrapped("differs: " + shown(difference.text, 400), 2, width);
  }
  return text;
}

std::string flip_lines(const Comparison& comparison, std::size_t width) {
  const std::vector<Flip>& flips = comparison.flips;
  if (flips.empty()) return "";
  std::string text =
      fmt::format("\n{} case{} lost, {} won{}\n", comparison.lost, comparison.lost == 1 ? "" : "s",
                  comparison.won,
                  flips.size() > kFlipsShown ? fmt::format("; the worst {}:", kFlipsShown) : ":");
  for (std::size_t i = 0; i < std::min(flips.size(), kFlipsShown); ++i) {
    const Flip& flip = flips[i];
    text += fmt::format("  {}  {} -> {}\n", name(flip.case_id), format_fixed(flip.baseline, 2),
                        format_fixed(flip.candidate, 2));
    text += wrapped("was: " + reply_text(flip.baseline_reply), 6, width);
    text += wrapped("now: " + reply_text(flip.candidate_reply), 6, width);
  }
  return text;
}

}  // namespace

std::string comparison_text(const Comparison& comparison, std::size_t width) {
  std::string text =
      fmt::format("{}\n  against {}\n  {} case{} in common\n", name(comparison.candidate),
                  name(comparison.baseline), comparison.cases, comparison.cases == 1 ? "" : "s");
  text += chosen_lines(comparison, width) + "\n";
  text += metric_table(comparison, width);
  for (const MetricComparison& metric : comparison.metrics) {
    if (!is_shown(metric) || (metric.is_ratio && metric.standing != Standing::inconclusive))
      continue;
    text += wrapped(fmt::format("{}: {}: {}", metric.metric, to_string(metric.standing),
                                shown(metric.reason, 400)),
                    2, width);
  }
  text += flip_lines(comparison, width);
  for (const std::string& note : comparison.notes)
    text += wrapped("! " + shown(note, 400), 2, width);
  return text;
}

}  // namespace assay
