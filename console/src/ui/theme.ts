// The console's look: one accent (kelp), paper and deep water as grounds, states from tokens.css.

import { createTheme, type MantineColorsTuple } from "@mantine/core";

const kelp: MantineColorsTuple = [
  "#e6f5f1",
  "#cfe9e2",
  "#a3d5c9",
  "#74c0ae",
  "#4aab96",
  "#248f79",
  "#0f7766",
  "#0b6456",
  "#095347",
  "#063e35",
];

// Greys of the night theme, tinted towards the sea. Index 7 is the page, 6 raised ground.
const dark: MantineColorsTuple = [
  "#dfe7e4",
  "#b4c2bd",
  "#93a39e",
  "#6b7c77",
  "#33413e",
  "#26322f",
  "#18211f",
  "#101716",
  "#0c1211",
  "#080c0b",
];

const gray: MantineColorsTuple = [
  "#f6f7f4",
  "#eef0ec",
  "#e2e5df",
  "#d3d8d1",
  "#bfc6bf",
  "#97a19b",
  "#6d7873",
  "#4d5955",
  "#33403c",
  "#1a2422",
];

const sans = '"Atkinson Hyperlegible Next Variable", system-ui, "Segoe UI", sans-serif';
const mono = '"Atkinson Hyperlegible Mono Variable", ui-monospace, "DejaVu Sans Mono", monospace';

export const theme = createTheme({
  primaryColor: "kelp",
  // White letters stand on it in both themes.
  primaryShade: { light: 7, dark: 6 },
  colors: { kelp, dark, gray },
  white: "#ffffff",
  black: "#14201d",
  fontFamily: sans,
  fontFamilyMonospace: mono,
  // Made for telling 0 from O and 1 from l, which is what people do with masked numbers all day.
  headings: {
    fontFamily: sans,
    fontWeight: "650",
    sizes: {
      h1: { fontSize: "1.5rem", lineHeight: "1.25" },
      h2: { fontSize: "1.0625rem", lineHeight: "1.35" },
      h3: { fontSize: "0.9375rem", lineHeight: "1.4" },
    },
  },
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.9063rem", lg: "1.0625rem", xl: "1.3125rem" },
  spacing: { xs: "0.5rem", sm: "0.75rem", md: "1rem", lg: "1.5rem", xl: "2.25rem" },
  radius: { xs: "2px", sm: "5px", md: "8px", lg: "12px", xl: "20px" },
  defaultRadius: "sm",
  cursorType: "pointer",
  focusRing: "auto",
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: "sm" } },
    TextInput: { defaultProps: { size: "sm" } },
    PasswordInput: { defaultProps: { size: "sm" } },
    Select: { defaultProps: { size: "sm", comboboxProps: { shadow: "md" } } },
    Textarea: { defaultProps: { size: "sm" } },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 250, multiline: true, maw: 320 } },
    Modal: {
      defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.45 } },
      styles: { title: { fontWeight: 650, fontSize: "1.0625rem" } },
    },
    Drawer: {
      defaultProps: { position: "right", overlayProps: { backgroundOpacity: 0.35 } },
      styles: { title: { fontWeight: 650, fontSize: "1.0625rem" } },
    },
  },
});
