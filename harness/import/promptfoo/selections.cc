// Tests that say themselves which models and prompts they are for.
//
// A suite asks each case of all its models and prompts. Tests that are all for the same ones are a
// suite of those. Where tests differ, the suite is that of the most of them, and the others are
// refused by name: no case is asked of a model that it was not for, and none goes unasked unseen.
#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "harness/base/text.h"
#include "harness/import/promptfoo/importer.h"

namespace assay {
namespace {

// What a test is asked of; places in the lists of the importer.
struct Selection {
  std::vector<std::size_t> models;  // none of a test with a provider of its own
  std::vector<std::size_t> prompts;
  std::string own;                 // the provider of its own, as JSON; "": none
  std::size_t columns = 0;         // that such a provider is asked for
  const YamlNode* node = nullptr;  // of it

  auto key() const { return std::tie(models, prompts, own); }
  friend bool operator<(const Selection& a, const Selection& b) { return a.key() < b.key(); }
};

using NamesOfAll = std::vector<std::set<std::string>>;

bool selects(const TestDraft& draft) {
  return draft.own_provider != nullptr || draft.only_providers || draft.only_prompts;
}

std::set<std::string> names_of(const MadeModel& model) {
  std::set<std::string> names = {model.name};
  if (!model.written.empty()) names.insert(model.written);
  return names;
}

std::set<std::string> names_of(const MadePrompt& prompt) {
  std::set<std::string> names = prompt.names;
  names.insert(prompt.id);
  return names;
}

template <class Thing>
NamesOfAll names_of_all(const std::vector<Thing>& things) {
  NamesOfAll names;
  for (const Thing& thing : things) names.push_back(names_of(thing));
  return names;
}

std::vector<std::size_t> places_named(const NamesOfAll& names,
                                      const std::optional<std::vector<std::string>>& references) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < names.size(); ++i)
    if (!references || is_named(*references, names[i])) places.push_back(i);
  return places;
}

class Selections {
 public:
  explicit Selections(Importer& importer)
      : importer_(importer),
        models_(names_of_all(importer.models)),
        prompts_(names_of_all(importer.prompts)) {}

  void settle() {
    group();
    if (groups_.empty()) return;
    const auto most =
        std::max_element(groups_.begin(), groups_.end(), [](const Group& a, const Group& b) {
          return a.drafts.size() < b.drafts.size();
        });  // the first of several
    for (const Group& group : groups_)
      if (&group != &*most)
        for (TestDraft* const draft : group.drafts) refuse(*draft);
    take(*most);
  }

 private:
  struct Group {
    Selection selection;
    std::vector<TestDraft*> drafts;
  };

  Selection selection_of(const TestDraft& draft) const {
    Selection made;
    made.models = places_named(models_, draft.only_providers);
    made.prompts = places_named(prompts_, draft.only_prompts);
    if (draft.own_provider == nullptr) return made;
    made.node = draft.own_provider;
    made.own = ordered_json(*draft.own_provider);
    made.columns = made.models.size();
    made.models.clear();
    return made;
  }

  void group() {
    std::map<Selection, std::size_t> known;
    for (TestDraft& draft : importer_.drafts) {
      if (!draft.refused.empty()) continue;
      Selection selection = selection_of(draft);
      if (selection.prompts.empty() || (selection.models.empty() && selection.columns == 0)) {
        draft.refused = selection.prompts.empty()
                            ? "'prompts': it is for none of the prompts that the suite has"
                            : "'providers': it is for none of the models that the suite has";
        continue;
      }
      const auto [found, is_new] = known.emplace(selection, groups_.size());
      if (is_new) groups_.push_back({std::move(selection), {}});
      groups_[found->second].drafts.push_back(&draft);
    }
  }

  static void refuse(TestDraft& draft) {
    const std::string_view key = draft.own_provider != nullptr ? "'provider': it"
                                 : draft.only_providers        ? "'providers': it"
                                 : draft.only_prompts          ? "'prompts': it"
                                                               : "it";
    draft.refused = fmt::format(
        "{} is for other models or prompts than most of the tests, and a suite asks every case of "
        "all of its models and prompts; put such tests into a suite of their own",
        key);
  }

  void take(const Group& group) {
    const TestDraft& first = *group.drafts.front();
    if (!group.selection.own.empty() && !take_own(group)) return;
    if (group.selection.own.empty()) keep(importer_.models, group.selection.models, "provider");
    keep(importer_.prompts, group.selection.prompts, "prompt");
    if (selects(first) && group.selection.own.empty())
      importer_.account.add(first.at, "providers and prompts of the tests", ImportOutcome::native,
                            "all tests that are in the suite are for these alone");
  }

  // A model in place of all that the configuration has.
  bool take_own(const Group& group) {
    const TestDraft& first = *group.drafts.front();
    std::optional<MadeModel> made =
        import_model(importer_, *group.selection.node, "provider of the tests");
    if (!made) {
      for (TestDraft* const draft : group.drafts)
        draft->refused = "'provider': what it is asked of has no counterpart";
      return false;
    }
    importer_.models = {std::move(*made)};
    importer_.shared_extract = nullptr;
    settle_transforms(importer_);
    name_models(importer_);
    const bool is_asked_once = group.selection.columns == 1;
    importer_.account.add(
        first.at, "provider of the tests",
        is_asked_once ? ImportOutcome::native : ImportOutcome::approximated,
        is_asked_once ? "all tests that are in the suite are asked of it, in the place of the "
                        "configuration's provider"
                      : fmt::format("promptfoo asks it {} times, in the place of each provider of "
                                    "the configuration; here once, 'repeats' asks more often",
                                    group.selection.columns));
    return !importer_.models.empty();
  }

  static const std::string& name_of(const MadeModel& model) { return model.name; }
  static const std::string& name_of(const MadePrompt& prompt) { return prompt.id; }
  static Position position_of(const MadeModel& model) { return model.at; }
  static Position position_of(const MadePrompt&) { return {}; }

  template <class Thing>
  void keep(std::vector<Thing>& things, const std::vector<std::size_t>& places,
            std::string_view kind) {
    std::vector<Thing> kept;
    for (std::size_t i = 0; i < things.size(); ++i) {
      if (std::find(places.begin(), places.end(), i) != places.end())
        kept.push_back(std::move(things[i]));
      else
        importer_.account.add(position_of(things[i]),
                              fmt::format("{} {}", kind, excerpt(name_of(things[i]), 60)),
                              ImportOutcome::ignored, "no test that is in the suite is for it");
    }
    things = std::move(kept);
  }

  Importer& importer_;
  NamesOfAll models_, prompts_;
  std::vector<Group> groups_;  // in the order of their first tests
};

}  // namespace

bool is_named(const std::vector<std::string>& references, const std::set<std::string>& names) {
  return std::any_of(references.begin(), references.end(), [&](const std::string& reference) {
    const std::string group = reference + ":";
    const std::string_view stem = reference.ends_with('*')
                                      ? std::string_view(reference).substr(0, reference.size() - 1)
                                      : std::string_view(group);
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
      return name == reference || name.starts_with(stem) || name.starts_with(group);
    });
  });
}

void settle_selections(Importer& importer) {
  if (std::any_of(importer.drafts.begin(), importer.drafts.end(), selects))
    Selections(importer).settle();
}

}  // namespace assay
