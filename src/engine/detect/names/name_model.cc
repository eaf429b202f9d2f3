#include "engine/detect/names/name_model.h"

#include <algorithm>
#include <bit>

namespace holdfast::detect {
namespace {

static_assert(std::endian::native == std::endian::little, "the file is read in place");

constexpr std::string_view kMagic = "hfnames1";

// What the header holds, one after the other.
class Header {
 public:
  explicit Header(const std::byte* at) : at_(at) {}

  template <typename T>
  T next() {
    T value{};
    std::memcpy(&value, at_, sizeof value);
    at_ += sizeof value;
    return value;
  }

 private:
  const std::byte* at_;
};

Error refused(std::string_view why) {
  return Error{ErrorCode::InvalidInput,
               "the names model cannot be read: " + std::string(why) + "; train it again"};
}

}  // namespace

Result<NameModel> NameModel::parse(Bytes file) {
  if (file.size() < kHeaderBytes || !as_text(file).starts_with(kMagic)) {
    return refused("it does not begin as one");
  }
  NameModel model;
  Header header(file.data() + kMagic.size());
  model.list_bits_ = header.next<std::uint32_t>();
  model.weight_bits_ = header.next<std::uint32_t>();
  if (model.list_bits_ > kListBitsMax || model.weight_bits_ == 0 ||
      model.weight_bits_ > kWeightBitsMax) {
    return refused("its tables have impossible sizes");
  }
  model.transitions_ = header.next<decltype(model.transitions_)>();
  model.margin_step_ = header.next<std::uint16_t>();
  model.confidences_ = header.next<decltype(model.confidences_)>();
  if (model.margin_step_ == 0 || !std::ranges::is_sorted(model.confidences_)) {
    return refused("its confidences do not rise");
  }
  const std::size_t list_bytes = std::size_t{4} << model.list_bits_;
  const std::size_t weight_bytes = std::size_t{4} << model.weight_bits_;
  if (file.size() != kHeaderBytes + list_bytes + weight_bytes) {
    return refused("it is longer or shorter than its header says");
  }
  model.lists_ = file.data() + kHeaderBytes;
  model.weights_ = model.lists_ + list_bytes;
  // A look-up ends at an empty entry.
  for (std::size_t i = 0; i < std::size_t{1} << model.list_bits_; ++i) {
    if (load(model.lists_, i) == 0) return model;
  }
  return refused("its lists have no empty entry");
}

float NameModel::confidence_of(int margin) const {
  const int last = static_cast<int>(kSteps) - 1;
  const int step = std::clamp(margin / margin_step_, 0, last);
  const int low = confidences_[static_cast<std::size_t>(step)];
  const int high = confidences_[static_cast<std::size_t>(std::min(step + 1, last))];
  const int within = std::clamp(margin - step * margin_step_, 0, margin_step_);
  const int scaled = low * margin_step_ + (high - low) * within;
  return static_cast<float>(scaled) / static_cast<float>(255 * margin_step_);
}

}  // namespace holdfast::detect
