// Words for whoever has neither passphrase nor recovery code. What came of sending comes worded from behind.
export const forgotten = {
  neither: "I have neither",
  back: "I found one of them",
  heading: "Neither passphrase nor recovery code",
  says: "Nobody can open this notebook without one of them: not your coordinator, and not whoever made Wardbook.",
  joined: "What was sent before is with your partnership. You read it again on a new notebook.",
  alone: "If you have a backup, and its passphrase or code, put this notebook aside and restore it.",
  nothing: "Nothing waits here to be sent.",
  waits: "What you recorded and had not sent can still be sent, without opening the notebook. Nobody but your partnership’s server can open it.",
  stays: "Drafts stay behind in this notebook, and so do photos and documents that had not gone yet.",
  invitation: "Invitation",
  invitationHint:
    "Ask your coordinator for a new one and paste the whole text. It says where the server is; sending does not use it up.",
  send: "Send what waits",
  sending: "Sending…",
  next: "What to do next",
  nextSays:
    "Put this notebook aside and join again with the same invitation. It is moved, whole, into a folder inside its own. Nothing is deleted.",
  aloneNext: "This notebook is moved, whole, into a folder inside its own. Nothing is deleted.",
  setAside: "Put this notebook aside",
  settingAside: "Putting aside…",
} as const;
