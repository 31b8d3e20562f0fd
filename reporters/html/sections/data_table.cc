#include "reporters/html/sections/data_table.h"

#include <algorithm>
#include <cmath>

namespace assay::html {
namespace {

void write_head(Markup& markup, const std::vector<DataColumn>& columns) {
  const Markup::Element head = markup.element("thead");
  const Markup::Element row = markup.element("tr");
  for (const DataColumn& column : columns) {
    markup.leaf("th", {{"scope", "col"}, {"class", column.is_number ? "number" : "words"}},
                column.title);
  }
}

void write_row(Markup& markup, const std::vector<DataColumn>& columns, const DataRow& data) {
  const Markup::Element row =
      data.is_marked ? markup.element("tr", {{"class", "marked"}}) : markup.element("tr");
  for (std::size_t column = 0; column < columns.size(); ++column) {
    const std::string& text = data.texts.at(column);
    if (column == 0) {
      markup.leaf("th", {{"scope", "row"}}, text);
    } else {
      markup.leaf("td", {{"class", columns[column].is_number ? "number" : "words"}}, text);
    }
  }
}

}  // namespace

void write_table(Markup& markup, std::string_view about, const std::vector<DataColumn>& columns,
                 const std::vector<DataRow>& rows) {
  const Markup::Element scroll = markup.element(
      "div", {{"class", "scroll"}, {"tabindex", 0}, {"role", "region"}, {"aria-label", about}});
  const Markup::Element table = markup.element("table", {{"class", "data"}});
  write_head(markup, columns);
  const Markup::Element body = markup.element("tbody");
  for (const DataRow& row : rows) write_row(markup, columns, row);
}

void write_numbers(Markup& markup, std::string_view about, const std::vector<DataColumn>& columns,
                   const std::vector<DataRow>& rows, std::string_view summary) {
  const Markup::Element details = markup.element("details", {{"class", "numbers"}, {"open", ""}});
  markup.leaf("summary", {}, summary);
  write_table(markup, about, columns, rows);
}

std::string estimate_text(const Estimated& estimate, Unit unit) {
  if (!estimate.value) return std::string(kAbsent);
  std::string text = with_unit(*estimate.value, unit);
  if (!estimate.low || !estimate.high) return text;
  // As many decimals as the value has, or the bounds of $0.0042 would be 0 and 0.
  const double smallest = std::fabs(*estimate.value);
  int decimals = 1;
  if (unit != Unit::percent && smallest > 0) {
    const int least = unit == Unit::usd ? 2 : 0;  // as usd_text() has it
    decimals = std::clamp(2 - static_cast<int>(std::floor(std::log10(smallest))), least, 12);
  }
  return text + " [" + interval_text(*estimate.low, *estimate.high, unit, decimals) + "]";
}

}  // namespace assay::html
