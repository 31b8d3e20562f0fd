#include "reporters/text_table.h"

#include <algorithm>
#include <string_view>

#include "harness/base/text.h"

namespace assay {
namespace {

constexpr std::size_t kIndent = 2;
constexpr std::size_t kGap = 2;

using Rows = std::vector<std::vector<std::string>>;

std::vector<std::size_t> widths_of(const std::vector<TableColumn>& columns, const Rows& rows) {
  std::vector<std::size_t> widths;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    std::size_t width = display_width(columns[c].title);
    for (const std::vector<std::string>& row : rows) {
      width = std::max(width, display_width(row[c]));
    }
    widths.push_back(width);
  }
  return widths;
}

std::size_t total(const std::vector<std::size_t>& widths, const std::vector<bool>& shown) {
  std::size_t sum = kIndent;
  for (std::size_t c = 0; c < widths.size(); ++c) {
    if (shown[c]) sum += widths[c] + kGap;
  }
  return sum - kGap;
}

// First the one column that may be cut gives way, then whole columns.
void fit(const std::vector<TableColumn>& columns, std::size_t width,
         std::vector<std::size_t>& widths, std::vector<bool>& shown) {
  const auto excess = [&] {
    const std::size_t now = total(widths, shown);
    return now > width ? now - width : 0;
  };
  const auto elastic = static_cast<std::size_t>(
      std::find_if(columns.begin(), columns.end(),
                   [](const TableColumn& column) { return column.least > 0; }) -
      columns.begin());
  if (elastic < columns.size() && widths[elastic] > columns[elastic].least) {
    widths[elastic] -= std::min(excess(), widths[elastic] - columns[elastic].least);
  }
  while (excess() > 0) {
    std::size_t victim = columns.size();
    for (std::size_t c = 0; c < columns.size(); ++c) {
      if (!shown[c] || columns[c].rank == 0) continue;
      if (victim == columns.size() || columns[c].rank > columns[victim].rank) victim = c;
    }
    if (victim == columns.size()) return;
    shown[victim] = false;
  }
}

void append_cell(std::string& line, const std::string& cell, std::size_t width, Align align) {
  const std::string text = elide_middle(cell, width);
  const std::size_t used = display_width(text);
  const std::size_t padding = width > used ? width - used : 0;
  if (align == Align::right) line.append(padding, ' ');
  line += text;
  if (align == Align::left) line.append(padding, ' ');
}

}  // namespace

std::string elide_middle(const std::string& text, std::size_t columns) {
  if (display_width(text) <= columns) return text;
  if (columns == 0) return {};
  // Code points at the cut are whole; widths are recounted as they are taken.
  const auto next = [&text](std::size_t at) {
    ++at;
    while (at < text.size() && continues_utf8(text[at])) ++at;
    return at;
  };
  const std::size_t head_columns = (columns - 1) / 2;
  std::size_t head = 0;
  while (head < text.size() && display_width(text.substr(0, next(head))) <= head_columns) {
    head = next(head);
  }
  std::size_t tail = head;
  const std::size_t tail_columns = columns - 1 - display_width(text.substr(0, head));
  while (tail < text.size() && display_width(std::string_view(text).substr(tail)) > tail_columns) {
    tail = next(tail);
  }
  return text.substr(0, head) + "…" + text.substr(tail);
}

std::string text_table(const std::vector<TableColumn>& columns, const Rows& rows,
                       std::size_t width) {
  std::vector<std::size_t> widths = widths_of(columns, rows);
  std::vector<bool> shown(columns.size(), true);
  fit(columns, width, widths, shown);
  std::string out;
  const auto append_line = [&](const auto& cell_at) {
    std::string line(kIndent, ' ');
    for (std::size_t c = 0; c < columns.size(); ++c) {
      if (!shown[c]) continue;
      append_cell(line, cell_at(c), widths[c], columns[c].align);
      line.append(kGap, ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  };
  append_line([&](std::size_t c) -> const std::string& { return columns[c].title; });
  for (const std::vector<std::string>& row : rows) {
    append_line([&](std::size_t c) -> const std::string& { return row[c]; });
  }
  return out;
}

std::string wrapped(std::string_view text, std::size_t indent, std::size_t width) {
  std::string lines;
  std::string line(indent, ' ');
  const auto end_line = [&] {
    line.erase(line.find_last_not_of(' ') + 1);
    // Made safe again: wrapping may have moved a CI command to the line's start.
    lines += terminal_safe(line) + "\n";
  };
  for (const std::string_view word : split(text, ' ')) {
    if (display_width(line) + display_width(word) > width && line.size() > indent) {
      end_line();
      line.assign(indent, ' ');
    }
    line += word;
    line += ' ';
  }
  end_line();
  return lines;
}

}  // namespace assay
