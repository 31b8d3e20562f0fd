// What a person is told of an import of somebody else's suite.
#pragma once

#include <filesystem>
#include <string>

#include "harness/base/result.h"
#include "harness/cli/options/options.h"
#include "harness/import/account.h"

namespace assay {

// The account as --json or as text, on stderr where the suite itself goes to stdout (`where` is
// "-"). `where` is the suite that was written; "": none was. `root`: what it is to be run with.
void print_account(const Account& account, const std::string& where, const Options& options,
                   const std::string& root = {});

// Where the suite goes: where -o says, else `usual`, which must not be there yet.
Result<std::filesystem::path> place_of_import(const std::filesystem::path& usual,
                                              const Options& options);

}  // namespace assay
