// assay completion: scripts that ask this program what may come next, so that they offer
// what its tables and the Store hold.
#include "harness/cli/completions.h"

#include <iostream>

#include "harness/cli/options/commands.h"

namespace assay {
namespace {

// A value that ends in '=' or '/' goes on: no blank after it.
constexpr std::string_view kBash = R"(_assay() {
  local IFS=$'\n'
  COMPREPLY=($(assay completion values "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
  COMPREPLY=("${COMPREPLY[@]// /\\ }")
  case "${COMPREPLY[0]-}" in *[=/]) compopt -o nospace ;; esac
}
complete -F _assay assay
)";

constexpr std::string_view kZsh = R"(#compdef assay
_assay() {
  local -a values open
  values=("${(@f)$(assay completion values "${(@)words[2,CURRENT]}" 2>/dev/null)}")
  open=(${(M)values:#*[=/]})
  values=(${values:#*[=/]})
  (( ${#values} )) && compadd -- $values
  (( ${#open} )) && compadd -S '' -- $open
}
compdef _assay assay
)";

constexpr std::string_view kFish = R"(function __assay_values
  set -l words (commandline -opc) (commandline -ct)
  assay completion values $words[2..-1] 2>/dev/null
end
complete -c assay -f -a '(__assay_values)'
)";

}  // namespace

Result<ExitCode> completion_command(const Options& options) {
  const std::string& shell = options.operands[0];
  if (shell == "values") {
    for (const std::string& value : completions(std::span(options.operands).subspan(1))) {
      std::cout << value << '\n';
    }
    return ExitCode::ok;
  }
  if (shell == "bash")
    std::cout << kBash;
  else if (shell == "zsh")
    std::cout << kZsh;
  else
    std::cout << kFish;
  return ExitCode::ok;
}

}  // namespace assay
