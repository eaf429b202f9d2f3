#include <algorithm>

#include "base/check.h"
#include "engine/detect/clusters.h"
#include "engine/detect/conversation_state.h"
#include "engine/detect/detector_impl.h"
#include "engine/detect/find.h"
#include "engine/detect/fold.h"
#include "engine/detect/pieces.h"
#include "engine/detect/pipeline.h"
#include "engine/detect/view.h"

namespace holdfast::detect {
namespace {

// An answer may come some messages after its question, and is then less surely one.
constexpr float kAnswerWeights[] = {1.0F, 0.8F, 0.6F, 0.4F};
// Longer messages are mails: they bring their own context.
constexpr std::size_t kAnswerBytesMax = 2000;
constexpr std::size_t kAbbreviationMax = 5;  // letters: the dot of "acc. number" ends no sentence
constexpr std::uint32_t kEchoMessages = 6;
constexpr std::size_t kEchoBytesMin = 3;
constexpr float kEchoConfidence = 0.85F;
// Between two pieces of one value; whoever says nothing more for so long will not go on.
constexpr std::uint32_t kPieceGapMessages = 8;

struct QuestionHit {
  CueIndex cue;
  std::uint32_t sentence;
};

// The cues of the last sentence that asks for something: one that ends in a question mark, else the
// last with a cue at all ("please confirm your date of birth").
std::vector<CueIndex> cues_asked(const Compiled& rules, std::string_view text) {
  std::vector<QuestionHit> hits;
  std::uint32_t sentence = 0;
  std::uint32_t asking = 0;
  bool asks = false;
  std::vector<std::uint64_t> words;
  std::vector<std::uint32_t> sentences;
  std::size_t last = 0;
  std::size_t word_begin = 0;  // of the last word
  const auto read_gap = [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const char c = text[i];
      const bool abbreviates = c == '.' && i == last && !words.empty() &&
                               i - word_begin < kAbbreviationMax && i + 1 < text.size();
      const bool ends = c == '\n' || c == '?' ||
                        ((c == '.' || c == '!') && !abbreviates &&
                         char_at(text, static_cast<std::int64_t>(i) + 1) <= ' ');
      if (c == '?') {
        asks = true;
        asking = sentence;
      }
      if (ends) ++sentence;
    }
  };
  for_each_word(text, [&](std::size_t begin, std::size_t end) {
    read_gap(last, begin);
    word_begin = begin;
    words.push_back(word_hash(text.substr(begin, end - begin)));
    sentences.push_back(sentence);
    last = end;
  });
  read_gap(last, text.size());
  for (std::size_t i = 0; i < words.size();) {
    std::size_t next = i + 1;
    const auto match =
        rules.cues.longest(words[i], [&]() { return next < words.size() ? words[next++] : 0; });
    if (match.words > 0) {
      const Cue& cue = rules.cues[match.cue];
      if (!cue.speaks_for.empty() || cue.is_look_alike) hits.push_back({match.cue, sentences[i]});
    }
    i += std::max<std::size_t>(match.words, 1);
  }
  if (hits.empty()) return {};
  const bool is_asked =
      asks && std::any_of(hits.begin(), hits.end(),
                          [asking](const QuestionHit& hit) { return hit.sentence == asking; });
  const std::uint32_t wanted = is_asked ? asking : hits.back().sentence;
  std::vector<CueIndex> cues;
  for (const QuestionHit& hit : hits) {
    if (hit.sentence == wanted && cues.size() < ConversationState::kQuestionCuesMax) {
      cues.push_back(hit.cue);
    }
  }
  return cues;
}

std::string digits_in(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (is_digit(c)) digits.push_back(c);
  }
  return digits;
}

// Whether the answer may be a card code, a PIN or another value of which nothing may be kept.
bool asks_for_a_secret(const Detector& detector, std::span<const QuestionCue> question) {
  const Compiled& rules = detector.impl().rules;
  const auto is_secret = [&](DetectorIndex index) {
    return detector.type(rules.rule(index).type).keeps_nothing_derived;
  };
  return std::any_of(question.begin(), question.end(), [&](const QuestionCue& asked) {
    const auto& detectors = rules.cues[asked.cue].speaks_for;
    return std::any_of(detectors.begin(), detectors.end(), is_secret);
  });
}

bool overlaps(const std::vector<Finding>& findings, std::uint32_t begin, std::uint32_t end) {
  return std::any_of(findings.begin(), findings.end(), [&](const Finding& finding) {
    return finding.begin < end && begin < finding.end;
  });
}

void insert_sorted(std::vector<Finding>& findings, Finding finding) {
  const auto place = std::find_if(findings.begin(), findings.end(), [&](const Finding& other) {
    return other.begin > finding.begin;
  });
  findings.insert(place, std::move(finding));
}

}  // namespace

