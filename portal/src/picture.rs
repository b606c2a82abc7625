//! A member's picture: whatever was uploaded is read within limits and written anew, small and square.
//!
//! Nothing of the file itself is kept: no metadata (where and when a photo was taken), no second file hidden behind it, no
//! format but the one we write. Pictures are drawn upright first, because the mark that says which side is up goes too.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder as _, ImageError, ImageFormat, ImageReader, Limits, Rgb, RgbImage};

/// The most bytes an uploaded picture may have: 2 MiB.
pub const LARGEST: usize = 2 * 1024 * 1024;
/// The most pixels an uploaded picture may be wide or high.
pub const WIDEST: u32 = 4096;
/// How wide and high our own pictures are, in pixels: four times what the pages show, for fine screens.
pub const SIDE: u32 = 256;
/// The most memory that reading a picture may take, in bytes: 4,096 by 4,096 pixels of four bytes, and the decoder's own.
const MOST_MEMORY: u64 = 96 * 1024 * 1024;
/// Of the JPEG that is written: beyond it files grow and eyes see nothing.
const QUALITY: u8 = 85;

/// Why a file does not become a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadPicture {
    /// Not a JPEG, PNG or WebP.
    #[error("not a picture of a known format")]
    Unknown,
    /// More pixels than are read.
    #[error("too many pixels")]
    TooWide,
    /// Damaged, or cut off.
    #[error("a damaged picture")]
    Broken,
}

/// Reads a picture and writes it anew: the square in its middle, [`SIDE`] wide, as JPEG. It takes its time, so it belongs
/// on a thread of its own.
///
/// # Errors
/// [`BadPicture`].
pub fn prepare(file: &[u8]) -> Result<Vec<u8>, BadPicture> {
    let upright = read(file)?;
    let side = upright.width().min(upright.height());
    let (x, y) = ((upright.width() - side) / 2, (upright.height() - side) / 2);
    let square = upright.crop_imm(x, y, side, side).resize_exact(SIDE, SIDE, FilterType::CatmullRom);
    let mut written = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut written, QUALITY);
    on_white(&square).write_with_encoder(encoder).map_err(|_| BadPicture::Broken)?;
    Ok(written)
}

/// The picture, its upper side up.
fn read(file: &[u8]) -> Result<DynamicImage, BadPicture> {
    let mut reader = ImageReader::new(Cursor::new(file)).with_guessed_format().map_err(|_| BadPicture::Unknown)?;
    match reader.format() {
        Some(ImageFormat::Jpeg) if is_cut_off(file) => return Err(BadPicture::Broken),
        Some(ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP) => {}
        _ => return Err(BadPicture::Unknown),
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(WIDEST);
    limits.max_image_height = Some(WIDEST);
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| reason(&error))?;
    let (width, height) = decoder.dimensions();
    if width > WIDEST || height > WIDEST || decoder.total_bytes() > MOST_MEMORY {
        return Err(BadPicture::TooWide);
    }
    let orientation = decoder.orientation().map_err(|error| reason(&error))?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|error| reason(&error))?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

const fn reason(error: &ImageError) -> BadPicture {
    match error {
        ImageError::Limits(_) => BadPicture::TooWide,
        _ => BadPicture::Broken,
    }
}

/// The decoder would fill what is missing of a JPEG with grey. After the last start of a scan there must be an end of the
/// image (ITU-T T.81 §B.1.1.3); within a scan the two bytes of either marker cannot occur.
fn is_cut_off(jpeg: &[u8]) -> bool {
    const START_OF_SCAN: [u8; 2] = [0xFF, 0xDA];
    const END_OF_IMAGE: [u8; 2] = [0xFF, 0xD9];
    let last = |marker: [u8; 2]| jpeg.windows(2).rposition(|two| two == marker);
    last(END_OF_IMAGE) < last(START_OF_SCAN)
}

/// JPEG knows no transparency: what can be seen through becomes white.
fn on_white(picture: &DynamicImage) -> RgbImage {
    let picture = picture.to_rgba8();
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [red, green, blue, alpha] = picture.get_pixel(x, y).0;
        let over = |colour: u8| {
            let mixed = (u32::from(colour) * u32::from(alpha) + 255 * (255 - u32::from(alpha))) / 255;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        };
        Rgb([red, green, blue].map(over))
    })
}

#[cfg(test)]
mod tests;
