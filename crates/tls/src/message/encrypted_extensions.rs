//! EncryptedExtensions (RFC 8446 section 4.3.1). [`extensions::write`](super::extensions::write) writes it.

use super::extensions::Extensions;
use crate::codec::{OrFatal, Reader};
use crate::error::{Fatal, Reason};
use crate::registry::alert;

/// tls_process_encrypted_extensions; the extensions are not checked yet.
pub fn read(body: &[u8]) -> Result<Extensions<'_>, Fatal> {
    let mut r = Reader::new(body);
    let extensions = r
        .vec16()
        .or_fatal(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH)?;
    super::end(&r)?;
    Ok(Extensions::new(extensions))
}

#[cfg(test)]
mod tests {
    use super::super::extensions::{write, write_one};
    use super::super::tests::{and_one, cut, decode_error, written};
    use super::*;
    use crate::registry::extension::SERVER_NAME;

    #[test]
    fn a_block_of_extensions() {
        let bytes = written(|w| write(w, |w| write_one(w, SERVER_NAME, |_| ())));
        let extensions = read(&bytes).unwrap();
        assert_eq!(extensions.find(SERVER_NAME), Some(&[][..]));
        assert_eq!(read(&[0, 0]), Ok(Extensions::NONE));
    }

    #[test]
    fn a_block_that_does_not_end_with_the_message() {
        let bytes = written(|w| write(w, |w| write_one(w, SERVER_NAME, |_| ())));
        for bytes in cut(&bytes).chain([&and_one(&bytes)[..]]) {
            assert_eq!(read(bytes), Err(decode_error(Reason::LENGTH_MISMATCH)));
        }
    }
}
