//! Files that are pictures, and files that only say so.

use std::time::Instant;

use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder as _, Rgba, RgbaImage};

use super::*;

/// Left half red, right half blue, wider than high.
fn two_colours() -> DynamicImage {
    let colour = |x, _| if x < 300 { Rgba([220, 0, 0, 255]) } else { Rgba([0, 0, 220, 255]) };
    RgbaImage::from_fn(600, 400, colour).into()
}

fn written(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let picture = if format == ImageFormat::Jpeg { picture.to_rgb8().into() } else { picture.clone() };
    let mut file = Cursor::new(Vec::new());
    picture.write_to(&mut file, format).unwrap();
    file.into_inner()
}

/// A JPEG whose EXIF data says how it must be turned, and where it was taken.
fn turned(orientation: u8) -> Vec<u8> {
    let jpeg = written(&two_colours(), ImageFormat::Jpeg);
    let mut tiff = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    tiff.extend([orientation, 0, 0, 0, 0, 0, 0]);
    tiff.extend(b"GPS 35.6586N 139.7454E");
    let length = u16::try_from(tiff.len() + 8).unwrap().to_be_bytes();
    [&jpeg[..2], b"\xFF\xE1", &length, b"Exif\0\0", &tiff, &jpeg[2..]].concat()
}

fn read_back(file: &[u8]) -> RgbImage {
    image::load_from_memory_with_format(file, ImageFormat::Jpeg).unwrap().to_rgb8()
}

fn is_red(picture: &RgbImage, x: u32, y: u32) -> bool {
    let Rgb([red, _, blue]) = *picture.get_pixel(x, y);
    red > 150 && blue < 100
}

#[test]
fn each_format_becomes_a_small_square_of_its_middle() {
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
        let picture = read_back(&prepare(&written(&two_colours(), format)).unwrap());
        assert_eq!((picture.width(), picture.height()), (SIDE, SIDE), "{format:?}");
        assert!(is_red(&picture, 10, 128) && !is_red(&picture, 245, 128), "{format:?}");
    }
}

#[test]
fn a_photo_stands_upright_and_tells_nothing_of_where_it_was_taken() {
    let upright = read_back(&prepare(&turned(1)).unwrap());
    assert!(is_red(&upright, 10, 128) && !is_red(&upright, 245, 128));
    // 6: the camera was held upright, the first row is the right side.
    let turned = prepare(&turned(6)).unwrap();
    let picture = read_back(&turned);
    assert!(is_red(&picture, 128, 10) && !is_red(&picture, 128, 245));
    for word in [&b"GPS"[..], b"Exif"] {
        assert!(!turned.windows(word.len()).any(|window| window == word));
    }
}

#[test]
fn what_can_be_seen_through_becomes_white() {
    let clear: DynamicImage = RgbaImage::from_pixel(40, 40, Rgba([0, 0, 0, 0])).into();
    let picture = read_back(&prepare(&written(&clear, ImageFormat::Png)).unwrap());
    assert_eq!(*picture.get_pixel(20, 20), Rgb([255, 255, 255]));
}

#[test]
fn what_is_no_picture_is_refused() {
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
    let gif =
        b"GIF89a\x01\0\x01\0\x80\0\0\xFF\xFF\xFF\0\0\0!\xF9\x04\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";
    for file in [&b""[..], svg, gif, b"<html>\x89PNG", b"%PDF-1.7", b"BM\0\0\0\0", b"\0\0\0\x18ftypheic"] {
        assert_eq!(prepare(file), Err(BadPicture::Unknown), "{}", String::from_utf8_lossy(file));
    }
}

/// What stands behind a picture, such as a page with a script, does not come along.
#[test]
fn nothing_hidden_behind_a_picture_is_kept() {
    let hidden = b"<script>alert(document.cookie)</script>";
    for format in [ImageFormat::Png, ImageFormat::Jpeg] {
        let file = [written(&two_colours(), format), hidden.to_vec()].concat();
        let kept = prepare(&file).unwrap();
        assert!(!kept.windows(8).any(|window| window == b"<script>"), "{format:?}");
    }
}

#[test]
fn a_file_that_is_cut_off_anywhere_is_refused_or_whole() {
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
        let small = two_colours().resize_exact(48, 32, FilterType::Nearest);
        let file = written(&small, format);
        // The last bytes of a PNG say nothing but that it ends.
        let needed = if format == ImageFormat::Png { file.len() - 16 } else { file.len() - 1 };
        for end in 0..needed {
            assert!(prepare(&file[..end]).is_err(), "{format:?} {end} of {}", file.len());
        }
    }
}

/// A header that promises more than there is, or more than is read, costs neither memory nor time.
#[test]
fn bombs_are_refused_by_their_header() {
    let began = Instant::now();
    for (width, height) in [(1, 65_535), (65_535, 1), (60_000, 60_000), (4097, 4096)] {
        let mut png = Vec::new();
        PngEncoder::new(&mut png).write_image(&[0; 4], 1, 1, ExtendedColorType::Rgba8).unwrap();
        png[16..20].copy_from_slice(&u32::to_be_bytes(width));
        png[20..24].copy_from_slice(&u32::to_be_bytes(height));
        let sum = crc(&png[12..29]);
        png[29..33].copy_from_slice(&sum.to_be_bytes());
        assert_eq!(prepare(&png), Err(BadPicture::TooWide), "{width} × {height}");
    }
    let widest: DynamicImage = RgbImage::new(4096, 16).into();
    assert!(prepare(&written(&widest, ImageFormat::Png)).is_ok());
    assert!(began.elapsed().as_secs() < 5);
}

/// The checksum of a PNG's chunk (ISO/IEC 15948 §5.5), so that only the size is wrong.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 })
    })
}
