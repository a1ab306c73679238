//! Photos: decoded and written anew, so that nothing of what a camera wrote beside the picture is left (where,
//! when, with which camera, an earlier version as a thumbnail, a film behind the end), turned the right way up,
//! and made small enough to travel over a poor line.

use std::io::Cursor;

use domain::words::FileRefusal;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::imageops::FilterType as Scaling;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

use super::{Cleaned, PHOTO_MAX, Picture, with_ending};

/// The longest side of a photo that is kept, in pixels: a number plate across a street can still be read.
const SIDE_MAX: u32 = 2_560;
const QUALITY: u8 = 85;
/// A picture with hard edges (a screenshot, a map) stays a PNG while it is not larger than this.
const PNG_MAX: usize = 3 * 1024 * 1024;
const THUMBNAIL_SIDE: u32 = 240;
/// What a thumbnail may take: it stands in the record, and travels with the text.
const THUMBNAIL_BYTES: usize = 12 * 1024;
/// More than any camera makes; what says that it is larger is not decoded.
const SIDE_READ: u32 = 20_000;
/// What a picture may be laid out in: the largest that phones take, of 200 million pixels, have 600 million bytes.
const MEMORY: u64 = 640 * 1024 * 1024;

pub(super) enum Form {
    Known(ImageFormat),
    /// A picture that cannot be decoded here, and so not cleaned.
    Unclean,
    None,
}

pub(super) fn form(bytes: &[u8]) -> Form {
    if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        return Form::Known(ImageFormat::Jpeg);
    }
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Form::Known(ImageFormat::Png);
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Form::Known(ImageFormat::WebP);
    }
    let iso = bytes.get(4..8) == Some(b"ftyp");
    let brand = bytes.get(8..12).unwrap_or_default();
    let heif =
        iso && [b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif", b"heim", b"heis"].iter().any(|one| brand == *one);
    let other = bytes.starts_with(b"GIF8")
        || bytes.starts_with(b"II*\0")
        || bytes.starts_with(b"MM\0*")
        || bytes.starts_with(b"BM")
        || bytes.starts_with(b"\0\0\x01\0");
    if heif || other { Form::Unclean } else { Form::None }
}

pub(super) fn clean(name: &str, form: ImageFormat, bytes: &[u8]) -> Result<Cleaned, FileRefusal> {
    if bytes.len() > PHOTO_MAX {
        return Err(FileRefusal::TooLarge { name: name.to_owned(), limit_mb: (PHOTO_MAX / 1024 / 1024) as u64 });
    }
    let damaged = || FileRefusal::PictureDamaged { name: name.to_owned() };
    let (whole, orientation) = decoded(form, bytes).map_err(|_| damaged())?;
    let mut picture = shrunk(&whole, SIDE_MAX);
    drop(whole);
    // Turned once it is small: turning lays a picture out a second time.
    picture.apply_orientation(orientation);
    let (width, height) = (picture.width(), picture.height());
    let thumbnail = thumbnail(&picture).map_err(|_| damaged())?;
    let as_png = if form == ImageFormat::Png { png(&picture).ok().filter(|png| png.len() <= PNG_MAX) } else { None };
    let (bytes, media, ending) = match as_png {
        Some(png) => (png, "image/png", "png"),
        None => (jpeg(&picture, QUALITY).map_err(|_| damaged())?, "image/jpeg", "jpg"),
    };
    let picture = Some(Picture { width, height, thumbnail });
    Ok(Cleaned { name: with_ending(name, ending), media, bytes, picture })
}

fn decoded(form: ImageFormat, bytes: &[u8]) -> image::ImageResult<(DynamicImage, Orientation)> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), form);
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_READ);
    limits.max_image_height = Some(SIDE_READ);
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits.clone());
    let mut decoder = reader.into_decoder()?;
    // A decoder's own limits leave out what the picture itself is laid out in, and a JPEG that comes in passes is
    // laid out in numbers of two bytes beside it.
    let times = if form == ImageFormat::Jpeg && comes_in_passes(bytes) { 3 } else { 1 };
    limits.reserve(decoder.total_bytes().saturating_mul(times))?;
    decoder.set_limits(limits)?;
    // A picture whose notes are damaged is still a picture.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    Ok((DynamicImage::from_decoder(decoder)?, orientation))
}

