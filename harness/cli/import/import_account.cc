#include "harness/cli/import/import_account.h"

#include <iostream>

#include "harness/base/text.h"

namespace assay {

void print_account(const Account& account, const std::string& where, const Options& options,
                   const std::string& root) {
  if (options.json) {
    std::cout << dump_json(account.to_json(), 2) << '\n';
    return;
  }
  if (options.quiet) return;
  std::ostream& out = where == "-" ? std::cerr : std::cout;
  out << terminal_safe(account.to_text());
  if (!where.empty() && where != "-")
    out << "wrote " << terminal_safe(where) << "\nnext: assay check " << terminal_safe(where)
        << (root.empty() ? "" : " --root " + terminal_safe(root)) << '\n';
}

Result<std::filesystem::path> place_of_import(const std::filesystem::path& usual,
                                              const Options& options) {
  if (!options.made_suite.empty()) return std::filesystem::path(options.made_suite);
  if (std::filesystem::exists(usual))
    return usage_error(usual.string() + " exists already; -o names another file, or this one");
  return usual;
}

}  // namespace assay
