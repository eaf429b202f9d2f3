import { Button } from "@mantine/core";
import { type ErrorComponentProps, Link } from "@tanstack/react-router";
import { Page } from "../ui/page";
import { NothingYet } from "../ui/states";
import { useTexts } from "../ui/text";

export function PageNotFound() {
  const texts = useTexts();
  return (
    <Page title={texts.t("page.not_found")}>
      <NothingYet
        title={texts.t("page.not_found.title")}
        action={
          <Button component={Link} to="/" variant="default">
            {texts.t("page.to_overview")}
          </Button>
        }
      >
        {texts.t("page.not_found.text")}
      </NothingYet>
    </Page>
  );
}

// A defect of the console itself, or a page whose code could not be fetched after an update.
export function PageThrew({ error }: ErrorComponentProps) {
  const texts = useTexts();
  return (
    <Page title={texts.t("page.threw")}>
      <NothingYet
        title={texts.t("page.threw.title")}
        action={
          <Button variant="default" onClick={() => globalThis.location.reload()}>
            {texts.t("page.reload")}
          </Button>
        }
      >
        <p>{texts.t("page.threw.text")}</p>
        <p>
          <code>{error instanceof Error ? error.message : String(error)}</code>
        </p>
      </NothingYet>
    </Page>
  );
}
