import { localStorageColorSchemeManager, MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useState } from "react";
import { asFailure } from "../api/failure";
import { TextProvider } from "../ui/text";
import { theme } from "../ui/theme";
import { createConsoleRouter } from "./router";

// The same key as in public/theme.js, which paints before this runs.
const scheme_manager = localStorageColorSchemeManager({ key: "holdfast.scheme" });

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        // What the server refused it will refuse again; what did not arrive may arrive.
        retry: (failures, error) => {
          const { status } = asFailure(error);
          return failures < 2 && (status === 0 || status >= 502);
        },
      },
    },
  });
}

export function App() {
  const [client] = useState(createQueryClient);
  const [router] = useState(() => createConsoleRouter(client));
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" colorSchemeManager={scheme_manager}>
      <TextProvider>
        <QueryClientProvider client={client}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </TextProvider>
    </MantineProvider>
  );
}
