// assay completion: scripts made from the same tables as --help.
#include <iostream>

#include "harness/base/spelling.h"
#include "harness/base/text.h"
#include "harness/cli/commands.h"

namespace assay {
namespace {

std::string command_names() {
  std::vector<std::string> names;
  for (const CommandRow& row : command_rows()) names.emplace_back(row.name);
  return join(names, " ");
}

void bash() {
  std::cout << "_assay() {\n"
               "  local word=${COMP_WORDS[COMP_CWORD]}\n"
               "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
               "    COMPREPLY=($(compgen -W \"" << command_names() << " --help --version\" -- \"$word\"))\n"
               "    return\n"
               "  fi\n"
               "  case \"$word\" in -*) ;; *) COMPREPLY=($(compgen -f -- \"$word\")); return ;; esac\n"
               "  case \"${COMP_WORDS[1]}\" in\n";
  for (const CommandRow& row : command_rows()) {
    std::cout << "    " << row.name << ") COMPREPLY=($(compgen -W \""
              << join(option_names(row.name), " ") << "\" -- \"$word\")) ;;\n";
  }
  std::cout << "  esac\n}\ncomplete -o filenames -F _assay assay\n";
}

void zsh() {
  std::cout << "#compdef assay\nautoload -Uz bashcompinit && bashcompinit\n";
  bash();
}

void fish() {
  for (const CommandRow& row : command_rows()) {
    std::cout << "complete -c assay -n __fish_use_subcommand -a " << row.name << " -d '" << row.help
              << "'\n";
    for (const std::string& option : option_names(row.name)) {
      if (!option.starts_with("--")) continue;
      std::cout << "complete -c assay -n '__fish_seen_subcommand_from " << row.name << "' -l "
                << option.substr(2) << '\n';
    }
  }
}

}  // namespace

Result<ExitCode> completion_command(const Options& options) {
  const std::string& shell = options.operands[0];
  if (shell == "bash") bash();
  else if (shell == "zsh") zsh();
  else if (shell == "fish") fish();
  else return usage_error("no completion for '" + shell + "'" +
                          did_you_mean(shell, {"bash", "zsh", "fish"}) + " (bash, zsh or fish)");
  return ExitCode::ok;
}

}  // namespace assay
