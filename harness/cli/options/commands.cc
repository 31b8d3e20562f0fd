#include "harness/cli/options/commands.h"

#include <algorithm>
#include <iterator>

#include "harness/cli/options/option_rows.h"

namespace assay {
namespace {

constexpr std::string_view kSuiteOperand =
    "SUITE  a YAML file: models, prompts, cases, expectations (docs/suite-format.md)";
constexpr std::string_view kRunOperand =
    "RUN  a run's id, the beginning of one, or latest (the default); `assay list runs` has them";

constexpr std::string_view kRunExits =
    "0  every gate passed (without gates: every cell)\n"
    "1  a gate failed (without gates: a cell)\n"
    "2  the suite or the command line is wrong; nothing was sent\n"
    "3  infrastructure: a key, a provider, the disk, output that cannot be written, too many "
    "errors\n"
    "4  inconclusive: the data decide nothing\n"
    "5  nothing was selected\n"
    "6  a cost or time cap was reached; --resume goes on\n"
    "130, 143  interrupted; --resume goes on";
constexpr std::string_view kScoreExits =
    "0  every gate passed (without gates: every cell)\n"
    "1  a gate failed (without gates: a cell)\n"
    "2  the suite, the run or the command line is wrong\n"
    "3  infrastructure: the Store, the disk, output that cannot be written, too many errors\n"
    "4  inconclusive: the data decide nothing";
constexpr std::string_view kCheckExits =
    "0  the suites are right\n"
    "2  a suite or the command line is wrong\n"
    "3  what it says could not be written\n"
    "5  nothing was selected";
constexpr std::string_view kPlanExits =
    "0  done\n"
    "2  the suite or the command line is wrong\n"
    "3  infrastructure: the Store, output that cannot be written, or a provider that was asked\n"
    "5  nothing was selected";
constexpr std::string_view kCompareExits =
    "0  better, or no worse\n"
    "1  worse\n"
    "2  the command line is wrong, or the two cannot be compared\n"
    "3  infrastructure: the Store, output that cannot be written\n"
    "4  inconclusive";
constexpr std::string_view kStoreExits =
    "0  done\n"
    "2  the command line is wrong, or there is no such thing\n"
    "3  infrastructure: the Store (a damaged run, too), the disk, output that cannot be written";
constexpr std::string_view kModelsExits =
    "0  done\n"
    "2  no such provider, or its key is not set\n"
    "3  the provider did not answer, or output cannot be written";
constexpr std::string_view kServerExits =
    "0  ended by Ctrl-C\n"
    "2  the command line or the file is wrong\n"
    "3  infrastructure: the port is taken, or output cannot be written";
constexpr std::string_view kTextExits =
    "0  done\n"
    "2  the command line is wrong\n"
    "3  what it says could not be written";

constexpr CommandRow kRows[] = {
    {"run", "[SUITE...]", 0, -1, kSelect | kSpend | kStore | kReport | kJudge,
     "run what is missing, score, report, gate", kSuiteOperand, kRunExits,
     "assay run suites/faq.yaml\n"
     "assay run suites/faq.yaml --model mini --case 'refund-*' --max-cost 0.50\n"
     "assay run suites/faq.yaml -o junit=junit.xml -o markdown=summary.md",
     run_command},
    {"check", "SUITE...", 1, -1, kSelect | kCheck, "validate suites; spends nothing", kSuiteOperand,
     kCheckExits, "assay check suites/*.yaml", check_command},
    {"plan", "SUITE", 1, 1, kSelect | kPlan, "cells, requests, tokens and cost, without a call",
     kSuiteOperand, kPlanExits,
     "assay plan suites/faq.yaml\n"
     "assay plan suites/faq.yaml --mde 0.03 --from latest",
     plan_command},
    {"score", "[RUN] [SUITE]", 0, 2, kStore | kReport | kJudge,
     "score stored replies again with the suite as it is now",
     "RUN  a run's id, the beginning of one, or latest (the default); `assay list runs` has them\n"
     "SUITE  where the run's suite is now (default: where it was)",
     kScoreExits,
     "assay score\n"
     "assay score faq-20261123T145308Z-00ff -o json=-",
     score_command},
    {"report", "[RUN]", 0, 1, kStore | kReport | kReprint, "write a stored run's reports again",
     kRunOperand, kStoreExits,
     "assay report\n"
     "assay report latest -o markdown=-",
     report_command},
    {"view", "[RUN]", 0, 1, kView, "show the Store's runs in a browser, live while one is going",
     kRunOperand, kServerExits, "assay view --port 8080", view_command},
    {"label", "[RUN]", 0, 1, kLabel,
     "label answers of a run by hand, blind, as a gold file: the yardstick of judges", kRunOperand,
     "0  done, or ended by q; the same command goes on\n"
     "2  the command line or the gold file is wrong, or there is nothing to label\n"
     "3  infrastructure: the Store, the disk, output that cannot be written\n"
     "130, 143  interrupted; every label given so far is kept",
     "assay label\n"
     "assay label latest --n 60 --by verdict --rater ann -o gold/strict.jsonl",
     label_command},
    {"compare", "BASELINE CANDIDATE", 2, 2, kStore | kCompare,
     "paired comparison of two variants, runs or baselines",
     "BASELINE  what is there now: VARIANT or model=NAME,... of the latest run, RUN, RUN:VARIANT "
     "or "
     "stored:NAME\n"
     "CANDIDATE  what may replace it, named in the same ways",
     kCompareExits,
     "assay compare old new\n"
     "assay compare previous latest\n"
     "assay compare stored:main latest --margin 0.02",
     compare_command},
    {"baseline", "ACTION [NAME] [RUN]", 1, 3, kStore | kBaseline,
     "keep what a run measured as a file: save, accept, list or rm",
     "ACTION  save NAME [RUN[:VARIANT]], accept NAME [RUN[:VARIANT]] --reason TEXT, list, rm NAME\n"
     "NAME  the baseline's name; suites and compare call it stored:NAME\n"
     "RUN  a run's id, the beginning of one, or latest (the default)",
     kStoreExits,
     "assay baseline save main\n"
     "assay baseline accept main latest --reason 'new prompt, reviewed'\n"
     "assay baseline list",
     baseline_command, "save accept list rm"},
    {"list", "WHAT [NAME]", 1, 2, kStore,
     "what there is to name: runs, models, expectations, metrics and more",
     "WHAT  runs, models, providers, dialects, expectations, extractors, normalisers, reporters, "
     "metrics or parameters\n"
     "NAME  only these (a glob)",
     kStoreExits,
     "assay list expectations\n"
     "assay list metrics 'latency_*'",
     list_command},
    {"models", "PROVIDER", 1, 1, kModels, "ask a provider which models it has",
     "PROVIDER  a preset; `assay list providers` has them", kModelsExits,
     "assay models modelslab --env-file .env", models_command},
    {"serve", "FILE", 1, 1, kServe, "run the built-in model server",
     "FILE  a YAML file of simulated models (docs/model-server.md)", kServerExits,
     "assay serve suites/quickstart.models.yaml --port 8000", serve_command},
    {"prune", "", 0, 0, kPrune, "remove old runs, their reports and records; replies stay", "",
     kStoreExits,
     "assay prune --keep 10 --dry-run\n"
     "assay prune --keep 10",
     prune_command},
    {"store", "ACTION [STORE]", 1, 2, kStore, "check whether the Store is as it was written",
     "ACTION  check: look at every row and page, and name what is damaged\n"
     "STORE  the file (default: that of --store)",
     "0  all is as it was written\n"
     "2  the command line is wrong, or there is no such Store\n"
     "3  something is damaged or cannot be read",
     "assay store check\n"
     "assay store check backup/assay.db",
     store_command, "check"},
    {"prices", "[ACTION]", 0, 1, kPrices, "list what models cost, or take over somebody's list",
     "ACTION  update: read a list of LiteLLM's or OpenRouter's into the table of prices\n"
     "  (default: list the table, that of the program with the file's rows over it)",
     "0  done\n"
     "2  the command line, the list or the table is wrong\n"
     "3  the table, or what it says, could not be written",
     "assay prices\n"
     "assay prices update --from model_prices_and_context_window.json",
     prices_command, "update"},
    {"import", "WHAT [FORMAT] [FILE...]", 1, 100, kImport | kStore | kReport,
     "bring what was made elsewhere: a suite, or outputs as a run that is scored without a call",
     "WHAT  promptfoo (a configuration becomes a suite, with an account of every part of it),\n"
     "  openai-evals (a hosted eval of OpenAI's does) or outputs (what another tool wrote becomes\n"
     "  a run)\n"
     "FORMAT  of outputs: jsonl, csv, promptfoo, openai-batch, gemini-batch, anthropic-batch,\n"
     "  openai-evals, deepeval, lm-eval or inspect\n"
     "FILE  what the other tool wrote; of promptfoo the configuration, or the folder to look for\n"
     "  one in (default: here); of openai-evals the eval, and its runs, output items and data",
     "0  all of it is here, and outputs passed\n"
     "1  outputs: a gate failed, or without gates a case did\n"
     "2  it cannot be read, or nothing of it can run\n"
     "3  something could not be written; outputs: errors alone\n"
     "4  of a suite something is only approximated, or is not in it: the account names it; of\n"
     "   outputs a gate could not be decided",
     "assay import promptfoo\n"
     "assay import promptfoo evals/promptfooconfig.yaml -o evals/faq.yaml\n"
     "assay import openai-evals eval.json runs.json data.jsonl\n"
     "assay import outputs jsonl answers.jsonl --map case=id,output=answer,model=model\n"
     "assay import outputs openai-batch batch_output.jsonl --suite suites/faq.yaml",
     import_command, "promptfoo openai-evals outputs"},
    {"export", "WHAT SUITE", 2, 2, kSelect | kExport,
     "write a suite's requests as a batch file, or its cases for other tools",
     "WHAT  batch (requests of OpenAI's form), openai-evals or jsonl (cases)\n"
     "SUITE  a YAML file: models, prompts, cases, expectations (docs/suite-format.md)",
     kPlanExits,
     "assay export batch suites/faq.yaml --model mini -o batch.jsonl\n"
     "assay export jsonl suites/faq.yaml -o cases.jsonl",
     export_command, "batch openai-evals jsonl"},
    {"init", "[FOLDER]", 0, 1, 0, "write a first suite",
     "FOLDER  where capitals.yaml goes (default: here)", kTextExits, "assay init my-suites",
     init_command},
    {"completion", "SHELL", 1, 1, 0, "completion script for bash, zsh or fish",
     "SHELL  bash, zsh or fish", kTextExits,
     "source <(assay completion bash)\n"
     "source <(assay completion zsh)\n"
     "assay completion fish > ~/.config/fish/completions/assay.fish",
     completion_command, "bash zsh fish"},
    {"help", "[COMMAND]", 0, 1, 0, "what a command does, takes and answers",
     "COMMAND  one of the commands (default: all of them, a line each)", kTextExits,
     "assay help run", help_command},
};

}  // namespace

std::span<const CommandRow> command_rows() {
  return kRows;
}

const CommandRow* find_command(std::string_view name) {
  const auto found = std::find_if(std::begin(kRows), std::end(kRows),
                                  [&](const CommandRow& row) { return row.name == name; });
  return found == std::end(kRows) ? nullptr : found;
}

std::vector<std::string> command_names() {
  std::vector<std::string> names;
  for (const CommandRow& row : kRows) names.emplace_back(row.name);
  return names;
}

}  // namespace assay
