//! `sealed waiting`, `sealed pack`, `sealed take`: files from hand to hand.

use app::api::sealed::{FileSaved, FileTakeRequest, FileTaken, PackSaveRequest, WaitingSaveRequest};

use crate::args::{Common, Sealed};
use crate::notebook;
use crate::output::{Output, Stop};

pub fn run(common: &Common, sealed: &Sealed, output: &mut Output) -> Result<(), Stop> {
    match sealed {
        Sealed::Waiting(asked) => {
            let request = WaitingSaveRequest {
                file: notebook::path(&asked.file)?,
                to: asked.to.clone(),
                purpose: asked.purpose.clone(),
                until: asked.until.clone(),
            };
            let app = notebook::open(common)?;
            let saved: FileSaved = notebook::mutate(&app, "waiting_save", &request)?;
            output.answer(&saved, || format!("{}\n  {}", saved.words, saved.file))
        }
        Sealed::Pack(asked) => {
            let file = notebook::path(&asked.file)?;
            let request = PackSaveRequest {
                file,
                ward: asked.ward.clone(),
                to: asked.to.clone(),
                purpose: asked.purpose.clone(),
                until: asked.until.clone(),
            };
            let app = notebook::open(common)?;
            let saved: FileSaved = notebook::mutate(&app, "pack_save", &request)?;
            output.answer(&saved, || format!("{}\n  {}", saved.words, saved.file))
        }
        Sealed::Take(asked) => {
            let request = FileTakeRequest { file: notebook::path(&asked.file)? };
            let app = notebook::open(common)?;
            let taken: FileTaken = notebook::mutate(&app, "file_take", &request)?;
            output.answer(&taken, || {
                let said = taken.terms.iter().chain(&taken.past).chain(&taken.left_out_words);
                let out: String = said.map(|words| format!("\n{words}")).collect();
                format!("{}\n{}{out}", taken.words, taken.made)
            })
        }
    }
}
