//! QR codes as PNG pictures: members save them, print them and scan them off the screen.

use std::io;

use data_encoding::BASE64;
use qrcodegen::{QrCode, QrCodeEcc};

/// The width of one module in pixels.
const MODULE: usize = 8;
/// The margin in modules that the standard asks for (ISO/IEC 18004 §9.1).
const MARGIN: usize = 4;

/// A picture of a QR code.
#[derive(Clone, Debug)]
pub struct Picture {
    /// Its width and height in pixels.
    pub size: usize,
    png: Vec<u8>,
}

/// A text that no QR code holds: more than about two thousand characters.
#[derive(Debug, thiserror::Error)]
#[error("no picture of a QR code: {0}")]
pub struct NoPicture(io::Error);

impl Picture {
    /// The QR code of a text.
    ///
    /// # Errors
    /// [`NoPicture`] for a text too long.
    pub fn of(text: &str) -> Result<Self, NoPicture> {
        let code = QrCode::encode_text(text, QrCodeEcc::Medium).map_err(|error| NoPicture(io::Error::other(error)))?;
        let modules = usize::try_from(code.size()).unwrap_or_default() + 2 * MARGIN;
        let size = modules * MODULE;
        let rows = (0..size).flat_map(|y| (0..modules).map(move |x| (x, y / MODULE)));
        // One bit a pixel, so a module, eight pixels wide, is one byte: black or white.
        let pixels: Vec<u8> = rows.map(|(x, y)| if is_dark(&code, x, y) { 0x00 } else { 0xFF }).collect();
        let mut png = Vec::new();
        write(&mut png, size, &pixels).map_err(|error| NoPicture(io::Error::other(error)))?;
        Ok(Self { size, png })
    }

    /// The picture as the address of an `img` (RFC 2397).
    #[must_use]
    pub fn data_url(&self) -> String {
        format!("data:image/png;base64,{}", BASE64.encode(&self.png))
    }
}

fn is_dark(code: &QrCode, x: usize, y: usize) -> bool {
    let place = |at: usize| at.checked_sub(MARGIN).and_then(|at| i32::try_from(at).ok());
    place(x).zip(place(y)).is_some_and(|(x, y)| code.get_module(x, y))
}

fn write(png: &mut Vec<u8>, size: usize, pixels: &[u8]) -> Result<(), png::EncodingError> {
    let side = u32::try_from(size).unwrap_or(u32::MAX);
    let mut encoder = png::Encoder::new(png, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    encoder.write_header()?.write_image_data(pixels)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_picture_is_the_code_with_its_margin() {
        let text = "otpauth://totp/%E6%B8%AF:tanaka?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=%E6%B8%AF";
        let picture = Picture::of(text).unwrap();
        let mut reader = png::Decoder::new(io::Cursor::new(&picture.png)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        assert_eq!((info.width as usize, info.height as usize), (picture.size, picture.size));

        let code = QrCode::encode_text(text, QrCodeEcc::Medium).unwrap();
        let modules = picture.size / MODULE;
        for y in 0..modules {
            for x in 0..modules {
                let black = pixels[(y * MODULE + 3) * modules + x] == 0;
                let inside = (MARGIN..modules - MARGIN).contains(&x) && (MARGIN..modules - MARGIN).contains(&y);
                let dark = inside && code.get_module((x - MARGIN) as i32, (y - MARGIN) as i32);
                assert_eq!(black, dark, "{x}, {y}");
            }
        }
    }

    #[test]
    fn a_novel_is_no_code() {
        assert!(Picture::of(&"x".repeat(5_000)).is_err());
    }
}
