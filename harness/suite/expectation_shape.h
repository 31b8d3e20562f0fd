// How an expectation is written in a suite. The table of all expectations is in
// score/; the loader is handed its shapes, so that a suite is refused or
// accepted by exactly that table and suite/ needs no scoring code.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"

namespace assay {

enum class ValueType {
  text,       // any scalar, kept as text
  text_list,  // one text or a list of them
  pattern,    // an RE2 pattern
  number,
  integer,
  boolean,
  json,          // any YAML value
  file_or_json,  // a map inline, or a path inside the suite's folder, read at load
  none,          // written without a value: `- no_tool_call`
};

struct ArgumentShape {
  std::string_view name;
  ValueType type;
  bool required = false;
  std::string_view help = {};
};

struct ExpectationShape {
  std::string_view name;
  std::string_view help;
  // The argument that `name: value` fills when value is not a map of arguments;
  // empty: a map is required (or nothing, when no argument is).
  std::string_view shorthand;
  std::span<const ArgumentShape> arguments;
  // Refuses arguments that types cannot express (a pattern RE2 rejects, a
  // schema that is none); nullopt is fine. Called at load when no argument
  // holds a template, and again when templates were rendered.
  std::optional<std::string> (*check)(const Json& arguments) = nullptr;
  // Whether `extract:` and `normalise:` mean something to it. What `normalise:`
  // says reaches a row as an argument of that name.
  bool reads_text = false;
  bool normalises = false;
  // Judges are asked: the loader leaves `by` as the list of those of the suite that are
  // meant, and takes `model` for one that the suite does not name.
  bool asks_judges = false;
  // People are asked: the loader reads the file of labels that its argument `labels` names,
  // and names one where it does not.
  bool asks_people = false;
  // A model that embeds is asked: the loader leaves `by` as the name of the one that is meant,
  // and takes `model` as of judges.
  bool asks_embedder = false;
  // Its judgements may bring metrics whose names the suite does not tell: a gate may then be
  // on any.
  bool brings_metrics = false;
  // A script of the suite's is run: the loader reads its file, and tells a file from code.
  bool runs_scripts = false;
};

}  // namespace assay
