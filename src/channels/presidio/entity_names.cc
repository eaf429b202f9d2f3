#include "channels/presidio/entity_names.h"

#include <algorithm>

#include "engine/detect/requests.h"

namespace holdfast::presidio {
namespace {

char to_upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

std::string upper_case(std::string_view name) {
  std::string out(name);
  std::transform(out.begin(), out.end(), out.begin(), to_upper);
  return out;
}

// "payment_card" is "PaymentCardRecognizer".
std::string recognizer_name(std::string_view type_name) {
  std::string out;
  bool begins_word = true;
  for (const char c : type_name) {
    if (c != '_') out.push_back(begins_word ? to_upper(c) : c);
    begins_word = c == '_';
  }
  return out + "Recognizer";
}

}  // namespace

EntityNames::EntityNames(const detect::Detector& detector) {
  for (const detect::EntityType& type : detector.types()) {
    const auto index = static_cast<detect::TypeIndex>(name_of_type_.size());
    own_names_.push_back(type.name);
    name_of_type_.push_back(type.presidio.empty() ? upper_case(type.name) : type.presidio);
    recognizers_.push_back(recognizer_name(type.name));
    if (detect::is_request(type)) continue;  // words of an agent, no data
    types_.emplace(name_of_type_.back(), index);
    keeps_nothing_derived_[name_of_type_.back()] |= type.keeps_nothing_derived;
  }
  for (const auto& [name, keeps_nothing] : keeps_nothing_derived_) names_.push_back(name);
}

std::vector<detect::TypeIndex> EntityNames::types_of(std::string_view name) const {
  std::vector<detect::TypeIndex> found;
  const auto [begin, end] = types_.equal_range(name);
  for (auto entry = begin; entry != end; ++entry) found.push_back(entry->second);
  return found;
}

std::string EntityNames::type_name_of(std::string_view name) const {
  const auto found = types_.lower_bound(name);
  const bool is_known = found != types_.end() && found->first == name;
  return is_known ? own_names_[found->second] : std::string(name);
}

bool EntityNames::keeps_nothing_derived(std::string_view name) const {
  const auto found = keeps_nothing_derived_.find(name);
  return found != keeps_nothing_derived_.end() && found->second;
}

std::vector<std::string> EntityNames::recognizers() const {
  std::vector<std::string> sorted;
  for (const auto& [name, type] : types_) sorted.push_back(recognizers_[type]);
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

}  // namespace holdfast::presidio
