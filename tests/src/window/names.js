// Finds elements by role and accessible name, as a screen reader would: hidden ones do not count,
// and names are worked out by axe-core's own reading of the accessible name standard.
// Arguments: role ("field" stands for anything that is typed into), name or null for any.
const [role, name] = arguments;
const typed =
  "textarea, [contenteditable='true'], [role='textbox'], " +
  "input:not([type='button'], [type='submit'], [type='reset'], [type='checkbox'], [type='radio'], [type='hidden'], [type='file'])";
const squeeze = (text) => (text ?? "").replace(/\s+/g, " ").trim();
// A count at the end of a name is allowed: "Notes 12" is the link "Notes".
const same = (said) => name === null || said === name || said.replace(/,? \(?\d[\d,]*\)?$/, "") === name;

if (axe._tree) axe.teardown();
axe.setup(document.documentElement);
try {
  return [...document.querySelectorAll("*")].filter((element) => {
    const fits = role === "field" ? element.matches(typed) : axe.commons.aria.getRole(element) === role;
    return (
      fits &&
      axe.commons.dom.isVisibleToScreenReaders(element) &&
      same(squeeze(axe.commons.text.accessibleText(element)))
    );
  });
} finally {
  axe.teardown();
}
