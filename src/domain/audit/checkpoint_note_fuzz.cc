// Notes come from auditors' files. Whatever they hold: no crash, and only what we signed is
// believed.

#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "domain/audit/checkpoint_note.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace holdfast;
  static const audit::CheckpointSigner signer(SecretBytes(ByteVector(32, std::byte{1})));
  const std::string_view note(reinterpret_cast<const char*>(data), size);
  const Result<audit::Checkpoint> read = signer.read("default", note);
  if (!read) return 0;
  const std::string ours = signer.sign("default", *read);
  CHECK(note.starts_with(ours.substr(0, ours.find("\n\n") + 2)));
  return 0;
}
