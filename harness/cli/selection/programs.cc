#include "harness/cli/selection/programs.h"

#include "harness/cli/selection/scripts.h"

namespace assay {
namespace {

ScriptSource source_of(const Program& program) {
  ScriptSource source;
  source.kind = program.kind;
  source.command = program.command;
  source.file = program.file;
  source.function = program.function;
  source.env = program.env;
  return source;
}

template <class T>
Result<T> of_provider(const std::string& name, Result<T> result) {
  if (!result) result.error().message = "provider '" + name + "': " + result.error().message;
  return result;
}

}  // namespace

PlannedPrograms PlannedPrograms::of(const Plan& plan) {
  PlannedPrograms planned;
  planned.folder_ = script_folder(plan);
  const auto add = [&](const Model& model) {
    const Provider& provider = plan.suite->providers[model.provider];
    if (provider.program) planned.programs_.emplace(provider.name, provider.program);
  };
  for (const Variant& variant : plan.variants) add(plan.suite->models[variant.model]);
  for (const JudgeModel& judge : plan.suite->judges) add(judge.model);
  return planned;
}

std::vector<std::string> PlannedPrograms::shown() const {
  std::vector<std::string> shown;
  for (const auto& [name, program] : programs_) shown.push_back(shown_source(source_of(*program)));
  return shown;
}

Result<void> PlannedPrograms::find() const {
  for (const auto& [name, program] : programs_)
    ASSAY_CHECK(of_provider(name, find_script(source_of(*program), folder_)));
  return {};
}

Result<std::map<std::string, AnsweringProgram>> PlannedPrograms::as_started() const {
  std::map<std::string, AnsweringProgram> started;
  for (const auto& [name, program] : programs_) {
    AnsweringProgram& made = started[name];
    ASSAY_TRY(made.program,
              of_provider(name, script_program(source_of(*program), ScriptUse::answer, folder_)));
    made.speaks_lines = program->manner == Program::Manner::lines;
  }
  return started;
}

}  // namespace assay
