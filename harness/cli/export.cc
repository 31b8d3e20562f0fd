// assay export WHAT SUITE: its requests or cases in another tool's form. Asks nobody.
#include <iostream>
#include <optional>

#include "harness/base/count_text.h"
#include "harness/base/file.h"
#include "harness/base/text.h"
#include "harness/cli/import/export_cases.h"
#include "harness/cli/options/commands.h"
#include "harness/cli/selection/selection.h"

namespace assay {
namespace {

struct ExportRow {
  std::string_view name;
  Result<Exported> (*write)(const Plan& plan, std::ostream& out);
};
constexpr ExportRow kExports[] = {
    {"batch", export_batch}, {"openai-evals", export_openai_evals}, {"jsonl", export_jsonl}};

const ExportRow* find_export(std::string_view name) {
  for (const ExportRow& row : kExports)
    if (row.name == name) return &row;
  return nullptr;
}

// A file is the whole one or the old one: what fails half way leaves nothing.
Result<Exported> write_export(const ExportRow& row, const Plan& plan,
                              const std::filesystem::path& file) {
  if (file.empty() || file == "-") return row.write(plan, std::cout);
  Result<Exported> exported = Exported{};
  ASSAY_CHECK(
      write_file_atomically(file, [&](std::ostream& out) { exported = row.write(plan, out); }));
  return exported;
}

}  // namespace

Result<ExitCode> export_command(const Options& options) {
  const ExportRow* const row = find_export(options.operands[0]);
  if (row == nullptr)
    return usage_error("assay export: there is no '" + excerpt(options.operands[0], 40) +
                       "'; there are batch, openai-evals and jsonl");
  const std::string& path = options.operands[1];
  ASSAY_TRY(const Selection selection, select_cells(path, options));
  if (is_empty(selection, path)) return ExitCode::no_cells;
  // Known to be good before a file is begun.
  std::ostream nowhere(nullptr);
  if (const Result<Exported> tried = row->write(selection.plan, nowhere); !tried)
    return tl::unexpected(tried.error());
  ASSAY_TRY(const Exported exported, write_export(*row, selection.plan, options.export_file));
  if (!options.quiet) {
    std::cerr << terminal_safe(exported.remarks) << "wrote "
              << counted(static_cast<std::int64_t>(exported.lines), "line") << '\n';
  }
  return ExitCode::ok;
}

}  // namespace assay
