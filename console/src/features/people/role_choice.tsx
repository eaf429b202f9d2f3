import { Checkbox } from "@mantine/core";
import { type Role, roles } from "../../api/types";
import { useTexts } from "../../ui/text";
import styles from "./people.module.css";

export function RoleChoice({
  value,
  onChange,
}: {
  value: Role[];
  onChange: (roles: Role[]) => void;
}) {
  const texts = useTexts();
  return (
    <Checkbox.Group
      label={texts.t("field.roles")}
      value={value}
      onChange={(next) => onChange(roles.filter((role) => next.includes(role)))}
    >
      <div className={styles.roles}>
        {roles.map((role) => (
          <Checkbox
            key={role}
            value={role}
            label={texts.t(`person_role.${role}`)}
            description={texts.t(`person_role.${role}.text`)}
          />
        ))}
      </div>
    </Checkbox.Group>
  );
}
