//! Containers that hold different types: films and sounds in boxes (ISO 14496-12), documents in a compound file (OLE),
//! and a transport stream of MPEG.
//!
//! Must not know: what is done with the type. Tests: below, `tests/files/probing.rs`.

use std::io::{Read, Seek, SeekFrom};

/// The beginning of a compound file.
const COMPOUND: &[u8; 8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
/// The longest first box of a film, in bytes: it lists a few names of four letters.
const LONGEST_FIRST_BOX: u32 = 1_024;

/// The media type of a film or sound in boxes, by the brand that it names first; `None` if it is none.
pub(super) fn boxes(head: &[u8]) -> Option<&'static str> {
    let (size, rest) = head.split_first_chunk::<4>()?;
    let (b"ftyp", rest) = rest.split_first_chunk::<4>()? else { return None };
    let size = u32::from_be_bytes(*size);
    if !(16..=LONGEST_FIRST_BOX).contains(&size) || !size.is_multiple_of(4) {
        return None;
    }
    let (brand, rest) = rest.split_first_chunk::<4>()?;
    let brands = rest.get(4..).unwrap_or_default().as_chunks::<4>().0;
    let others = brands.iter().take((size as usize - 16) / 4);
    std::iter::once(brand).chain(others).find_map(of_brand)
}

fn of_brand(brand: &[u8; 4]) -> Option<&'static str> {
    Some(match brand {
        b"qt  " => "video/quicktime",
        b"M4A " | b"M4B " | b"M4P " => "audio/m4a",
        [b'3', b'g', ..] => "video/3gpp",
        [b'i', b's', b'o', _]
        | [b'm', b'p', b'4', _]
        | [b'M', b'4', b'V', _]
        | [b'F', b'4', _, _]
        | b"avc1"
        | b"dash"
        | b"mmp4"
        | b"MSNV"
        | b"XAVC" => "video/mp4",
        _ => return None,
    })
}

/// True for packets of 188 bytes, or of 192 with their times: each begins with the same letter.
pub(super) fn is_transport_stream(head: &[u8]) -> bool {
    const SYNC: u8 = b'G';
    const PACKETS: usize = 5;
    [(0, 188), (4, 192)]
        .into_iter()
        .any(|(first, length)| (0..PACKETS).all(|at| head.get(first + at * length) == Some(&SYNC)))
}

/// The media type of a compound file; `None` if it is none.
pub(super) fn compound(head: &[u8], file: &mut (impl Read + Seek)) -> Option<&'static str> {
    if !head.starts_with(COMPOUND) {
        return None;
    }
    let is_installer = class(head, file).is_some_and(|class| is_installers(&class));
    Some(if is_installer { "application/x-msi" } else { "application/x-ole-storage" })
}

/// The class of the program that a compound file belongs to, from the first entry of its directory.
fn class(head: &[u8], file: &mut (impl Read + Seek)) -> Option<[u8; 16]> {
    let shift = u32::from(u16::from_le_bytes(*head.get(30..)?.first_chunk()?));
    let sector = u64::from(u32::from_le_bytes(*head.get(48..)?.first_chunk()?));
    if shift > 16 {
        return None;
    }
    file.seek(SeekFrom::Start(((sector + 1) << shift) + 80)).ok()?;
    let mut class = [0; 16];
    file.read_exact(&mut class).ok()?;
    Some(class)
}

/// True for the classes of Windows Installer: packages, patches and transforms.
fn is_installers(class: &[u8; 16]) -> bool {
    let [sort, rest @ ..] = class;
    matches!(sort, 0x82 | 0x84 | 0x86) && rest == b"\x10\x0c\0\0\0\0\0\xc0\0\0\0\0\0\0\x46"
}

/// True if a file is a program for Windows, whatever else it looks like: it names the place of its header, and the
/// header is there.
pub(super) fn is_windows_program(head: &[u8], file: &mut (impl Read + Seek)) -> bool {
    head.starts_with(b"MZ") && header(head, file).is_some_and(|mark| &mark == b"PE\0\0")
}

fn header(head: &[u8], file: &mut (impl Read + Seek)) -> Option<[u8; 4]> {
    let at = u32::from_le_bytes(*head.get(60..)?.first_chunk()?);
    file.seek(SeekFrom::Start(u64::from(at))).ok()?;
    let mut mark = [0; 4];
    file.read_exact(&mut mark).ok()?;
    Some(mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    use std::io::Cursor;

    fn film(brands: &[&[u8; 4]]) -> Vec<u8> {
        let mut head = u32::try_from(12 + 4 * brands.len()).unwrap().to_be_bytes().to_vec();
        head.extend(b"ftyp");
        for (at, brand) in brands.iter().enumerate() {
            head.extend(*brand);
            if at == 0 {
                head.extend([0; 4]);
            }
        }
        head.extend(b"\0\0\0\x08mdat");
        head
    }

    #[test]
    fn a_film_is_named_by_its_brands() {
        assert_eq!(boxes(&film(&[b"qt  ", b"qt  "])), Some("video/quicktime"));
        assert_eq!(boxes(&film(&[b"M4V ", b"isom"])), Some("video/mp4"));
        assert_eq!(boxes(&film(&[b"3gp5", b"isom"])), Some("video/3gpp"));
        assert_eq!(boxes(&film(&[b"M4A ", b"isom"])), Some("audio/m4a"));
        assert_eq!(boxes(&film(&[b"zzzz", b"isom"])), Some("video/mp4"));
        assert_eq!(boxes(&film(&[b"heic", b"mif1"])), None);
        assert_eq!(boxes(b"xxxxftypisom yes"), None);
    }

    #[test]
    fn an_installer_is_told_from_a_document() {
        let mut file = vec![0; 1_024];
        file[..8].copy_from_slice(COMPOUND);
        file[30] = 9;
        assert_eq!(compound(&file, &mut Cursor::new(&file)), Some("application/x-ole-storage"));
        file[592..608].copy_from_slice(b"\x84\x10\x0c\0\0\0\0\0\xc0\0\0\0\0\0\0\x46");
        assert_eq!(compound(&file, &mut Cursor::new(&file)), Some("application/x-msi"));
    }
}