struct Conversation::Impl {
  ConversationState state;

  std::vector<QuestionCue> question_cues(const Compiled& rules) const {
    std::vector<QuestionCue> cues;
    for (const std::uint64_t hash : state.question) {
      const auto match = rules.cues.find(hash);
      if (match.words > 0) cues.push_back({match.cue});
    }
    return cues;
  }

  void remember_question(const Compiled& rules, std::string_view text);
  void remember_values(const Detector& detector, std::string_view text,
                       const std::vector<Finding>& findings);
  void find_echoes(const Detector& detector, Work& work, std::string_view text,
                   const Options& options, std::vector<Finding>& findings) const;
  void join_pieces(const Detector& detector, Work& work, std::string_view text,
                   std::span<const QuestionCue> question, const Options& options,
                   ConversationFindings& result);
  // Numbers of records go on where those of earlier messages ended.
  void number_records(std::vector<Finding>& findings) {
    const std::uint32_t last = state.last_entity;
    for (Finding& finding : findings) {
      if (finding.entity == 0) continue;
      finding.entity += last;
      state.last_entity = std::max(state.last_entity, finding.entity);
    }
  }
  bool forget_pieces() {
    state.pieces.clear();
    state.pieces_entity = 0;
    return true;
  }
};

Conversation::Conversation() : impl_(std::make_unique<Impl>()) {}
Conversation::~Conversation() = default;
Conversation::Conversation(Conversation&&) noexcept = default;
Conversation& Conversation::operator=(Conversation&&) noexcept = default;

Result<Conversation> Conversation::parse(Bytes bytes) {
  Conversation conversation;
  conversation.impl_->state = TRY(ConversationState::parse(bytes));
  return conversation;
}

ByteVector Conversation::serialise() const { return impl_->state.serialise(); }

bool Conversation::is_idle() const {
  const ConversationState& state = impl_->state;
  return state.question.empty() && state.pieces.empty() && state.recent.empty();
}

std::uint32_t Conversation::message_count() const { return impl_->state.message_count; }

// A question stands until the next one. Pieces of what was asked for before are given up then.
void Conversation::Impl::remember_question(const Compiled& rules, std::string_view text) {
  if (text.size() > kAnswerBytesMax) return;
  TextView view;  // without the mark that opens "¿Código postal?"
  view.reset(text);
  const std::vector<CueIndex> cues = cues_asked(rules, view.text());
  if (cues.empty()) return;
  std::vector<std::uint64_t> question;
  for (const CueIndex cue : cues) question.push_back(rules.cues[cue].hash);
  const bool asks_again = std::any_of(question.begin(), question.end(), [this](std::uint64_t cue) {
    return std::find(state.question.begin(), state.question.end(), cue) != state.question.end();
  });
  if (!asks_again) forget_pieces();
  state.question = std::move(question);
  state.answers = 0;
}

void Conversation::Impl::remember_values(const Detector& detector, std::string_view text,
                                         const std::vector<Finding>& findings) {
  const std::uint32_t message = state.message_count;
  std::erase_if(state.recent, [message](const RecentValue& value) {
    return value.message + kEchoMessages < message;
  });
  for (const Finding& finding : findings) {
    // A name that counts beside a number of the same record is none to look for alone.
    if (finding.entity != 0) continue;
    const std::string_view written = text.substr(finding.begin, finding.end - finding.begin);
    const bool is_number = std::none_of(written.begin(), written.end(), is_ascii_letter);
    std::string value = is_number ? digits_in(written) : std::string(written);
    if (value.size() < kEchoBytesMin || value.size() > ConversationState::kRecentBytesMax) continue;
    if (state.recent.size() == ConversationState::kRecentMax) {
      state.recent.erase(state.recent.begin());
    }
    state.recent.push_back({message, detector.type(finding.type).name, std::move(value)});
  }
}

// What the customer gave is as sensitive when the agent repeats it.
void Conversation::Impl::find_echoes(const Detector& detector, Work& work, std::string_view text,
                                     const Options& options, std::vector<Finding>& findings) const {
  if (state.recent.empty() || kEchoConfidence < options.confidence_min ||
      text.size() > kAnswerBytesMax) {
    return;
  }
  for (const RecentValue& value : state.recent) {
    TypeIndex type = 0;
    if (detector.find_type(value.type, &type) == nullptr) continue;
    if (!options.only_types.empty() &&
        std::find(options.only_types.begin(), options.only_types.end(), type) ==
            options.only_types.end()) {
      continue;
    }
    for (const TextSpan& span : occurrences(work, text, value.value)) {
      if (overlaps(findings, span.begin, span.end)) continue;
      Finding finding{
          .type = type, .begin = span.begin, .end = span.end, .confidence = kEchoConfidence};
      finding.evidence.push_back({Evidence::Kind::Conversation, "said before", kEchoConfidence});
      insert_sorted(findings, std::move(finding));
    }
  }
}

