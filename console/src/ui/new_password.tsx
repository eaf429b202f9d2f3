// A new password, twice. Length is what counts; nothing is asked about digits and signs.

import { PasswordInput } from "@mantine/core";
import { useState } from "react";
import { useTexts } from "./text";

const password_chars_min = 12;
const password_chars_max = 1024;

export function NewPassword({
  onChange,
  was_tried,
  size = "sm",
}: {
  onChange: (password: string, is_sound: boolean) => void;
  was_tried: boolean;
  size?: "sm" | "md";
}) {
  const texts = useTexts();
  const [password, setPassword] = useState("");
  const [repeated, setRepeated] = useState("");
  const is_short = (value: string) => value.length < password_chars_min;
  const set = (next: string, again: string) => {
    setPassword(next);
    setRepeated(again);
    onChange(next, !is_short(next) && next === again);
  };
  const shared = {
    autoComplete: "new-password",
    required: true,
    withAsterisk: false,
    maxLength: password_chars_max,
    size,
    visibilityToggleButtonProps: { "aria-label": texts.t("sign_in.show_password") },
  };
  return (
    <>
      <PasswordInput
        {...shared}
        label={texts.t("sign_in.new_password")}
        description={texts.t("sign_in.password_rule", { count: password_chars_min })}
        value={password}
        onChange={(event) => set(event.currentTarget.value, repeated)}
        error={was_tried && is_short(password) ? texts.t("sign_in.password_short") : undefined}
      />
      <PasswordInput
        {...shared}
        label={texts.t("sign_in.repeat_password")}
        value={repeated}
        onChange={(event) => set(password, event.currentTarget.value)}
        error={
          was_tried && !is_short(password) && repeated !== password
            ? texts.t("sign_in.password_differs")
            : undefined
        }
      />
    </>
  );
}
