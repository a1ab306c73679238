//! Photos and documents in the window, given to it as a person drops them.

use super::session::{PATIENCE, Window};

/// Draws two pictures, and drops them on the page with a document and a picture of a kind that is not taken.
const DROP: &str = "
    const drawn = (name, sky, ground, lines) => new Promise((done) => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 1600, height: 1200 });
      const on = canvas.getContext('2d');
      on.fillStyle = sky; on.fillRect(0, 0, 1600, 700);
      on.fillStyle = ground; on.fillRect(0, 700, 1600, 500);
      on.strokeStyle = '#f4f4ee'; on.lineWidth = 10;
      for (let n = 0; n < lines; n += 1) on.strokeRect(60 + n * 190, 300, 190, 400);
      on.fillStyle = '#2b2b30';
      for (const x of [500, 900]) {
        on.beginPath(); on.arc(x, 920, 70, 0, 7); on.arc(x + 210, 920, 70, 0, 7); on.fill();
        on.fillRect(x, 800, 220, 60);
      }
      canvas.toBlob((blob) => done(new File([blob], name, { type: 'image/jpeg' })), 'image/jpeg', 0.8);
    });
    const pictures = [drawn('court.jpg', '#9db8cf', '#5d7f52', 8), drawn('footpath behind Larkfield.jpg', '#4a5568', '#3f4438', 3)];
    return Promise.all(pictures).then((files) => {
      files.push(new File(['%PDF-1.4\\n%%EOF\\n'], 'minutes of the ward panel.pdf', { type: 'application/pdf' }));
      files.push(new File(['\\0\\0\\0\\x18ftypheic\\0\\0\\0\\0'], 'IMG 0412.heic', { type: 'image/heic' }));
      const dataTransfer = new DataTransfer();
      for (const file of files) dataTransfer.items.add(file);
      document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer }));
    });";

/// On a page that takes files: drops two photos, a document, and a picture that is refused.
pub fn drop_files(window: &Window) {
    window.script(DROP, vec![]);
    window.wait_for_text("minutes of the ward panel.pdf");
    window.wait_for_text("so it was not added");
}

/// On the Record page: the photos and documents of its draft.
pub(super) fn record_file_screens(window: &Window, see: &dyn Fn(&str)) {
    drop_files(window);
    let field = window.look_for("field", "What does it show?").into_iter().next();
    field.expect("a photo is to be described").type_text("Two mopeds in front of the fence of the court");
    window.script("document.querySelector('.files').scrollIntoView({ block: 'start' })", vec![]);
    see("record-files");
    window.script("document.querySelector('.file-add').scrollIntoView({ block: 'center' })", vec![]);
    see("record-files-refused");
}

/// On a note with photos: the list, one of them by itself, and the form for a copy of it.
pub(super) fn note_file_screens(window: &Window, see: &dyn Fn(&str)) {
    window.wait_for_text("minutes of the ward panel.pdf");
    window.script("document.querySelector('.files').scrollIntoView({ block: 'center' })", vec![]);
    see("note-files");
    window.script("document.querySelector('.files .door').click()", vec![]);
    let whole = "const picture = document.querySelector('dialog img:not(.small-one)');
        return Boolean(picture?.complete && picture.naturalWidth > 1000)";
    window.until(PATIENCE, "show the whole picture", || (window.script(whole, vec![]) == true).then_some(()));
    see("photo");
    window.button("Save a copy…").click();
    window.field("Who is it for?");
    see("photo-copy");
    window.press("Escape");
    window.settle();
}