void Conversation::Impl::join_pieces(const Detector& detector, Work& work, std::string_view text,
                                     std::span<const QuestionCue> question, const Options& options,
                                     ConversationFindings& result) {
  const Compiled& rules = detector.impl().rules;
  DigitPiece piece;
  const bool has_iban = !state.pieces.empty() && begins_iban(state.pieces.front());
  const PieceKind kind = read_iban_piece(rules, work, text, has_iban, piece)
                             ? PieceKind::Piece
                             : read_piece(rules, work, text, piece);
  if (kind == PieceKind::Other) {
    forget_pieces();
    return;
  }
  if (kind == PieceKind::None) return;
  piece.message = state.message_count;
  piece.may_be_stored =
      !overlaps(result.findings, piece.begin, piece.end) && !asks_for_a_secret(detector, question);
  if (state.pieces.size() == ConversationState::kPiecesMax) {
    state.pieces.erase(state.pieces.begin());
    state.pieces_entity = 0;
  }
  state.pieces.push_back(std::move(piece));
  drop_hopeless(rules, state.pieces);
  const Joined joined = best_join(rules, state.pieces, question);
  if (joined.first == state.pieces.size() || joined.confidence < options.confidence_min) return;
  const DetectorRule& rule = rules.rule(joined.detector);
  if (!options.only_types.empty() && std::find(options.only_types.begin(), options.only_types.end(),
                                               rule.type) == options.only_types.end()) {
    return;
  }
  if (state.pieces_entity == 0) state.pieces_entity = ++state.last_entity;
  for (std::size_t i = joined.first; i < state.pieces.size(); ++i) {
    const DigitPiece& part = state.pieces[i];
    Finding finding{.type = rule.type,
                    .begin = part.begin,
                    .end = part.end,
                    .confidence = joined.confidence,
                    .entity = state.pieces_entity};
    finding.evidence.push_back({Evidence::Kind::Pattern, rule.name, rule.confidence.bare});
    if (!joined.check.empty()) {
      finding.evidence.push_back(
          {Evidence::Kind::Check, std::string(joined.check), rule.confidence.strong});
    }
    finding.evidence.push_back({Evidence::Kind::Conversation, "spread over messages", 0});
    if (part.message == state.message_count) {
      std::erase_if(result.findings, [&](const Finding& other) {
        return other.begin < finding.end && finding.begin < other.end;
      });
      insert_sorted(result.findings, std::move(finding));
    } else {
      result.earlier.push_back({part.message, std::move(finding)});
    }
  }
}

ConversationFindings Conversation::observe(const Detector& detector, Role role,
                                           std::string_view text, Scratch& scratch,
                                           const Options& options) {
  CHECK(text.size() <= kTextBytesMax);
  const Compiled& rules = detector.impl().rules;
  Work& work = scratch.impl().work;
  ConversationState& state = impl_->state;
  ConversationFindings result;

  const bool may_answer = role == Role::Customer && text.size() <= kAnswerBytesMax &&
                          state.answers < std::size(kAnswerWeights);
  const std::vector<QuestionCue> cues =
      may_answer ? impl_->question_cues(rules) : std::vector<QuestionCue>{};
  const Question question{cues, may_answer ? kAnswerWeights[state.answers] : 0};
  run(rules, work, text, options, question, result.findings);
  if (!rules.registered.is_empty()) impl_->number_records(result.findings);
  if (!state.pieces.empty() &&
      state.message_count - state.pieces.back().message > kPieceGapMessages) {
    impl_->forget_pieces();
  }

  if (role == Role::Customer) {
    const std::size_t pieces_before = state.pieces.size();
    const bool is_complete =
        std::any_of(result.findings.begin(), result.findings.end(), [&](const Finding& finding) {
          return digits_in(text.substr(finding.begin, finding.end - finding.begin)).size() >= 12;
        });
    if (is_complete || text.size() > kAnswerBytesMax) {
      impl_->forget_pieces();
    } else {
      impl_->join_pieces(detector, work, text, cues, options, result);
    }
    // While a number is being dictated its question stays fresh.
    if (state.pieces.size() <= pieces_before && state.answers < std::size(kAnswerWeights)) {
      ++state.answers;
    }
    if (state.answers >= std::size(kAnswerWeights)) state.question.clear();
  } else if (role == Role::Agent) {
    impl_->find_echoes(detector, work, text, options, result.findings);
    impl_->remember_question(rules, text);
  }
  impl_->remember_values(detector, text, result.findings);
  if (state.message_count != 0xFFFFFFFF) ++state.message_count;
  return result;
}

}  // namespace holdfast::detect
