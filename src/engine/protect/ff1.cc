#include "engine/protect/ff1.h"

#include <algorithm>
#include <array>
#include <memory>

#include <openssl/bn.h>
#include <openssl/evp.h>

#include "base/check.h"
#include "engine/protect/aes.h"

namespace holdfast::protect {
namespace {

constexpr std::size_t kBlockBytes = 16;
constexpr int kRounds = 10;
constexpr std::size_t kTweakBytesMax = 65536;
constexpr BN_ULONG kValuesMin = 1'000'000;

using Block = std::array<unsigned char, kBlockBytes>;
using Number = std::unique_ptr<BIGNUM, decltype(&BN_clear_free)>;
using Scratch = std::unique_ptr<BN_CTX, decltype(&BN_CTX_free)>;
using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

Number new_number() { return {BN_new(), &BN_clear_free}; }

void append_big_endian(std::vector<unsigned char>& bytes, std::uint64_t value, int count) {
  for (int i = count - 1; i >= 0; --i) {
    bytes.push_back(static_cast<unsigned char>(value >> (8 * i)));
  }
}

// One AES block at a time under the key.
class BlockCipher {
 public:
  explicit BlockCipher(Bytes key) : context_(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free) {
    CHECK(is_aes_key_size(key.size()));
    const EVP_CIPHER* cipher = key.size() == 16   ? EVP_aes_128_ecb()
                               : key.size() == 24 ? EVP_aes_192_ecb()
                                                  : EVP_aes_256_ecb();
    const auto* bytes = reinterpret_cast<const unsigned char*>(key.data());
    CHECK(EVP_EncryptInit_ex(context_.get(), cipher, nullptr, bytes, nullptr) == 1);
    EVP_CIPHER_CTX_set_padding(context_.get(), 0);
  }

  Block encrypt(const Block& block) const {
    Block out;
    int written = 0;
    CHECK(EVP_EncryptUpdate(context_.get(), out.data(), &written, block.data(), kBlockBytes) == 1);
    return out;
  }

  // The last block of AES-CBC from a zero start: PRF of the standard.
  Block chain(std::span<const unsigned char> bytes) const {
    CHECK(bytes.size() % kBlockBytes == 0);
    Block state{};
    for (std::size_t at = 0; at < bytes.size(); at += kBlockBytes) {
      for (std::size_t i = 0; i < kBlockBytes; ++i) {
        state[i] = static_cast<unsigned char>(state[i] ^ bytes[at + i]);
      }
      state = encrypt(state);
    }
    return state;
  }

 private:
  Context context_;
};

// One run over one string of numerals; letters are the standard's.
class Run {
 public:
  Run(const Ff1Setting& setting, std::span<const std::uint16_t> numerals)
      : setting_(setting),
        cipher_(setting.key),
        scratch_(BN_CTX_new(), &BN_CTX_free),
        u_(numerals.size() / 2),
        v_(numerals.size() - u_),
        a_(numerals.begin(), numerals.begin() + static_cast<std::ptrdiff_t>(u_)),
        b_(numerals.begin() + static_cast<std::ptrdiff_t>(u_), numerals.end()) {
    CHECK(scratch_ != nullptr);
    const Number largest = power(v_);
    CHECK(BN_sub_word(largest.get(), 1) == 1);
    number_bytes_ = static_cast<std::size_t>(BN_num_bytes(largest.get()));
    stream_bytes_ = 4 * ((number_bytes_ + 3) / 4) + 4;
    write_head(numerals.size());
  }

  Numerals encrypt() {
    for (int round = 0; round < kRounds; ++round) {
      Numerals c = mix(a_, b_, round, BN_mod_add);
      a_ = std::move(b_);
      b_ = std::move(c);
    }
    return joined();
  }

  Numerals decrypt() {
    for (int round = kRounds - 1; round >= 0; --round) {
      Numerals c = mix(b_, a_, round, BN_mod_sub);
      b_ = std::move(a_);
      a_ = std::move(c);
    }
    return joined();
  }

 private:
  using Combine = int (*)(BIGNUM*, const BIGNUM*, const BIGNUM*, const BIGNUM*, BN_CTX*);

  void write_head(std::size_t count) {
    head_ = {1, 2, 1};
    append_big_endian(head_, setting_.radix, 3);
    head_.push_back(kRounds);
    head_.push_back(static_cast<unsigned char>(u_ % 256));
    append_big_endian(head_, count, 4);
    append_big_endian(head_, setting_.tweak.size(), 4);
  }

  Number power(std::size_t exponent) const {
    Number base = new_number();
    Number times = new_number();
    Number result = new_number();
    CHECK(BN_set_word(base.get(), setting_.radix) == 1 && BN_set_word(times.get(), exponent) == 1 &&
          BN_exp(result.get(), base.get(), times.get(), scratch_.get()) == 1);
    return result;
  }

  Number number_of(std::span<const std::uint16_t> numerals) const {
    Number number = new_number();
    BN_zero(number.get());
    for (const std::uint16_t numeral : numerals) {
      CHECK(BN_mul_word(number.get(), setting_.radix) == 1 &&
            BN_add_word(number.get(), numeral) == 1);
    }
    return number;
  }

  Numerals numerals_of(BIGNUM* number, std::size_t count) const {
    Numerals numerals(count);
    for (std::size_t i = count; i-- > 0;) {
      numerals[i] = static_cast<std::uint16_t>(BN_div_word(number, setting_.radix));
    }
    return numerals;
  }

