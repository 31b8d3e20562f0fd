#include "harness/score/json_schema_reference.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "harness/base/text.h"
#include "harness/score/arguments.h"

namespace assay {
namespace {

bool has_scheme(std::string_view uri) {
  const std::size_t colon = uri.find(':');
  return colon != std::string_view::npos && colon > 0 && uri.find_first_of("/?#") > colon;
}

// RFC 3986, section 5.2, but for dot segments: what they would name is not found.
std::string join_uri(std::string_view base, std::string_view relative) {
  if (base.empty() || has_scheme(relative)) return std::string(relative);
  base = base.substr(0, base.find_first_of("?#"));
  const std::size_t scheme_end = has_scheme(base) ? base.find(':') + 1 : 0;
  if (relative.starts_with("//")) return std::string(base.substr(0, scheme_end)).append(relative);
  std::size_t path = scheme_end;
  if (base.substr(path).starts_with("//")) path = std::min(base.find('/', path + 2), base.size());
  if (relative.starts_with('/')) return std::string(base.substr(0, path)).append(relative);
  const std::size_t slash = base.rfind('/');
  const bool has_folder = slash != std::string_view::npos && slash >= path;
  return std::string(base.substr(0, has_folder ? slash + 1 : path)).append(relative);
}

std::string percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned char byte = 0;
    const char* const from = text.data() + i + 1;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(from, from + 2, byte, 16).ptr == from + 2) {
      decoded += static_cast<char>(byte);
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

}  // namespace

tl::unexpected<Error> wrong_schema(const std::string& pointer, std::string_view what) {
  return usage_error(fmt::format("in the schema at '#{}': {}", excerpt(pointer, 80), what));
}

std::string escape_token(std::string_view token) {
  std::string escaped;
  for (const char c : token) {
    if (c == '~') {
      escaped += "~0";
    } else if (c == '/') {
      escaped += "~1";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

SchemaReferences::Resource SchemaReferences::add_id(Resource around, const std::string& pointer,
                                                    std::string_view id) {
  const std::string& base = resources_[around].uri;
  if (id.starts_with('#') && id.size() > 1) {
    names_.emplace(base + std::string(id), pointer);
    return around;
  }
  if (id.ends_with('#')) id.remove_suffix(1);
  std::string uri = join_uri(base, id);
  if (pointer.empty()) {
    resources_.front().uri = std::move(uri);
    return 0;
  }
  resources_.push_back({std::move(uri), pointer});
  return resources_.size() - 1;
}

void SchemaReferences::add_reference(Resource around, const std::string& pointer,
                                     std::string_view target) {
  references_.push_back({around, pointer, std::string(target)});
}

Result<std::string> SchemaReferences::place_of(const Reference& reference) const {
  const std::string_view target = reference.target;
  const std::size_t hash = std::min(target.find('#'), target.size());
  const std::string fragment = percent_decoded(target.substr(std::min(hash + 1, target.size())));
  const Address* resource = &resources_[reference.around];
  if (hash > 0) {
    const std::string uri = join_uri(resource->uri, target.substr(0, hash));
    const auto found = std::find_if(resources_.begin(), resources_.end(),
                                    [&](const Address& each) { return each.uri == uri; });
    if (found == resources_.end()) {
      return wrong_schema(reference.pointer,
                          fmt::format("$ref {} leaves this document; copy what it names into "
                                      "'definitions' and refer to '#/definitions/...'",
                                      quote(target)));
    }
    resource = &*found;
  }
  if (fragment.empty()) return resource->pointer;
  if (fragment.starts_with('/')) {
    std::string place = resource->pointer + fragment;
    if (schemas_.contains(place)) return place;
  } else if (const auto named = names_.find(resource->uri + "#" + fragment);
             named != names_.end()) {
    return named->second;
  }
  return wrong_schema(reference.pointer,
                      fmt::format("$ref {} points at no schema of this document", quote(target)));
}

Result<std::map<std::string, std::string>> SchemaReferences::resolve() {
  std::map<std::string, std::string> places;
  for (const Reference& reference : references_) {
    ASSAY_TRY(std::string place, place_of(reference));
    add_in_place(reference.pointer, place);
    places.emplace(reference.pointer, std::move(place));
  }
  ASSAY_CHECK(refuse_endless());
  return places;
}

// A schema that comes back to itself on the same value would be validated, and
// by valijson even loaded, for ever.
Result<void> SchemaReferences::refuse_endless() const {
  for (const auto& [pointer, targets] : in_place_) {
    std::set<std::string> reached;
    std::vector<std::string> pending(targets.begin(), targets.end());
    while (!pending.empty()) {
      const std::string next = std::move(pending.back());
      pending.pop_back();
      if (next == pointer) return wrong_schema(pointer, "refers to itself without end");
      if (!reached.insert(next).second) continue;
      if (const auto found = in_place_.find(next); found != in_place_.end()) {
        pending.insert(pending.end(), found->second.begin(), found->second.end());
      }
    }
  }
  return {};
}

}  // namespace assay
