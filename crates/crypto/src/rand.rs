//! Random bytes from a library context's generators, which a program may replace (`RAND_set_rand_method`).

use super::ffi;
use super::library::Library;
use super::Failed;

/// Fills `buffer` with random bytes that may be seen on the wire.
pub fn bytes(library: &Library, buffer: &mut [u8]) -> Result<(), Failed> {
    let (start, length) = (buffer.as_mut_ptr(), buffer.len());
    // SAFETY: the context is live; writes `length` bytes into the buffer.
    match unsafe { ffi::RAND_bytes_ex(library.context(), start, length, 0) } > 0 {
        true => Ok(()),
        false => Err(Failed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_filled() {
        let (mut first, mut second) = ([0; 48], [0; 48]);
        bytes(&Library::DEFAULT, &mut first).unwrap();
        bytes(&Library::DEFAULT, &mut second).unwrap();
        assert_ne!(first, second);
        assert_ne!(first[24..], [0; 24]);
        assert_eq!(bytes(&Library::DEFAULT, &mut []), Ok(()));
    }

    #[test]
    fn a_query_has_its_generators() {
        let mut random = [0; 16];
        let library = Library::with_query(c"provider=default");
        assert_eq!(bytes(&library, &mut random), Ok(()));
        assert_ne!(random, [0; 16]);
    }
}
