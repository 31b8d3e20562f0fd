#include "harness/cli/commands.h"

namespace assay {
namespace {

constexpr CommandRow kRows[] = {
    {"run", "[SUITE...]", 0, -1, "run what is missing, score, report, gate", run_command},
    {"check", "SUITE...", 1, -1, "validate suites; spends nothing", check_command},
    {"plan", "SUITE", 1, 1, "cells, requests, tokens and cost, without a call", plan_command},
    {"score", "[RUN]", 0, 1, "score stored replies again with the suite as it is now", score_command},
    {"report", "[RUN]", 0, 1, "write a stored run's reports again", report_command},
    {"view", "[RUN]", 0, 1, "show the Store's runs in a browser, live while one is going",
     view_command},
    {"compare", "BASELINE CANDIDATE", 2, 2,
     "paired comparison: VARIANT or model=NAME,... of the latest run, RUN, RUN:VARIANT or stored:NAME",
     compare_command},
    {"baseline", "ACTION...", 1, 3,
     "save NAME [RUN[:VARIANT]], accept NAME [RUN[:VARIANT]] --reason TEXT, list, rm NAME",
     baseline_command},
    {"list", "WHAT", 1, 1,
     "runs, models, providers, dialects, expectations, reporters, metrics or parameters",
     list_command},
    {"models", "PROVIDER", 1, 1, "ask a provider which models it has", models_command},
    {"serve", "FILE", 1, 1, "run the built-in model server", serve_command},
    {"init", "[FOLDER]", 0, 1, "write a first suite", init_command},
    {"completion", "SHELL", 1, 1, "completion script for bash, zsh or fish", completion_command},
};

}  // namespace

std::span<const CommandRow> command_rows() { return kRows; }

}  // namespace assay
