#include "engine/protect/operator_keys.h"

#include "base/check.h"
#include "engine/protect/scope.h"

namespace holdfast::protect {

SecretBytes operator_key(Bytes given, KeyUse use) {
  switch (use) {
    case KeyUse::Hash:
      return scoped_key(given, "hash", {}, 32);
    case KeyUse::Token:
      return scoped_key(given, "token", {}, 32);
    case KeyUse::Siv:
      return scoped_key(given, "siv", {}, 64);
    case KeyUse::Format:
      return scoped_key(given, "ff1", {}, 32);
    case KeyUse::Shift:
      return scoped_key(given, "shift", {}, 32);
    case KeyUse::Surrogate:
      return scoped_key(given, "surrogate", {}, 32);
  }
  CHECK(false);
}

}  // namespace holdfast::protect
