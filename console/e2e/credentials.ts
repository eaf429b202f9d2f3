export const credentials = {
  name: "Journey",
  email: "journey@example.com",
  password: "correct horse battery",
};
