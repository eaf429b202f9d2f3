// Finds sensitive data in text: one pass for candidates, validators, context, arbitration.
//
// Pure and deterministic. A Detector is immutable after load() and shared by all threads; each
// thread brings a Scratch. Nothing here allocates per byte of text; time is linear in its length.

#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "engine/detect/finding.h"

namespace holdfast::detect {

// Longest text that detect() and observe() take: offsets are 32 bits wide.
inline constexpr std::size_t kTextBytesMax = 0xFFFF0000;

class ExactIndex;

struct RuleFile {
  // For messages: "rules/detect/us.yaml". What does not end in ".yaml" is a list that a rule names
  // as its words_file or values_file, or an index of records that it names as its index.
  std::string name;
  std::string_view yaml;
  std::string_view tree = {};  // the same as packed_tree.h has it; empty: `yaml` is parsed
  // Of an index of records; `yaml` is its digest then.
  std::shared_ptr<const ExactIndex> exact = nullptr;
};

struct Options {
  float confidence_min = 0.5F;
  // Only these types when not empty. Arbitration still considers all: a span that is better
  // explained by another type is not reported as one of these.
  std::vector<TypeIndex> only_types;
  // What the text is called where it stands, "body" or "ticket.subject": for allow lists by field.
  std::string_view field = {};
};

enum class Role : std::uint8_t { Customer, Agent, System };

// Buffers that detect() reuses. One per thread, never shared.
class Scratch {
 public:
  Scratch();
  ~Scratch();
  Scratch(Scratch&&) noexcept;
  Scratch& operator=(Scratch&&) noexcept;

  struct Impl;
  Impl& impl() { return *impl_; }

 private:
  std::unique_ptr<Impl> impl_;
};

class Conversation;

// Copies share the rules, so a copy costs a count. Whoever holds one may use it, and the type
// indexes of its findings, while CurrentDetector already gives out another.
class Detector {
 public:
  // InvalidInput names the file, the line and what to change.
  static Result<Detector> load(std::span<const RuleFile> files);
  // The rules compiled into the program (rules/detect/*.yaml and rules/types.yaml).
  static Result<Detector> load_embedded();
  // The same with rules of one's own beside them (docs/guides/own-detectors.md).
  static Result<Detector> load_with(std::span<const RuleFile> own);

  Detector(const Detector&);
  Detector& operator=(const Detector&);
  Detector(Detector&&) noexcept;
  Detector& operator=(Detector&&) noexcept;
  ~Detector();

  // Findings in order of `begin`, never overlapping. Any bytes are accepted; ill-formed UTF-8 is
  // text that matches nothing.
  std::vector<Finding> detect(std::string_view text, Scratch& scratch,
                              const Options& options = {}) const;

  std::span<const EntityType> types() const;
  const EntityType& type(TypeIndex index) const { return types()[index]; }
  // Nothing for a name no rule defines.
  const EntityType* find_type(std::string_view name, TypeIndex* index = nullptr) const;

  // The digest of all rules, hex: recorded with each finding's policy version.
  const std::string& rules_digest() const;

  struct Impl;
  const Impl& impl() const { return *impl_; }

 private:
  explicit Detector(std::shared_ptr<const Impl> impl);
  std::shared_ptr<const Impl> impl_;
};

// A finding in a message that was sent before, made when a later message completed a value.
struct EarlierFinding {
  std::uint32_t message_index;  // from 0: the n-th message given to observe()
  Finding finding;
};

struct ConversationFindings {
  std::vector<Finding> findings;        // in the message just given
  std::vector<EarlierFinding> earlier;  // pieces of values that this message completes
};

// What must be remembered of a contact to understand the next message: what the agent asked last,
// digit pieces that may yet complete, and where they stood. Holds customer data until the pieces
// are done with, so it is stored sealed. At most kStateBytesMax when serialised. Not thread-safe.
class Conversation {
 public:
  static constexpr std::size_t kStateBytesMax = 4096;

  Conversation();
  ~Conversation();
  Conversation(Conversation&&) noexcept;
  Conversation& operator=(Conversation&&) noexcept;

  // Corrupted when the bytes did not come from serialise() of this or an earlier version.
  static Result<Conversation> parse(Bytes state);
  ByteVector serialise() const;
  // True when nothing would be lost by forgetting it, apart from the message count.
  bool is_idle() const;
  std::uint32_t message_count() const;

  ConversationFindings observe(const Detector& detector, Role role, std::string_view text,
                               Scratch& scratch, const Options& options = {});

  struct Impl;

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace holdfast::detect
