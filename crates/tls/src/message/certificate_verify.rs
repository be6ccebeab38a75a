//! CertificateVerify (RFC 8446 section 4.4.3, RFC 5246 section 7.4.8).

pub use super::signed::{write, Signed};
use crate::codec::Reader;
use crate::error::{Fatal, Reason};

/// tls_process_cert_verify, up to the check of the scheme; [`Signed::signature`] reads the rest.
///
/// `uses_sigalgs`: the version has signature schemes (SSL_USE_SIGALGS).
pub fn read(body: &[u8], uses_sigalgs: bool) -> Result<Signed<'_>, Fatal> {
    Signed::read(Reader::new(body), uses_sigalgs, Reason::BAD_PACKET)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{and_one, cut, decode_error, written};
    use super::*;
    use crate::registry::scheme::ED25519;

    #[test]
    fn scheme_and_signature() {
        let bytes = written(|w| write(w, Some(ED25519), &[1, 2, 3]));
        assert_eq!(bytes, [8, 7, 0, 3, 1, 2, 3]);
        let signed = read(&bytes, true).unwrap();
        assert_eq!(signed.scheme, Some(ED25519));
        assert_eq!(signed.signature(), Ok(&[1, 2, 3][..]));
    }

    #[test]
    fn older_versions_have_no_scheme() {
        let bytes = written(|w| write(w, None, &[1, 2, 3]));
        let signed = read(&bytes, false).unwrap();
        assert_eq!(signed.scheme, None);
        assert_eq!(signed.signature(), Ok(&[1, 2, 3][..]));
    }

    #[test]
    fn a_scheme_that_is_cut_off() {
        for bytes in [&[][..], &[8]] {
            let expected = decode_error(Reason::BAD_PACKET);
            assert_eq!(read(bytes, true).unwrap_err(), expected);
        }
    }

    #[test]
    fn a_signature_that_does_not_end_with_the_message() {
        let bytes = written(|w| write(w, Some(ED25519), &[1, 2, 3]));
        let expected = Err(decode_error(Reason::LENGTH_MISMATCH));
        for bytes in cut(&bytes).skip(2).chain([&and_one(&bytes)[..]]) {
            let signed = read(bytes, true).unwrap();
            assert_eq!(signed.scheme, Some(ED25519));
            assert_eq!(signed.signature(), expected);
        }
    }
}