  // What is added to one half: drawn from the other, the round and the tweak.
  Number key_stream(std::span<const std::uint16_t> from, int round) const {
    std::vector<unsigned char> bytes = head_;
    const auto* tweak = reinterpret_cast<const unsigned char*>(setting_.tweak.data());
    bytes.insert(bytes.end(), tweak, tweak + setting_.tweak.size());
    const std::size_t tail = (setting_.tweak.size() + number_bytes_ + 1) % kBlockBytes;
    bytes.insert(bytes.end(), (kBlockBytes - tail) % kBlockBytes, 0);
    bytes.push_back(static_cast<unsigned char>(round));
    const Number number = number_of(from);
    bytes.resize(bytes.size() + number_bytes_);
    CHECK(BN_bn2binpad(number.get(), bytes.data() + bytes.size() - number_bytes_,
                       static_cast<int>(number_bytes_)) >= 0);
    const std::vector<unsigned char> stream = expand(cipher_.chain(bytes));
    Number result = new_number();
    CHECK(BN_bin2bn(stream.data(), static_cast<int>(stream_bytes_), result.get()) != nullptr);
    return result;
  }

  std::vector<unsigned char> expand(const Block& first) const {
    std::vector<unsigned char> stream(first.begin(), first.end());
    for (std::uint64_t j = 1; stream.size() < stream_bytes_; ++j) {
      Block block = first;
      for (std::size_t i = 0; i < 8; ++i) {
        block[15 - i] = static_cast<unsigned char>(block[15 - i] ^ (j >> (8 * i)));
      }
      block = cipher_.encrypt(block);
      stream.insert(stream.end(), block.begin(), block.end());
    }
    return stream;
  }

  Numerals mix(const Numerals& changed, const Numerals& other, int round, Combine combine) const {
    const std::size_t count = round % 2 == 0 ? u_ : v_;
    const Number modulus = power(count);
    const Number value = number_of(changed);
    const Number stream = key_stream(other, round);
    const Number result = new_number();
    CHECK(combine(result.get(), value.get(), stream.get(), modulus.get(), scratch_.get()) == 1);
    return numerals_of(result.get(), count);
  }

  Numerals joined() {
    a_.insert(a_.end(), b_.begin(), b_.end());
    return std::move(a_);
  }

  const Ff1Setting& setting_;
  BlockCipher cipher_;
  Scratch scratch_;
  std::size_t u_, v_;
  Numerals a_, b_;
  std::size_t number_bytes_ = 0;     // b of the standard
  std::size_t stream_bytes_ = 0;     // d
  std::vector<unsigned char> head_;  // P
};

Result<> check(const Ff1Setting& setting, std::span<const std::uint16_t> numerals) {
  const auto refuse = [](const char* why) { return Error{ErrorCode::InvalidInput, why}; };
  CHECK(setting.radix >= 2 && setting.radix <= 65536);
  if (setting.tweak.size() > kTweakBytesMax) return refuse("the tweak is too long");
  if (numerals.size() > kNumeralsMax) return refuse("too long to encrypt in its format");
  std::uint64_t values = 1;
  for (std::size_t i = 0; i < numerals.size() && values < kValuesMin; ++i) values *= setting.radix;
  if (numerals.size() < 2 || values < kValuesMin) {
    return refuse("too short to encrypt in its format: all its values could be tried");
  }
  const bool is_below = std::all_of(numerals.begin(), numerals.end(),
                                    [&](std::uint16_t numeral) { return numeral < setting.radix; });
  if (!is_below) return refuse("a numeral is not below the radix");
  return {};
}

constexpr std::string_view kSymbols =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

std::string_view symbols_of(Alphabet alphabet) {
  switch (alphabet) {
    case Alphabet::Digits:
      return kSymbols.substr(0, 10);
    case Alphabet::UpperAlnum:
      return kSymbols.substr(0, 36);
    case Alphabet::Alnum:
      break;
  }
  return kSymbols;
}

using Change = Result<Numerals> (*)(const Ff1Setting&, std::span<const std::uint16_t>);

Result<std::string> change_format(std::string_view value, Ff1Setting setting, Alphabet alphabet,
                                  Change change) {
  const std::string_view symbols = symbols_of(alphabet);
  setting.radix = static_cast<std::uint32_t>(symbols.size());
  Numerals numerals;
  for (const char c : value) {
    const std::size_t at = symbols.find(c);
    if (at != std::string_view::npos) numerals.push_back(static_cast<std::uint16_t>(at));
  }
  const Numerals changed = TRY(change(setting, numerals));
  std::string out(value);
  std::size_t next = 0;
  for (char& c : out) {
    if (symbols.find(c) != std::string_view::npos) c = symbols[changed[next++]];
  }
  return out;
}

}  // namespace

Result<Numerals> encrypt_ff1(const Ff1Setting& setting, std::span<const std::uint16_t> plain) {
  TRY(check(setting, plain));
  return Run(setting, plain).encrypt();
}

Result<Numerals> decrypt_ff1(const Ff1Setting& setting, std::span<const std::uint16_t> secret) {
  TRY(check(setting, secret));
  return Run(setting, secret).decrypt();
}

Result<std::string> encrypt_format(std::string_view value, Bytes key, Bytes tweak,
                                   Alphabet alphabet) {
  return change_format(value, {.key = key, .tweak = tweak}, alphabet, encrypt_ff1);
}

Result<std::string> decrypt_format(std::string_view value, Bytes key, Bytes tweak,
                                   Alphabet alphabet) {
  return change_format(value, {.key = key, .tweak = tweak}, alphabet, decrypt_ff1);
}

}  // namespace holdfast::protect
