// The providers of promptfoo that assay has no counterpart for: promptfoo's own package asks them
// (docs/programs.md, "Providers of promptfoo"). Internal to this folder.
#pragma once

#include <string_view>

namespace assay {

// Whether more stands in an id behind a prefix and a colon: the name of a model, mostly.
enum class IdRest { needed, optional, none };

struct ProviderFamily {
  std::string_view prefix;  // of its ids, up to a colon or their end: "bedrock", "openai:chatkit"
  // Variables of the environment that it reads to know whom to ask and as whom, with a space
  // between them; the first is where its key is looked for. "": none.
  std::string_view env;
  // What is to be installed beside promptfoo, as its messages say; "": nothing.
  std::string_view needs;
  // An application or a tool of somebody's rather than a model: its answer may be anything.
  bool is_application = false;
  IdRest rest = IdRest::needed;
};

// The one whose prefix says most of the id; nullptr where there is none. Names of files
// ("file://provider.rb") are of the language that reads them.
const ProviderFamily* find_family(std::string_view id);

// What of the id says that no text is answered, or none is asked: "embedding", "image"; "": nothing
// does. A family whose prefix says more than that is asked all the same ("google:live").
std::string_view textless_part(std::string_view id);

}  // namespace assay