/// Whether a JPEG comes in passes, each sharper than the one before: as its parts say up to the first of the picture
/// itself, and where they do not read.
fn comes_in_passes(jpeg: &[u8]) -> bool {
    let mut rest = jpeg.get(2..).unwrap_or_default();
    while let [0xff, sort, behind @ ..] = rest {
        rest = match sort {
            0xda => return false,
            0xc2 | 0xc6 | 0xca | 0xce => return true,
            0xff => rest.get(1..).unwrap_or_default(),
            0x01 | 0xd0..=0xd9 => behind,
            _ => {
                let length = behind.first_chunk().map_or(usize::MAX, |length| usize::from(u16::from_be_bytes(*length)));
                behind.get(length..).unwrap_or_default()
            }
        };
    }
    true
}

fn shrunk(picture: &DynamicImage, side: u32) -> DynamicImage {
    if picture.width().max(picture.height()) <= side {
        return picture.clone();
    }
    picture.resize(side, side, Scaling::Triangle)
}

fn jpeg(picture: &DynamicImage, quality: u8) -> image::ImageResult<Vec<u8>> {
    let mut bytes = Vec::new();
    // On white, since a JPEG has nothing to see through.
    on_white(picture).write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, quality))?;
    Ok(bytes)
}

fn on_white(picture: &DynamicImage) -> DynamicImage {
    if !picture.color().has_alpha() {
        return DynamicImage::ImageRgb8(picture.to_rgb8());
    }
    let from = picture.to_rgba8();
    let flat = |value: u8, alpha: u8| {
        let (value, alpha) = (u32::from(value), u32::from(alpha));
        u8::try_from((value * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
    };
    let mut on = image::RgbImage::new(from.width(), from.height());
    for (to, pixel) in on.pixels_mut().zip(from.pixels()) {
        let [red, green, blue, alpha] = pixel.0;
        to.0 = [flat(red, alpha), flat(green, alpha), flat(blue, alpha)];
    }
    DynamicImage::ImageRgb8(on)
}

fn png(picture: &DynamicImage) -> image::ImageResult<Vec<u8>> {
    let mut bytes = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Default, FilterType::Adaptive);
    if picture.color().has_alpha() {
        DynamicImage::ImageRgba8(picture.to_rgba8()).write_with_encoder(encoder)?;
    } else {
        DynamicImage::ImageRgb8(picture.to_rgb8()).write_with_encoder(encoder)?;
    }
    Ok(bytes)
}

fn thumbnail(picture: &DynamicImage) -> image::ImageResult<Vec<u8>> {
    let (mut side, mut quality) = (THUMBNAIL_SIDE, 75);
    loop {
        let bytes = jpeg(&shrunk(picture, side), quality)?;
        if bytes.len() <= THUMBNAIL_BYTES || quality <= 35 && side <= 60 {
            return Ok(bytes);
        }
        if quality > 35 { quality -= 20 } else { side /= 2 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The head of a PNG without its picture: whoever believes it lays out eight bytes for each pixel.
    fn promising(side: u32) -> Vec<u8> {
        let about = [&side.to_be_bytes()[..], &side.to_be_bytes(), &[16, 6, 0, 0, 0]].concat();
        let head = [b"IHDR", &about[..]].concat();
        let checked = head.iter().fold(u32::MAX, |sum, byte| {
            (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 })
        });
        [b"\x89PNG\r\n\x1a\n\0\0\0\x0d", &head[..], &(!checked).to_be_bytes(), b"\0\0\0\x0aIDAT"].concat()
    }

    #[test]
    fn a_jpeg_says_itself_whether_it_comes_in_passes_whatever_a_camera_put_beside_it() {
        let mut plain = jpeg(&DynamicImage::new_rgb8(16, 16), QUALITY).unwrap();
        assert!(!comes_in_passes(&plain));
        // A film behind the end, and what a camera notes before the picture.
        plain.extend([0xff, 0xc2, 0, 2]);
        let noted = [&plain[..2], &[0xff, 0xe1, 0, 4, 0xff, 0xc2], &plain[2..]].concat();
        assert!(!comes_in_passes(&plain) && !comes_in_passes(&noted));
        let at = plain.windows(2).position(|two| two == [0xff, 0xc0]).unwrap();
        plain[at + 1] = 0xc2;
        assert!(comes_in_passes(&plain));
        assert!(comes_in_passes(&[0xff, 0xd8, 0xff]) && comes_in_passes(&noted[..12]) && comes_in_passes(b""));
    }

    #[test]
    fn a_small_file_that_claims_to_be_an_enormous_picture_is_refused_before_it_is_laid_out() {
        for side in [9_200, 20_000, 20_001, u32::MAX >> 1] {
            let read = decoded(ImageFormat::Png, &promising(side));
            assert!(matches!(read, Err(image::ImageError::Limits(_))), "{side}: {:?}", read.err());
        }
        let read = decoded(ImageFormat::Png, &promising(100));
        assert!(!matches!(read, Err(image::ImageError::Limits(_))), "{:?}", read.err());
    }
}
