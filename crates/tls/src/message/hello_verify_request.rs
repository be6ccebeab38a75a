//! HelloVerifyRequest of DTLS (RFC 6347 section 4.2.1).

use crate::codec::{Malformed, OrFatal, Reader, Writer};
use crate::error::{Fatal, Reason};
use crate::registry::alert;
use crate::registry::version::DTLS10;

/// dtls_process_hello_verify: the cookie. The version is not looked at, nor are bytes behind the cookie.
pub fn read(body: &[u8]) -> Result<&[u8], Fatal> {
    let mut r = Reader::new(body);
    let mut cookie = || -> Result<_, Malformed> {
        r.u16()?;
        r.vec8()
    };
    cookie().or_fatal(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH)
}

/// dtls_raw_hello_verify_request: the version is always DTLS 1.0.
pub fn write(w: &mut Writer, cookie: &[u8]) {
    w.u16(DTLS10.0);
    w.vec8(|w| w.bytes(cookie));
}

#[cfg(test)]
mod tests {
    use super::super::tests::{and_one, cut, decode_error, written};
    use super::*;

    #[test]
    fn a_cookie() {
        let bytes = written(|w| write(w, &[1, 2]));
        assert_eq!(bytes, [0xfe, 0xff, 2, 1, 2]);
        assert_eq!(read(&bytes), Ok(&[1, 2][..]));
        assert_eq!(read(&and_one(&bytes)), Ok(&[1, 2][..]));
        assert_eq!(read(&[0, 0, 0]), Ok(&[][..]));
    }

    #[test]
    fn a_cookie_that_is_cut_off() {
        for bytes in cut(&written(|w| write(w, &[1, 2]))) {
            assert_eq!(read(bytes), Err(decode_error(Reason::LENGTH_MISMATCH)));
        }
    }
}
