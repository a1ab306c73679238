use std::path::Path;

use serde_json::json;
use wardbook_server::error::{Result, at};
use wardbook_server::setup;

use super::{folder, hints};
use crate::args::Place;
use crate::output::{Done, remark};

pub async fn run(place: &Place, file: &Path) -> Result<Done> {
    let key_beside = setup::backup(&folder(place), file, &hints(place)).await?;
    let bytes = std::fs::metadata(file).map_err(at(file))?.len();
    if key_beside {
        remark(&format!(
            "Warning: the key to this backup lies beside it, in {}.key. Keep the two apart: whoever has both can read everything.",
            file.display()
        ));
    }
    Ok(Done {
        text: format!("The backup is in {}, {bytes} bytes, encrypted. Keep its key apart from it.", file.display()),
        json: json!({ "file": file.display().to_string(), "bytes": bytes, "key_beside": key_beside }),
    })
}
