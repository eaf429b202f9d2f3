// Trains the names model: a linear-chain conditional random field over hashed features, which are
// those of the run time itself (engine/detect/names).
//
//   holdfast_train_names TEXTS MODEL [MISSES]      TEXTS is what generate.py wrote
//
// Prints how the model does on the texts for development, then writes it; MISSES gets the texts
// that it misread. One thread, a generator of its own with a fixed seed: the same texts make the
// same file.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "engine/detect/names/name_tagger.h"

namespace holdfast::detect {
namespace {

constexpr std::uint32_t kListBits = 17;
constexpr std::uint32_t kWeightBits = 17;
constexpr int kEpochs = 8;
constexpr float kRate = 0.12F;
constexpr float kShrink = 2e-6F;    // of weights, each time they are used
constexpr float kUnit = 16;         // stored weights a natural one
constexpr double kHideWords = 0.3;  // words outside of names, a share
constexpr double kFalseWeight = 5;  // names are rarer in life than in texts for development
constexpr int kMarginStep = 8;      // half a natural unit
constexpr std::size_t kSteps = 32;
constexpr std::int16_t kNever = -10000;

// splitmix64.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15ULL;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ z >> 27) * 0x94D049BB133111EBULL;
    return z ^ z >> 31;
  }
  bool one_in(double share) { return static_cast<double>(next() >> 11) * 0x1.0p-53 < share; }

 private:
  std::uint64_t state_;
};

struct Mark {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  bool is_person = false;
};

struct Text {
  std::string set;  // language or public set
  std::string style;
  bool is_asked = false;
  std::string text;
  std::vector<Mark> marks;
};

