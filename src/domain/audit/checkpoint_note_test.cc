#include "domain/audit/checkpoint_note.h"

#include <gtest/gtest.h>

namespace holdfast::audit {
namespace {

SecretBytes seed(int value) { return SecretBytes(ByteVector(32, static_cast<std::byte>(value))); }
const Checkpoint kCheckpoint{.tree_size = 1042, .root = sha256({as_bytes("root")})};

TEST(CheckpointNote, IsReadBack) {
  const CheckpointSigner signer(seed(1));
  const std::string note = signer.sign("default", kCheckpoint);
  EXPECT_EQ(*signer.read("default", note), kCheckpoint);
}

TEST(CheckpointNote, HasTheFormOthersRead) {
  const CheckpointSigner signer(seed(1));
  const std::string name = signer.origin("default");
  const std::string note = signer.sign("default", kCheckpoint);
  const std::string body = name + "\n1042\n" + to_base64(kCheckpoint.root) + "\n";
  ASSERT_TRUE(note.starts_with(body + "\n\xE2\x80\x94 " + name + " ")) << note;
  EXPECT_TRUE(note.ends_with("\n"));
  // name+hash+key: the key begins with its algorithm, 1.
  const std::string key = signer.verifier_key("default");
  ASSERT_TRUE(key.starts_with(name + "+")) << key;
  const ByteVector bytes = *from_base64(key.substr(name.size() + 1 + 9));
  EXPECT_EQ(bytes.size(), 33U);
  EXPECT_EQ(bytes[0], std::byte{1});
}

TEST(CheckpointNote, NoChangedCharacterGoesUnnoticed) {
  const CheckpointSigner signer(seed(1));
  const std::string note = signer.sign("default", kCheckpoint);
  for (std::size_t i = 0; i < note.size(); ++i) {
    std::string changed = note;
    changed[i] = changed[i] == '7' ? '8' : '7';
    const Result<Checkpoint> read = signer.read("default", changed);
    ASSERT_FALSE(read) << i << '\n' << changed;
    EXPECT_EQ(read.error().code, ErrorCode::Corrupted);
  }
  for (std::size_t size = 0; size + 1 < note.size(); ++size) {
    EXPECT_FALSE(signer.read("default", note.substr(0, size))) << size;
  }
}

TEST(CheckpointNote, OfAnotherLogOrKeyIsRefused) {
  const CheckpointSigner signer(seed(1));
  const std::string note = signer.sign("default", kCheckpoint);
  EXPECT_FALSE(signer.read("other", note));
  EXPECT_FALSE(CheckpointSigner(seed(2)).read("default", note));
}

// A forger knows the name and the key hash but not the key.
TEST(CheckpointNote, SignedByAnotherKeyUnderOurNameIsRefused) {
  const CheckpointSigner ours(seed(1));
  const std::string note = ours.sign("default", kCheckpoint);
  const std::string forged = ours.sign("default", {.tree_size = 1042, .root = sha256({})});
  const std::string mixed =
      forged.substr(0, forged.find("\n\n") + 2) + note.substr(note.find("\n\n") + 2);
  EXPECT_FALSE(ours.read("default", mixed));
}

TEST(CheckpointNote, AWitnessMayAddItsSignature) {
  const CheckpointSigner signer(seed(1));
  const std::string note = signer.sign("default", kCheckpoint);
  EXPECT_TRUE(signer.read("default", note + "\xE2\x80\x94 witness.example AAAA\n"));
}

}  // namespace
}  // namespace holdfast::audit
