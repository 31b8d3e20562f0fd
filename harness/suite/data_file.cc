#include "harness/suite/data_file.h"

#include <fmt/format.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "harness/base/file.h"
#include "harness/base/text.h"

namespace assay {
namespace {

enum class Format { csv, tsv, json_lines, json_list, yaml };

struct Extension {
  std::string_view name;
  Format format;
};
constexpr Extension kExtensions[] = {
    {".csv", Format::csv},           {".tsv", Format::tsv},        {".jsonl", Format::json_lines},
    {".ndjson", Format::json_lines}, {".json", Format::json_list}, {".yaml", Format::yaml},
    {".yml", Format::yaml},
};

std::optional<Format> format_of(const YamlNode& from, Diagnostics& diagnostics) {
  const std::string extension =
      to_lower_ascii(std::filesystem::path(from.text).extension().string());
  std::string known;
  for (const Extension& row : kExtensions) {
    if (row.name == extension) return row.format;
    known += (known.empty() ? "" : ", ") + std::string(row.name);
  }
  const std::string_view hint =
      extension == ".xlsx" || extension == ".xls" ? "; save the sheet as \"CSV UTF-8\"" : "";
  diagnostics.error(from.position(),
                    fmt::format("'from' must name a data set by one of {}{}", known, hint));
  return std::nullopt;
}

// A character, or the name of one that is hard to see in YAML.
std::optional<char> read_delimiter(const YamlNode& node, Diagnostics& diagnostics) {
  if (node.is_scalar() && node.text == "tab") return '\t';
  if (node.is_scalar() && node.text.size() == 1 && is_csv_delimiter(node.text.front())) {
    return node.text.front();
  }
  diagnostics.error(node.position(),
                    "'delimiter' must be tab or one character that is no letter, "
                    "digit or quote, such as \";\"");
  return std::nullopt;
}

}  // namespace

void read_data_file(SuiteFiles& files, const YamlNode& from, const YamlNode* delimiter,
                    RowNames& names, Diagnostics& diagnostics, const RowSink& sink,
                    const SourceFile*& file) {
  const std::optional<Format> format = format_of(from, diagnostics);
  if (!format) return;
  CsvFormat csv;
  csv.is_tsv = format == Format::tsv;
  if (delimiter != nullptr) {
    if (format != Format::csv && format != Format::tsv) {
      diagnostics.error(delimiter->position(), "'delimiter' goes with a .csv or .tsv file only");
      return;
    }
    csv.delimiter = read_delimiter(*delimiter, diagnostics);
    if (!csv.delimiter) return;
  }
  if (format == Format::yaml) {
    const YamlNode* root = files.read_yaml(from);
    if (root == nullptr) return;
    file = root->file;
    read_yaml_rows(*root, names, diagnostics, sink);
    return;
  }
  SourceFile* text = files.read(from, kMaxDataBytes);
  if (text == nullptr) return;
  file = text;
  if (format == Format::json_lines) {
    read_jsonl(*text, names, diagnostics, sink);
  } else if (format == Format::json_list) {
    read_json_list(*text, names, diagnostics, sink);
  } else {
    read_csv(*text, csv, names, diagnostics, sink);
  }
  std::string().swap(text->text);  // rows are copied; the name stays for messages
}

}  // namespace assay
