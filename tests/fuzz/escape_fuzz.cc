// The reporters' escapes: what they write reads back as what went in (invalid
// UTF-8 replaced), and holds nothing that its reader would act on.
#include <csv.h>

#include <sstream>
#include <string>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/text.h"
#include "reporters/csv_writer.h"
#include "reporters/html/escape.h"
#include "reporters/json_writer.h"
#include "reporters/markdown_text.h"
#include "reporters/xml.h"
#include "tests/fuzz/fuzz_target.h"

namespace {

using assay::require;

void expect_inert_in_logs(std::string_view text) {
  require(assay::is_valid_utf8(text));
  for (std::size_t at = 0; at < text.size(); at += assay::code_point_at(text, at).length) {
    require(!assay::is_terminal_control(assay::code_point_at(text, at).value));
  }
  require(text.find("##[") == text.npos && text.find("##vso[") == text.npos);
  for (const std::string_view line : assay::split(text, '\n')) {
    require(!assay::trim(line).starts_with("::"));
  }
}

void check_json(std::string_view input, const std::string& valid) {
  std::ostringstream out;
  {
    assay::JsonWriter json(out);
    json.begin_object(assay::Layout::line);
    json.key(input);
    json.text(input);
    json.end_object();
  }
  expect_inert_in_logs(out.str());
  const auto read = assay::parse_json(out.str());
  require(read.has_value() && read->size() == 1 && (*read)[valid] == valid);
  const std::string island = assay::html::escape_island(out.str());
  require(island.find_first_of("<>&") == island.npos);
  const auto from_island = assay::parse_json(island);
  require(from_island.has_value() && *from_island == *read);
}

std::vector<std::string> fields_of(const std::string& csv) {
  std::vector<std::string> fields;
  csv_parser parser;
  require(csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) == 0);
  const auto on_field = [](void* field, std::size_t size, void* data) {
    static_cast<std::vector<std::string>*>(data)->emplace_back(static_cast<const char*>(field),
                                                               size);
  };
  require(csv_parse(&parser, csv.data(), csv.size(), on_field, nullptr, &fields) == csv.size());
  require(csv_fini(&parser, on_field, nullptr, &fields) == 0);
  csv_free(&parser);
  return fields;
}

std::string without_guards(std::string text) {
  std::string out;
  for (const char c : text) {
    if (c == '\0')
      out += "\xEF\xBF\xBD";
    else if (c != '\'')
      out += c;
  }
  return out;
}

void check_csv(std::string_view input, const std::string& valid) {
  std::ostringstream out;
  {
    assay::CsvWriter csv(out);
    csv.text(input);
    csv.text(input);
    csv.end_row();
  }
  const std::vector<std::string> fields = fields_of(out.str());
  require(fields.size() == 2 && fields[0] == fields[1]);
  require(without_guards(fields[0]) == without_guards(valid));
  require(std::string_view("=+-@\t\r\n").find(fields[0].empty() ? 'x' : fields[0][0]) ==
          std::string_view::npos);
}

// Nothing but character references and the five entities is behind a "&".
std::string read_xml(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    require(text[0] != '<' && text[0] != '>' && text[0] != '"');
    if (text[0] != '&') {
      out += text[0];
      text.remove_prefix(1);
      continue;
    }
    const std::size_t end = text.find(';');
    require(end != text.npos);
    const std::string name(text.substr(1, end - 1));
    if (name == "amp")
      out += '&';
    else if (name == "lt")
      out += '<';
    else if (name == "gt")
      out += '>';
    else if (name == "quot")
      out += '"';
    else if (name == "#39")
      out += '\'';
    else if (name == "#13")
      out += '\r';
    else {
      require(name.starts_with("#x"));
      const auto json =
          assay::parse_json("\"\\u" + std::string(6 - name.size(), '0') + name.substr(2) + "\"");
      require(json.has_value());
      out += json->get<std::string>();
    }
    text.remove_prefix(end + 1);
  }
  return out;
}

bool has_only_xml_characters(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); at += assay::code_point_at(text, at).length) {
    const auto c = assay::code_point_at(text, at).value;
    if (c < 0x20 && c != '\t' && c != '\n' && c != '\r') return false;
    if (c == 0x7F || c == 0xFFFE || c == 0xFFFF) return false;
  }
  return true;
}

void check_markup(std::string_view input, const std::string& valid) {
  const std::string xml = assay::xml_escape(input);
  expect_inert_in_logs(xml);
  const std::string read = read_xml(xml);
  require(has_only_xml_characters(read));
  if (has_only_xml_characters(valid)) require(read == valid);
  const std::string html = assay::html::escape_text(input);
  require(assay::is_valid_utf8(html) && html.find('\'') == html.npos);
  if (assay::excerpt(valid, valid.size()) == valid && valid.find("\xE2") == valid.npos) {
    require(read_xml(html) == valid);  // with neither controls nor bidi there is no change
  }
}

}  // namespace

FUZZ_TARGET(escape) {
  const std::string valid = assay::to_valid_utf8(input);
  check_json(input, valid);
  check_csv(input, valid);
  check_markup(input, valid);
  const std::string safe = assay::terminal_safe(input);
  expect_inert_in_logs(safe);
  require(assay::terminal_safe(safe) == safe);
  const std::string markdown = assay::markdown_text(input, 200);
  expect_inert_in_logs(markdown);
  require(markdown.find_first_of("<>\n\r") == markdown.npos);
}
