// `prompts`: where their texts are.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/base/text.h"
#include "harness/import/promptfoo/importer.h"
#include "harness/suite/csv_cells.h"

namespace assay {
namespace {

constexpr std::array<std::string_view, 8> kTexts = {".txt",   ".md",   ".j2",  ".json",
                                                    ".jsonl", ".yaml", ".yml", ".csv"};
constexpr std::array<std::string_view, 7> kPrograms = {".js", ".cjs", ".mjs", ".ts",
                                                       ".py", ".rb",  ".go"};

template <std::size_t N>
bool is_among(const std::array<std::string_view, N>& extensions, std::string_view extension) {
  return std::find(extensions.begin(), extensions.end(), extension) != extensions.end();
}

// promptfoo takes a text for a path when it looks like one.
bool looks_like_path(std::string_view text) {
  if (text.find_first_of("\n{") != std::string_view::npos || text.size() > 300) return false;
  const std::string extension = extension_of(text);
  if (is_among(kTexts, extension) || is_among(kPrograms, extension))
    return text.find(' ') == std::string_view::npos || text.find('/') != std::string_view::npos;
  return text.find('*') != std::string_view::npos && text.find('/') != std::string_view::npos;
}

std::string stem_of(std::string_view name) {
  const std::size_t slash = name.rfind('/');
  std::string_view last = slash == std::string_view::npos ? name : name.substr(slash + 1);
  return std::string(last.substr(0, last.rfind('.')));
}

// Texts between lines of three dashes.
std::vector<std::string> parts_of(std::string_view text) {
  std::vector<std::string> parts;
  std::string part;
  const auto end = [&] {
    if (!trim(part).empty()) parts.emplace_back(trim(part));
    part.clear();
  };
  for (const std::string_view line : split(text, '\n')) {
    if (trim(line) == "---")
      end();
    else
      part += std::string(line.ends_with('\r') ? line.substr(0, line.size() - 1) : line) + "\n";
  }
  end();
  return parts;
}

struct PromptSource {
  std::string label;
  const YamlNode* config = nullptr;
  Position at;
};

void add_parts(Importer& importer, const std::vector<std::string>& parts, const std::string& file,
               const PromptSource& source) {
  for (std::size_t i = 0; i < parts.size(); ++i) {
    std::string id = source.label.empty() ? stem_of(file) : source.label;
    if (parts.size() > 1) id += fmt::format("-{}", i + 1);
    add_prompt(importer, parts[i], id, source.at, source.config,
               {source.label, file, "file://" + file, stem_of(file)});
  }
}

Result<std::vector<std::string>> column_of_prompts(const SourceFile& file) {
  std::vector<std::string> parts;
  auto dialect = find_csv_dialect(file.text, CsvFormat{std::nullopt, false});
  if (!dialect) {
    for (const std::string_view line : split(file.text, '\n'))
      if (!trim(line).empty() && trim(line) != "prompt") parts.emplace_back(trim(line));
    return parts;
  }
  CsvCells cells(file.text, *dialect);
  std::vector<CsvCell> row;
  std::optional<std::size_t> column;
  for (;;) {
    const auto more = cells.next(row);
    if (!more)
      return usage_error(
          fmt::format("{}:{}: {}", file.name, more.error().line, more.error().message));
    if (!*more) return parts;
    if (!column) {
      const auto found = std::find_if(
          row.begin(), row.end(), [](const CsvCell& cell) { return trim(cell.text) == "prompt"; });
      column = found == row.end() ? 0 : static_cast<std::size_t>(found - row.begin());
      if (found != row.end()) continue;
    }
    if (*column < row.size()) parts.push_back(row[*column].text);
  }
}

// With what each text "file://..." names in its place, from the configuration's folder.
Result<void> put_files(Importer& importer, OrderedJson& value) {
  if (value.is_structured())
    for (OrderedJson& member : value) ASSAY_CHECK(put_files(importer, member));
  if (!value.is_string()) return {};
  const std::string text = value.get<std::string>();
  const std::string_view name = file_name_in(text);
  if (name.empty()) return {};
  const std::string extension = extension_of(name);
  if (extension == ".yaml" || extension == ".yml" || extension == ".json") {
    ASSAY_TRY(const YamlNode* const tree, importer.files.read_tree(name));
    ASSAY_TRY(value, parse_ordered_json(ordered_json(*tree), kMaxYamlDepth));
    return {};
  }
  ASSAY_TRY(const SourceFile* const file, importer.files.read_text(name));
  value = file->text;
  return {};
}

// A prompt in YAML is one in JSON there; where that cannot be made, its text as it stands.
std::string text_of_yaml(Importer& importer, const std::string& name, const SourceFile& file) {
  const Result<const YamlNode*> tree = importer.files.read_tree(name);
  if (!tree || (*tree)->is_null()) return file.text;
  Result<OrderedJson> json = parse_ordered_json(ordered_json(**tree), kMaxYamlDepth);
  if (!json || !put_files(importer, *json)) return file.text;
  return dump_ordered_json(*json);
}

Result<std::vector<std::string>> parts_of_file(Importer& importer, const std::string& name) {
  const std::string extension = extension_of(name);
  ASSAY_TRY(const SourceFile* const file, importer.files.read_text(name));
  if (extension == ".yaml" || extension == ".yml")
    return std::vector<std::string>{text_of_yaml(importer, name, *file)};
  if (extension == ".csv") return column_of_prompts(*file);
  if (extension == ".txt") return parts_of(file->text);
  if (extension == ".jsonl") {
    std::vector<std::string> parts;
    for (const std::string_view line : split(file->text, '\n'))
      if (!trim(line).empty()) parts.emplace_back(trim(line));
    return parts;
  }
  return std::vector<std::string>{file->text};
}

void add_file(Importer& importer, std::string_view pattern, const PromptSource& source) {
  const std::string what = fmt::format("prompt {}", excerpt(pattern, 80));
  if (is_among(kPrograms, extension_of(pattern)))
    return add_generated_prompt(importer, pattern, source.label, source.at, source.config);
  const Result<std::vector<std::string>> names = importer.files.expand(pattern);
  if (!names)
    return importer.account.add(source.at, what, ImportOutcome::refused, names.error().message);
  for (const std::string& name : *names) {
    const Result<std::vector<std::string>> parts = parts_of_file(importer, name);
    if (!parts)
      importer.account.add(source.at, what, ImportOutcome::refused, parts.error().message);
    else if (parts->empty())
      importer.account.add(source.at, what, ImportOutcome::refused, "the file is empty");
    else
      add_parts(importer, *parts, name, source);
  }
}

void add_source(Importer& importer, std::string_view text, const PromptSource& source) {
  const std::string_view named = file_name_in(text);
  if (!named.empty()) return add_file(importer, named, source);
  for (const std::string_view scheme :
       {"exec:", "python:", "langfuse://", "portkey://", "helicone://", "https://", "http://"}) {
    if (!text.starts_with(scheme)) continue;
    return importer.account.add(
        source.at, fmt::format("prompt {}", excerpt(text, 80)), ImportOutcome::refused,
        fmt::format("prompts of '{}' are not read; save the text as a file", scheme));
  }
  if (looks_like_path(text)) return add_file(importer, text, source);
  add_prompt(importer, text, source.label, source.at, source.config, {source.label});
}

void add_map(Importer& importer, const YamlNode& node) {
  const YamlNode* const label = node.find("label");
  const YamlNode* const id = node.find("id");
  const YamlNode* const raw =
      node.find("raw") != nullptr ? node.find("raw") : node.find("template");
  const std::vector<std::string> known = {"id",     "label",    "raw",    "template",
                                          "config", "function", "display"};
  bool knows_any = false;
  for (std::size_t i = 0; i < node.entries(); ++i) {
    const YamlNode& key = node.key(i);
    if (std::find(known.begin(), known.end(), key.text) != known.end()) knows_any = true;
  }
  // {prompts/a.txt: label}
  if (!knows_any && node.entries() > 0 && looks_like_path(node.key(0).text)) {
    for (std::size_t i = 0; i < node.entries(); ++i)
      add_source(importer, node.key(i).text,
                 {text_of(node.value(i)), nullptr, node.key(i).position()});
    return;
  }
  for (std::size_t i = 0; i < node.entries(); ++i)
    if (std::find(known.begin(), known.end(), node.key(i).text) == known.end())
      tell_unknown_key(importer, node.key(i), "a prompt", known);
  PromptSource source{label != nullptr ? text_of(*label) : "", node.find("config"),
                      node.position()};
  const bool id_is_label = raw != nullptr && id != nullptr && source.label.empty();
  if (id_is_label) source.label = text_of(*id);
  const YamlNode* const text = raw != nullptr ? raw : id;
  if (text == nullptr || (!text->is_scalar() && !text->is_list())) {
    return importer.account.add(
        node.position(), "a prompt", ImportOutcome::refused,
        "it has neither 'raw' nor 'id', so promptfoo has no text for it either");
  }
  if (text->is_list())
    return add_prompt(importer, ordered_json(*text), source.label, source.at, source.config,
                      {source.label});
  add_source(importer, text_of(*text), source);
}

}  // namespace

void import_prompts(Importer& importer, const YamlNode* prompts) {
  if (prompts == nullptr) return;
  if (prompts->is_scalar())
    return add_source(importer, text_of(*prompts), {"", nullptr, prompts->position()});
  if (prompts->is_map()) return add_map(importer, *prompts);
  for (const YamlNode* const item : prompts->children) {
    if (item->is_scalar())
      add_source(importer, text_of(*item), {"", nullptr, item->position()});
    else if (item->is_map())
      add_map(importer, *item);
    else if (item->is_list())
      add_prompt(importer, ordered_json(*item), "", item->position(), nullptr, {});
  }
}

}  // namespace assay
