// Code of javascript and python assertions as assay's scripts run it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace assay {

enum class CodeLanguage { javascript, python };

// A function of a file, "file://check.js:fn".
struct ScriptFile {
  std::string file;
  std::string function;  // "": the one that the language has for it
  std::string refused;
};
// Of a value that begins with "file://".
ScriptFile read_script_file(std::string_view value);

struct ScriptCode {
  std::string code;  // one line is an expression, several are a body
  std::string note;
  std::string refused;
};
// The code with its templates as variables: `'{{city}}'` is '' + vars["city"] + ''.
ScriptCode replace_templates(std::string_view code, CodeLanguage language);

// What promptfoo makes of one line that begins with `const`: a body whose last expression is
// returned. Any other code comes back as it is.
std::string body_of_declarations(std::string_view code);

// Whether several lines say `return` anywhere outside of texts and comments.
bool has_return(std::string_view code);

// `code` with `output` parsed first where it is JSON.
std::string with_parsed_output(std::string_view code, CodeLanguage language);

// JavaScript that judges what `transform`, JavaScript too, makes of `output`, a text or not.
std::string with_transform(std::string_view code, std::string_view transform);
// `code` with the calls of a reply without a text as its `output`, as OpenAI writes them.
std::string with_calls(std::string_view code, CodeLanguage language);

// `code` judged as promptfoo judges what it gives: a number passes above 0, or from `threshold` on,
// whatever it is; a score beyond 0 and 1 counts as the nearer of them; what is thrown is a fail,
// under `not-` (`inverse`) too, and so is code that is not of the language.
std::string judged_as_there(std::string_view code, CodeLanguage language,
                            std::optional<double> threshold, bool inverse);

}  // namespace assay