std::vector<std::string> split(std::string_view line, char at) {
  std::vector<std::string> parts(1);
  for (const char c : line) {
    if (c == at) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

std::vector<Mark> marks_of(std::string_view text) {
  std::vector<Mark> marks;
  for (const std::string& word : split(text, ' ')) {
    if (word.empty()) continue;
    Mark mark{.is_person = word[0] == 'P'};
    CHECK(std::sscanf(word.c_str() + 2, "%u-%u", &mark.begin, &mark.end) == 2);
    marks.push_back(mark);
  }
  return marks;
}

// The file writes line breaks as "\\n"; marks count the bytes of the text itself.
std::string with_breaks(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_break = text.substr(i).starts_with("\\n");
    out += is_break ? '\n' : text[i];
    i += is_break ? 1 : 0;
  }
  return out;
}

std::vector<Text> read_texts(const std::string& path) {
  std::ifstream file(path);
  CHECK(file.good());
  std::vector<Text> texts;
  for (std::string line; std::getline(file, line);) {
    const std::vector<std::string> parts = split(line, '\t');
    CHECK(parts.size() == 5);
    Text text{.set = parts[0], .style = parts[1], .is_asked = parts[2] == "1"};
    text.marks = marks_of(parts[4]);
    text.text = with_breaks(parts[3]);
    texts.push_back(std::move(text));
  }
  return texts;
}

// The table of known words, as name_model.h describes it.
std::vector<std::uint32_t> read_lists(const std::string& path, bool is_measured) {
  std::ifstream file(path);
  CHECK(file.good());
  std::vector<std::uint32_t> slots(1U << kListBits);
  std::size_t count = 0;
  for (std::string line; std::getline(file, line);) {
    const std::vector<std::string> parts = split(line, '\t');
    CHECK(parts.size() == 4);
    const std::uint64_t word = name_word_hash(parts[0]);
    if (word == 0 || (is_measured && parts[3] == "1")) continue;
    const auto value = static_cast<std::uint32_t>(word >> 48 << 16 | std::stoul(parts[2]) << 8 |
                                                  std::stoul(parts[1]));
    std::size_t at = word & (slots.size() - 1);
    while (slots[at] != 0 && slots[at] >> 16 != value >> 16) at = (at + 1) & (slots.size() - 1);
    if (slots[at] == 0) ++count;
    slots[at] |= value;
    CHECK(count < slots.size() * 3 / 4);
  }
  std::fprintf(stderr, "%zu words in lists\n", count);
  return slots;
}

using Transitions = std::array<float, kNameLabels + kNameLabels * kNameLabels>;

bool is_possible(std::size_t from, std::size_t to) {
  return to != kNameGoesOn || from == kNameBegins || from == kNameGoesOn;
}

struct Learned {
  std::vector<std::array<float, kNameLabels>> weights =
      std::vector<std::array<float, kNameLabels>>(1U << kWeightBits);
  Transitions transitions{};
};

template <typename T>
void put(std::string& out, const T& value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

std::string file_of(const Learned& learned, const std::vector<std::uint32_t>& lists,
                    const std::array<std::uint8_t, kSteps>& confidences) {
  std::string out = "hfnames1";
  put(out, kListBits);
  put(out, kWeightBits);
  const auto unit = [](float weight) { return std::lround(weight * kUnit); };
  for (std::size_t i = 0; i < learned.transitions.size(); ++i) {
    const bool possible = i < kNameLabels ? i != kNameGoesOn
                                          : is_possible((i - kNameLabels) / kNameLabels,
                                                        (i - kNameLabels) % kNameLabels);
    put(out, possible ? static_cast<std::int16_t>(unit(learned.transitions[i])) : kNever);
  }
  put(out, static_cast<std::uint16_t>(kMarginStep));
  put(out, confidences);
  out.resize(NameModel::kHeaderBytes);
  for (const std::uint32_t slot : lists) put(out, slot);
  for (const auto& weights : learned.weights) {
    for (const float weight : weights) {
      put(out, static_cast<std::uint8_t>(128 + std::clamp(unit(weight), -127L, 127L)));
    }
  }
  return out;
}

// A text as the field sees it.
struct Sample {
  std::vector<NameToken> tokens;
  std::vector<std::uint8_t> labels;
  std::vector<std::uint8_t> marks;  // 1 + the number of the mark a token is in, or 0
  bool is_asked = false;
};

Sample sample_of(const Text& text, const NameModel& lists) {
  Sample sample{.is_asked = text.is_asked};
  read_name_tokens(text.text, sample.tokens);
  look_up_names(lists, sample.tokens);
  for (const NameToken& token : sample.tokens) {
    std::uint8_t label = kNoName;
    std::uint8_t number = 0;
    for (std::size_t i = 0; i < text.marks.size(); ++i) {
      const Mark& mark = text.marks[i];
      if (token.begin < mark.begin || token.begin >= mark.end) continue;
      const bool is_first = sample.marks.empty() || sample.marks.back() != i + 1;
      label = !mark.is_person ? kOtherName : is_first ? kNameBegins : kNameGoesOn;
      number = static_cast<std::uint8_t>(i + 1);
    }
    sample.labels.push_back(label);
    sample.marks.push_back(number);
  }
  return sample;
}

// Some words become words never seen, so that what stands around them is learned as well.
void hide_some(Sample& sample, Random& random) {
  std::uint8_t hidden_mark = 0;
  std::uint8_t last_mark = 0;
  for (std::size_t i = 0; i < sample.tokens.size(); ++i) {
    NameToken& token = sample.tokens[i];
    if (sample.marks[i] != last_mark) {
      last_mark = sample.marks[i];
      hidden_mark = last_mark != 0 && random.one_in(0.2) ? last_mark : 0;
    }
    if (!token.is_word()) continue;
    const bool is_named = sample.marks[i] != 0;
    const bool loses_lists =
        is_named ? hidden_mark != 0 || random.one_in(0.1) : random.one_in(0.04);
    const bool loses_word = loses_lists || random.one_in(is_named ? 0.4 : kHideWords);
    if (loses_word && token.shape != NameShape::Initial && token.shape != NameShape::Letter) {
      token.word = random.next();
    }
    if (loses_lists) token.lists = 0;
  }
}

class Trainer {
 public:
  explicit Trainer(Learned& learned) : learned_(learned) {
    squares_.resize(learned.weights.size());
    for (auto& squares : squares_) squares.fill(1e-4F);
    transition_squares_.fill(1e-4F);
  }

  // One step along the gradient. Returns the loss before it.
  double learn(const Sample& sample) {
    const std::size_t count = sample.tokens.size();
    if (count == 0) return 0;
    read_features(sample);
    const double total = forward_and_backward(count);
    double gold = 0;
    for (std::size_t i = 0; i < count; ++i) {
      gold += scores_[i][sample.labels[i]];
      gold += learned_.transitions[place_of(sample, i)];
    }
    Transitions gradient{};
    for (std::size_t i = 0; i < count; ++i) step(sample, i, total, gradient);
    for (std::size_t i = 0; i < gradient.size(); ++i) {
      move(learned_.transitions[i], transition_squares_[i], gradient[i]);
    }
    return total - gold;
  }

 private:
  using Row = std::array<double, kNameLabels>;

  static std::size_t place_of(const Sample& sample, std::size_t i) {
    return i == 0 ? sample.labels[0]
                  : kNameLabels + sample.labels[i - 1] * kNameLabels + sample.labels[i];
  }

  static void move(float& weight, float& square, float gradient) {
    if (gradient == 0) return;
    square += gradient * gradient;
    weight -= kRate * gradient / std::sqrt(square) + kShrink * weight;
  }

  void read_features(const Sample& sample) {
    const NameWindow window(sample.tokens, name_setting_of(sample.tokens, sample.is_asked));
    features_.resize(sample.tokens.size() * kNameFeatures);
    scores_.assign(sample.tokens.size(), Row{});
    for (std::size_t i = 0; i < sample.tokens.size(); ++i) {
      std::size_t at = i * kNameFeatures;
      window.visit_features(i, [&](std::uint64_t hash) {
        const auto feature = static_cast<std::uint32_t>(hash >> (64 - kWeightBits));
        features_[at++] = feature;
        for (std::size_t label = 0; label < kNameLabels; ++label) {
          scores_[i][label] += learned_.weights[feature][label];
        }
      });
      CHECK(at == (i + 1) * kNameFeatures);
    }
  }

  static double log_sum(const Row& row) {
    const double most = *std::max_element(row.begin(), row.end());
    double sum = 0;
    for (const double value : row) sum += std::exp(value - most);
    return most + std::log(sum);
  }

  double transition(std::size_t from, std::size_t to) const {
    return is_possible(from, to) ? learned_.transitions[kNameLabels + from * kNameLabels + to]
                                 : -1e9;
  }

  double forward_and_backward(std::size_t count) {
    forward_.assign(count, Row{});
    backward_.assign(count, Row{});
    for (std::size_t label = 0; label < kNameLabels; ++label) {
      forward_[0][label] =
          scores_[0][label] + (label == kNameGoesOn ? -1e9 : learned_.transitions[label]);
    }
    for (std::size_t i = 1; i < count; ++i) {
      for (std::size_t to = 0; to < kNameLabels; ++to) {
        Row row{};
        for (std::size_t from = 0; from < kNameLabels; ++from) {
          row[from] = forward_[i - 1][from] + transition(from, to);
        }
        forward_[i][to] = log_sum(row) + scores_[i][to];
      }
    }
    for (std::size_t i = count - 1; i > 0; --i) {
      for (std::size_t from = 0; from < kNameLabels; ++from) {
        Row row{};
        for (std::size_t to = 0; to < kNameLabels; ++to) {
          row[to] = backward_[i][to] + scores_[i][to] + transition(from, to);
        }
        backward_[i - 1][from] = log_sum(row);
      }
    }
    return log_sum(forward_[count - 1]);
  }

  void step(const Sample& sample, std::size_t i, double total, Transitions& gradient) {
    std::array<float, kNameLabels> wrong{};
    for (std::size_t label = 0; label < kNameLabels; ++label) {
      wrong[label] = static_cast<float>(std::exp(forward_[i][label] + backward_[i][label] - total));
      if (i == 0) gradient[label] += wrong[label];
    }
    wrong[sample.labels[i]] -= 1;
    if (i > 0) {
      for (std::size_t from = 0; from < kNameLabels; ++from) {
        for (std::size_t to = 0; to < kNameLabels; ++to) {
          gradient[kNameLabels + from * kNameLabels + to] +=
              static_cast<float>(std::exp(forward_[i - 1][from] + transition(from, to) +
                                          scores_[i][to] + backward_[i][to] - total));
        }
      }
    }
    gradient[place_of(sample, i)] -= 1;
    for (std::size_t at = i * kNameFeatures; at < (i + 1) * kNameFeatures; ++at) {
      for (std::size_t label = 0; label < kNameLabels; ++label) {
        move(learned_.weights[features_[at]][label], squares_[features_[at]][label], wrong[label]);
      }
    }
  }

  Learned& learned_;
  std::vector<std::array<float, kNameLabels>> squares_;
  Transitions transition_squares_{};
  std::vector<std::uint32_t> features_;
  std::vector<Row> scores_, forward_, backward_;
};

void train(Learned& learned, const std::vector<Text>& texts, const NameModel& lists) {
  std::vector<Sample> samples;
  for (const Text& text : texts) samples.push_back(sample_of(text, lists));
  Random random(20261201);
  Trainer trainer(learned);
  std::vector<std::size_t> order(samples.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  for (int epoch = 0; epoch < kEpochs; ++epoch) {
    for (std::size_t i = order.size() - 1; i > 0; --i) {
      std::swap(order[i], order[random.next() % (i + 1)]);
    }
    double loss = 0;
    for (const std::size_t index : order) {
      Sample sample = samples[index];
      hide_some(sample, random);
      loss += trainer.learn(sample);
    }
    std::fprintf(stderr, "epoch %d: loss %.4f a text\n", epoch + 1,
                 loss / static_cast<double>(samples.size()));
  }
}

struct Count {
  int planted = 0;
  int found = 0;
  int false_alarms = 0;

  Count& operator+=(const Count& other) {
    planted += other.planted;
    found += other.found;
    false_alarms += other.false_alarms;
    return *this;
  }
  double precision() const {
    return found + false_alarms == 0 ? 1 : static_cast<double>(found) / (found + false_alarms);
  }
  double recall() const { return planted == 0 ? 1 : static_cast<double>(found) / planted; }
  double f(double beta) const {
    const double square = beta * beta;
    const double low = square * precision() + recall();
    return low == 0 ? 0 : (1 + square) * precision() * recall() / low;
  }
};

bool is_marked(const Text& text, const NameSpan& span) {
  return std::any_of(text.marks.begin(), text.marks.end(), [&](const Mark& mark) {
    return mark.is_person && mark.begin == span.begin && mark.end == span.end;
  });
}

Count count_in(const Text& text, const std::vector<NameSpan>& spans, float confidence_min) {
  Count count;
  for (const Mark& mark : text.marks) count.planted += mark.is_person ? 1 : 0;
  for (const NameSpan& span : spans) {
    if (span.confidence < confidence_min) continue;
    ++(is_marked(text, span) ? count.found : count.false_alarms);
  }
  return count;
}

// How often spans are right by how far their labels lead, made to rise. The model at hand says the
// step instead of a confidence.
std::array<std::uint8_t, kSteps> calibrated(const NameModel& steps,
                                            const std::vector<Text>& texts) {
  struct Bin {
    double right = 0;
    double all = 0;
    std::size_t first = 0;
  };
  std::vector<Bin> bins(kSteps);
  NameTagger tagger;
  std::vector<NameSpan> spans;
  for (const Text& text : texts) {
    tagger.tag(steps, text.text, text.is_asked, spans);
    for (const NameSpan& span : spans) {
      Bin& bin = bins[static_cast<std::size_t>(std::lround(span.confidence * 255 / 8))];
      bin.right += is_marked(text, span) ? 1 : 0;
      bin.all += is_marked(text, span) ? 1 : kFalseWeight;
    }
  }
  std::vector<Bin> pools;
  for (std::size_t i = 0; i < kSteps; ++i) {
    pools.push_back({bins[i].right + 0.5, bins[i].all + 1, i});
    while (pools.size() > 1) {
      const Bin& last = pools.back();
      Bin& before = pools[pools.size() - 2];
      if (before.right / before.all <= last.right / last.all) break;
      before.right += last.right;
      before.all += last.all;
      pools.pop_back();
    }
  }
  std::array<std::uint8_t, kSteps> confidences{};
  for (const Bin& pool : pools) {
    for (std::size_t i = pool.first; i < kSteps; ++i) {
      confidences[i] = static_cast<std::uint8_t>(std::lround(255 * pool.right / pool.all));
    }
  }
  return confidences;
}

void print_row(const std::string& name, const Count& count) {
  std::printf("| %s | %d | %d | %d | %.3f | %.3f | %.3f | %.3f |\n", name.c_str(), count.planted,
              count.found, count.false_alarms, count.precision(), count.recall(), count.f(1),
              count.f(2));
}

void report(const NameModel& model, const std::vector<Text>& texts, const char* misses) {
  std::map<std::string, Count> by_set, by_style;
  NameTagger tagger;
  std::vector<NameSpan> spans;
  std::FILE* log = misses == nullptr ? nullptr : std::fopen(misses, "w");
  for (const Text& text : texts) {
    tagger.tag(model, text.text, text.is_asked, spans);
    const Count count = count_in(text, spans, 0.5F);
    by_set[text.set] += count;
    if (text.style != "public") by_style[text.style] += count;
    if (log != nullptr && (count.found != count.planted || count.false_alarms > 0)) {
      std::fprintf(log, "%s\t%s\t%s\t", text.set.c_str(), text.style.c_str(), text.text.c_str());
      for (const NameSpan& span : spans) {
        std::fprintf(log, "[%s %.2f]", text.text.substr(span.begin, span.end - span.begin).c_str(),
                     static_cast<double>(span.confidence));
      }
      std::fprintf(log, "\n");
    }
  }
  if (log != nullptr) std::fclose(log);
  std::printf("| set | names | found | false | precision | recall | F1 | F2 |\n");
  std::printf("|---|--:|--:|--:|--:|--:|--:|--:|\n");
  for (const auto& [name, count] : by_set) print_row(name, count);
  for (const auto& [name, count] : by_style) print_row("style: " + name, count);
}

NameModel model_in(const std::string& file) {
  auto model = NameModel::parse(as_bytes(file));
  CHECK(model);
  return *model;
}

int run(const std::string& texts, const std::string& output, const char* misses) {
  const std::vector<std::uint32_t> measured = read_lists(texts + "/lists.tsv", true);
  std::array<std::uint8_t, kSteps> steps{};
  for (std::size_t i = 0; i < kSteps; ++i) steps[i] = static_cast<std::uint8_t>(8 * i);
  Learned learned;
  const std::string before = file_of(learned, measured, steps);
  train(learned, read_texts(texts + "/train.tsv"), model_in(before));
  const std::vector<Text> dev = read_texts(texts + "/dev.tsv");
  const std::string stepping = file_of(learned, measured, steps);
  const auto confidences = calibrated(model_in(stepping), dev);
  const std::string trial = file_of(learned, measured, confidences);
  report(model_in(trial), dev, misses);
  std::printf("\nconfidence by margin:");
  for (const std::uint8_t confidence : confidences) std::printf(" %.2f", confidence / 255.0);
  std::printf("\n");
  const std::string shipped =
      file_of(learned, read_lists(texts + "/lists.tsv", false), confidences);
  std::ofstream(output, std::ios::binary) << shipped;
  std::fprintf(stderr, "%s: %zu bytes\n", output.c_str(), shipped.size());
  return 0;
}

}  // namespace
}  // namespace holdfast::detect

int main(int count, char** arguments) {
  if (count < 3) {
    std::fprintf(stderr, "usage: %s TEXTS MODEL [MISSES]\n", arguments[0]);
    return 2;
  }
  return holdfast::detect::run(arguments[1], arguments[2], count > 3 ? arguments[3] : nullptr);
}
